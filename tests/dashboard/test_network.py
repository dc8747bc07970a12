"""The network page reads its address carefully and draws one hop at a time."""

import plotly.graph_objects as go
import pytest

from dashboard.figures.network import Edge, Node, network
from dashboard.pages.network import MOST_OPEN, read_opened, tie_name


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        (None, []),
        ("contractor:C1", ["contractor:C1"]),
        ("contractor:C1~employee:E2~contractor:C1", ["contractor:C1", "employee:E2"]),
        ("nobody:1~contractor:~x", []),
        ("contractor:<b>", ["contractor:<b>"]),
    ],
)
def test_only_parties_are_opened_each_once(text: str | None, opened: list[str]) -> None:
    assert read_opened(text) == opened


def test_no_more_are_opened_than_can_be_read() -> None:
    assert len(read_opened("~".join(f"employee:{n}" for n in range(20)))) == MOST_OPEN


def test_every_kind_of_tie_has_a_name_in_both_languages() -> None:
    for kind in ("phone", "sound", "managed", "shareholder", "former_employee"):
        assert all(tie_name(kind))


def test_the_centre_is_in_the_middle_and_further_ties_lie_outwards() -> None:
    def node(name: str, *, is_open: bool = False) -> Node:
        return Node("contractor", name, name, f"id={name}", is_open)

    nodes = {"a": node("a", is_open=True), "b": node("b", is_open=True), "c": node("c")}
    nodes["d"] = node("d")
    edges = [
        Edge("a", "b", "equal", ""),
        Edge("a", "c", "possible", ""),
        Edge("b", "d", "recorded", ""),
    ]
    drawn = go.Figure(network(nodes, edges, centre="a")).data[-1]
    places = dict(zip(drawn.text, zip(drawn.x, drawn.y, strict=True), strict=True))

    assert places["a"] == (0, 0)
    assert places["b"][0] > 0 > places["c"][0]
    assert places["d"][0] > places["b"][0]
    assert list(drawn.customdata) == ["id=a", "id=b", "id=c", "id=d"]
