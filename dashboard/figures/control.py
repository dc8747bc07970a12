"""A control chart: one indicator over time with its centre, limits, phases, target and signals."""

from collections.abc import Mapping
from datetime import date
from html import escape
from textwrap import shorten
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import (
    MONTH_FORMAT,
    TOP_LEGEND,
    Figure,
    above,
    base,
    place,
    plain,
    upright,
)

TARGET = Text("目标", "Target")
CENTRE = Text("均值", "Mean")
LIMITS = Text("控制限", "Control limits")
VALUE = Text("本单位", "This unit")
CASES = Text("案例数", "Cases")
REBASED = Text("重设控制限", "Limits re-based")
WORDS = {"improvement": Text("改善", "better"), "concern": Text("恶化", "worse")}
SYMBOLS = {"improvement": "circle", "concern": "triangle-up", "neutral": "square"}
COLOURS = {"improvement": GOOD, "concern": BAD, "neutral": QUIET}
MOST_BESIDE = 4
"""Small multiples in a line: more would not leave room for their names on a phone."""
MOST_LETTERS = 18
"""Of a reason that stand in the chart; the list under it has the whole."""
MOST_WORDS = 6
"""Signalled points that carry their word; with more the words would cover the line."""


def control_chart(
    values: pd.DataFrame,
    signals: pd.DataFrame,
    *,
    unit: str,
    shown: date,
    unit_code: str,
    lang: Lang,
    rebased: Mapping[date, str] | None = None,
) -> Figure:
    """`values`: month, value, n, target; `signals`: month, variation, centre, lower, upper; `rebased`:
    months from which limits were begun anew, with the reason.

    A month with a signal is a filled circle (better), triangle (worse) or square (no better
    direction), a month without is a hollow grey circle; gaps where there is no number. Where the
    limits were re-based a new phase begins, with its note.
    """
    both = values.merge(
        signals[["month", "variation", "centre", "lower", "upper"]], on="month", how="left"
    )
    figure = base(
        height=340,
        xaxis={"type": "date", "tickformat": MONTH_FORMAT, "hoverformat": MONTH_FORMAT},
        yaxis={"title": {"text": fmt.unit_name(unit, lang), "standoff": 8}},
        **TOP_LEGEND,
        **_phases(rebased or {}, lang),
    )
    months = plain(both["month"])
    figure["data"] += _limits(both, months, lang)
    figure["data"].append(
        {
            "type": "scatter",
            "x": months,
            "y": plain(both["target"]),
            "mode": "lines",
            "line": {"color": QUIET, "dash": "dash", "width": 1.3, "shape": "hv"},
            "name": TARGET.in_(lang),
            "hoverinfo": "skip",
        }
    )
    kinds = [kind if kind in SYMBOLS else None for kind in both["variation"]]
    signalled = [place for place, kind in enumerate(kinds) if kind][-MOST_WORDS:]
    words = [
        WORDS[kind].in_(lang) if kind in WORDS and place in signalled else ""
        for place, kind in enumerate(kinds)
    ]
    colours = [COLOURS.get(str(kind), QUIET) for kind in kinds]
    figure["data"].append(
        {
            "type": "scatter",
            "x": months,
            "y": plain(both["value"]),
            "mode": "lines+markers+text",
            "connectgaps": False,
            "line": {"color": QUIET, "width": 1.6},
            "marker": {
                "size": [13 if month.date() == shown else 9 for month in both["month"]],
                "color": colours,
                "opacity": 1,
                "symbol": [SYMBOLS.get(str(kind), "circle-open") for kind in kinds],
                "line": {"width": 1.8, "color": colours},
            },
            "text": words,
            "textposition": "top center",
            "customdata": [place(unit_code, month) for month in both["month"]],
            "hovertext": [
                f"{fmt.month(row['month'], lang)}<br>{fmt.with_unit(row['value'], unit, lang)}"
                f"<br>{CASES.in_(lang)} {fmt.count(row['n'])}"
                for row in records(both)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "name": VALUE.in_(lang),
        }
    )
    return figure


def _limits(both: pd.DataFrame, months: list[Any], lang: Lang) -> list[dict[str, Any]]:
    """Both limits with the ground between them, and the centre."""
    if both["centre"].notna().sum() == 0:
        return []
    return [
        {
            "type": "scatter",
            "x": months,
            "y": plain(both[name]),
            "mode": "lines",
            "line": {"color": colour, "dash": dash, "width": 1.4, "shape": "hvh"},
            "fill": "tonexty" if name == "upper" else "none",
            "fillcolor": "rgba(124, 135, 152, 0.09)",
            "name": (CENTRE if name == "centre" else LIMITS).in_(lang),
            "showlegend": is_named,
            "hoverinfo": "skip",
        }
        for name, dash, colour, is_named in (
            ("lower", "dot", FAINT, False),
            ("upper", "dot", FAINT, True),
            ("centre", "solid", QUIET, True),
        )
    ]


def _phases(rebased: Mapping[date, str], lang: Lang) -> dict[str, Any]:
    """Where a phase begins, also while it has too few months for limits; the reason is a person's text."""
    line = {"color": QUIET, "width": 1, "dash": "dot"}
    notes = [
        {
            **above(month.isoformat(), REBASED.in_(lang)),
            "text": f"{REBASED.in_(lang)}<br>{escape(shorten(reason, MOST_LETTERS, placeholder='…'))}",
            "hovertext": escape(reason),
            "yanchor": "top",
            "align": "left",
        }
        for month, reason in rebased.items()
    ]
    return {"shapes": [upright(note["x"], line) for note in notes], "annotations": notes}


def strip(amounts: pd.DataFrame, *, unit: str, target: float | None, lang: Lang) -> Figure:
    """How the cases of the month are spread: count of cases by their size. `amounts`: low, cases."""
    figure = base(
        height=130,
        xaxis={"title": {"text": fmt.unit_name(unit, lang), "standoff": 4}},
        yaxis={"title": {"text": CASES.in_(lang), "standoff": 4}, "nticks": 4},
        bargap=0.08,
    )
    figure["data"].append(
        {
            "type": "bar",
            "x": plain(amounts["low"]),
            "y": plain(amounts["cases"]),
            "marker": {"color": QUIET},
            "hovertemplate": "%{x}: %{y}<extra></extra>",
        }
    )
    if target is not None:
        line = {"color": BAD, "dash": "dash", "width": 1.3}
        figure["layout"]["shapes"] = [upright(target, line)]
    return figure


def peers_figure(values: pd.DataFrame) -> Figure:
    """Small multiples: one small line a unit, all on one scale. `values`: unit_code, name, month,
    value, target."""
    codes = list(dict.fromkeys(values["unit_code"]))
    columns = min(MOST_BESIDE, max(len(codes), 1))
    lines = -(-len(codes) // columns) if codes else 1
    figure = base(height=50 + 96 * lines, margin={"t": 26}, annotations=[])
    for at, (code, own) in enumerate(values.groupby("unit_code", sort=False)):
        number = "" if at == 0 else str(at + 1)
        across, down = _panel(at, columns, lines)
        figure["layout"] |= _axes(number, across, down, is_first_of_line=at % columns == 0)
        figure["layout"]["annotations"].append(
            {
                "x": sum(across) / 2,
                "xref": "paper",
                "xanchor": "center",
                "y": down[1],
                "yref": "paper",
                "yanchor": "bottom",
                "text": own["name"].iloc[0],
                "showarrow": False,
                "font": {"size": 11},
            }
        )
        figure["data"] += _own_lines(str(code), own, number)
    return figure


def _panel(at: int, columns: int, lines: int) -> tuple[list[float], list[float]]:
    """From where to where a small multiple reaches, across and from the bottom up."""
    gap, space = 0.02, 0.3 / lines
    width = (1 - gap * (columns - 1)) / columns
    height = (1 - space * (lines - 1)) / lines
    left = (at % columns) * (width + gap)
    bottom = (lines - 1 - at // columns) * (height + space)
    return [left, left + width], [bottom, bottom + height]


def _axes(
    number: str, across: list[float], down: list[float], *, is_first_of_line: bool
) -> dict[str, Any]:
    """The two axes of a small multiple; all follow those of the first."""
    x: dict[str, Any] = {"domain": across, "anchor": f"y{number}"}
    y: dict[str, Any] = {"domain": down, "anchor": f"x{number}"}
    if number:
        x["matches"], y["matches"] = "x", "y"
    return {
        f"xaxis{number}": {**x, "showticklabels": False, "showgrid": False},
        f"yaxis{number}": {**y, "showticklabels": is_first_of_line, "nticks": 3},
    }


def _own_lines(code: str, own: pd.DataFrame, number: str) -> list[dict[str, Any]]:
    """Target and value of one unit."""
    where = {"type": "scatter", "mode": "lines", "xaxis": f"x{number}", "yaxis": f"y{number}"}
    months = plain(own["month"])
    return [
        {
            **where,
            "x": months,
            "y": plain(own["target"]),
            "line": {"color": FAINT, "dash": "dash", "width": 1},
            "hoverinfo": "skip",
        },
        {
            **where,
            "x": months,
            "y": plain(own["value"]),
            "line": {"color": QUIET, "width": 1.5},
            "customdata": [place(code, month) for month in own["month"]],
            "hovertemplate": "%{x|%Y-%m}: %{y:.1f}<extra></extra>",
        },
    ]
