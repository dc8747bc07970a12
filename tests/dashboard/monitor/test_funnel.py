"""The funnel pane: where units lie within the limits of their size, and how that is drawn."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from audit_models.colours import BAD, GOOD, QUIET
from dashboard.figures.funnel import funnel_chart
from dashboard.monitor.funnel import places, sides

UNITS = pd.DataFrame(
    [
        ("A", "Ah", 90.0, 50, 80, 70, 95, 98, False),
        ("B", "Be", 75.0, 50, 80, 70, 95, 98, False),
        ("C", "Ce", 60.0, 50, 80, 70, 95, 98, False),
        ("D", "De", 60.0, 19, 80, 70, 95, 98, True),
        ("E", "Ee", 99.0, 50, 80, 70, 95, 98, False),
    ],
    columns=[
        "unit_code", "name", "value", "size", "low95", "low998", "high95", "high998", "is_few",
    ],
).assign(centre=88.0)  # fmt: skip

LIMITS = pd.DataFrame(
    {
        "size": [10.0, 50.0],
        "centre": [88.0, 88.0],
        "low998": [40.0, 70.0],
        "low95": [60.0, 80.0],
        "high95": [99.0, 95.0],
        "high998": [100.0, 98.0],
    }
)


def drawn(units: pd.DataFrame) -> pd.DataFrame:
    few = units["is_few"]
    return units.assign(place=places(units, few=few), side=sides(units, "higher"))


def test_a_unit_has_one_place_and_few_cases_come_before_all() -> None:
    assert drawn(UNITS)["place"].tolist() == [
        "within", "beyond_95", "beyond_998", "few", "beyond_998",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "expected"),
    [
        ("higher", ["better", "worse", "worse", "worse", "better"]),
        ("lower", ["worse", "better", "better", "better", "worse"]),
        ("none", ["neither"] * 5),
    ],
)
def test_the_side_is_that_of_all_units_together(better: str, expected: list[str]) -> None:
    assert sides(UNITS, better).tolist() == expected


def test_shape_and_colour_say_the_place_and_only_the_farthest_carry_names() -> None:
    figure = funnel_chart(drawn(UNITS), LIMITS, unit="percent", size_name="Cases", lang="en")
    dots = go.Figure(figure).data[-1]

    assert list(dots.marker.symbol) == [
        "circle", "triangle-up-open", "triangle-up", "circle-open", "circle",
    ]  # fmt: skip
    assert list(dots.marker.color) == [QUIET, BAD, BAD, QUIET, GOOD]
    assert list(dots.text) == ["", "", "Ce", "", "Ee"]
    assert list(dots.customdata) == [f"sel={code}" for code in "ABCDE"]


def test_the_ground_is_hatched_only_where_a_unit_has_few_cases() -> None:
    def grounds(units: pd.DataFrame) -> list[object]:
        figure = funnel_chart(units, LIMITS, unit="percent", size_name="Cases", lang="zh")
        return [
            trace.fillpattern.shape for trace in go.Figure(figure).data if trace.fill == "toself"
        ]

    units = drawn(UNITS)
    assert grounds(units) == ["/"]
    assert grounds(units[units["place"] != "few"]) == []


def test_without_any_number_nothing_is_drawn() -> None:
    units = drawn(UNITS).assign(value=float("nan"))

    assert not funnel_chart(units, LIMITS, unit="percent", size_name="Cases", lang="zh")["data"]
