"""The desk of a notebook: the pages' own figures and words, data as text, and no number that differs."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from audit_models.errors import Refused
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from dashboard import desk as desk_module
from dashboard.desk import Desk, open_desk

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What the notebook would show, in order."""
    outputs: list[dict[str, str]] = []
    monkeypatch.setattr(desk_module, "_display", outputs.append)
    return outputs


@pytest.fixture
def at(province: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    monkeypatch.setenv("AUDIT_HOME", str(province.home))
    return lambda unit="P", month="2026-03", lang="zh": open_desk(unit, month, None, lang)


def test_without_a_word_it_is_the_top_and_the_last_month(
    province: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_HOME", str(province.home))
    desk = open_desk()
    assert (desk.unit, f"{desk.month:%Y-%m}", desk.lang) == ("P", "2026-03", "zh")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("X", None), "Not found"),
        (("P", "1999-01"), "not been imported"),
        (("P", "May"), "no month"),
    ],
    ids=["unit", "month", "form"],
)
def test_what_is_not_there_is_refused(
    at: Callable[..., Desk], asked: tuple[str, str | None], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        at(*asked)


def test_data_is_text_and_never_markup(
    at: Callable[..., Desk], shown: list[dict[str, str]]
) -> None:
    desk = at()
    desk.say(HOSTILE, HOSTILE)
    desk.table(pd.DataFrame({"reason": [HOSTILE]}))
    assert not any("<img" in one["text/html"] for one in shown)
    assert all("&lt;img" in one["text/html"] for one in shown)


def test_a_table_speaks_the_language_and_masks_people(
    at: Callable[..., Desk], shown: list[dict[str, str]]
) -> None:
    rows = pd.DataFrame(
        {
            "customer_class": ["hv", None],
            "contact_phone": ["13912345678", None],
            "amount_cny": [1234.5, float("nan")],
            "is_affiliate": [True, False],
            "odd": [1, 2],
        }
    )
    at(lang="en").table(rows, most=1, odd=Text("怪", "Odd"))
    at().table(rows, most=1)
    english, chinese = (one["text/plain"] for one in shown)
    assert "HV" in english or "High" in english
    assert "1•••" in english
    assert "13912345678" not in english + chinese
    assert "1,234.5" in english
    assert "Odd" in english
    assert "金额（元）" in chinese
    assert "2 rows, of which the first 1" in shown[0]["text/html"]


def test_nothing_is_said_where_there_are_no_rows(
    at: Callable[..., Desk], shown: list[dict[str, str]]
) -> None:
    at(lang="en").table(pd.DataFrame({"a": []}))
    assert shown[0]["text/plain"] == "No rows."


def test_the_figures_are_those_of_the_page_and_bring_their_library_once(
    at: Callable[..., Desk], shown: list[dict[str, str]]
) -> None:
    desk = at()
    figures = desk.figures("indicator", id="I01")
    assert set(figures) >= {"indicator-history", "indicator-peers"}
    desk.page("indicator", id="I01")
    sizes = [len(one["text/html"]) for one in shown]
    assert len(sizes) == len(figures)
    assert sizes[0] > 1_000_000 > max(sizes[1:])
    with pytest.raises(Refused, match="There is no page nothing"):
        desk.page("nothing")


def test_undecided_rules_have_no_hits_rather_than_none(at: Callable[..., Desk]) -> None:
    """CT51 hit one project in March; CT58 of `rules.py` lacks its data."""
    rules = at().rules().set_index("rule_id")
    assert rules.loc["CT51", "hits"] == 1
    assert pd.isna(rules.loc["CT58", "hits"])
    assert set(at().rules("CP").rule_id) == {one for one in rules.index if one.startswith("CP")}


def test_a_number_that_differs_from_the_page_stops_the_notebook(
    at: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """I01 of the province in March is 66/4 = 16.5."""
    told: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: told.append(data))
    desk = at()
    desk.record("I01", 66 / 4)
    assert told[0]["application/vnd.audit.number+json"] == {
        "what": "I01", "unit": "P", "month": "2026-03", "value": 16.5,
    }  # fmt: skip
    desk.record("I03", None)  # no cases: there is no number, on either side
    for what, value in (("I01", 16.6), ("I01", None), ("I03", 0)):
        with pytest.raises(Refused, match=f"{what} is"):
            desk.record(what, value)


def test_hits_are_counted_from_the_hits_themselves(
    at: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In March CT51 hit quick, of county D1: one hit for D1, none for D3, which it checked as well.

    NW61 hit somebody without a unit beside others: that one is the province's alone.
    """
    told: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: told.append(data))
    at("D1").record_rules("CT")
    at("D3").record_rules("CT")
    at("P").record_rules("NW")
    at("C1").record_rules("NW")
    found = [one["application/vnd.audit.number+json"] for one in told]
    values = {(one["unit"], one["what"]): one["value"] for one in found}
    assert (values["D1", "CT51"], values["D3", "CT51"]) == (1, 0)
    assert values["D1", "CT58"] is None
    assert values["P", "NW61"] == values["C1", "NW61"] + 1


def test_a_conclusion_counts_what_was_decided_and_what_was_not(
    at: Callable[..., Desk], shown: list[dict[str, str]]
) -> None:
    """The families of the hand-made rules, counted from the list of rules above."""
    desk = at()
    assert not desk.is_extract
    desk.conclude("CT")
    rules = desk.rules("CT")
    said = shown[0]["text/plain"]
    assert f"{len(rules)}条规则" in said
    assert f"{(rules['hits'] > 0).sum()}条有疑点（共{rules['hits'].sum():.0f}件" in said
    assert f"{(rules['hits'] == 0).sum()}条无疑点" in said
    not_applicable = (rules["state"] == "不适用").sum()
    undecided = rules["hits"].isna().sum() - not_applicable
    assert f"{undecided}条数据不足或出错" in said
