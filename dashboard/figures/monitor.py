"""Units side by side: every month, and the month ranked. A click leads to the unit."""

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.ranks import FEWEST
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import (
    MONTH_FORMAT,
    Figure,
    above,
    base,
    choose,
    place,
    plain,
    upright,
)

FEW = FEWEST
"""Below this many cases a number is marked: it says little about the unit."""
DIMMED = 0.28
"""Opacity of what is not selected, while something is."""

MANY = 40
INK = "#4a5566"
SHADES = [(0.0, GOOD), (0.375, "#d3e3f3"), (0.5, "#dde2e8"), (0.625, "#f9dfc8"), (1.0, BAD)]
"""From far on the good side over the target to far on the bad side."""
GREYS = [(0.0, "#eceff3"), (1.0, "#5d6b7d")]
"""From nothing to the largest, where nothing is good or bad."""

TARGET = Text("目标", "Target")
CASES = Text("案例数", "Cases")
FEW_CASES = Text("案例少于 {few} 件，不宜比较", "Fewer than {few} cases: not to be compared")
NO_NUMBER = Text("没有数值", "No number")
NOT_RANKED = Text("不排名", "not ranked")


def heatmap(
    values: pd.DataFrame,
    *,
    unit: str,
    better: str,
    target: float | None,
    lang: Lang,
    selected: str | None = None,
    is_count: bool = False,
) -> Figure:
    """Unit × month; blue met the target, orange missed it, the darker the farther away. What is not judged
    is grey, the darker the larger.

    A cell of few cases carries a stroke, a cell without a number a cross, so that neither is read
    as good or bad by colour alone. `values`: unit_code, name, month, value, n; `is_count`: the value is itself
    a number of cases, of which none is too small.
    """
    cells = {(row["unit_code"], row["month"]): row for row in records(values)}
    codes = sorted({code for code, _ in cells}, reverse=True)
    months = sorted({month for _, month in cells})
    height = _height(len(codes))
    if not cells:
        return base(height=height)
    lines = [[cells.get((code, month)) for month in months] for code in codes]
    names = [next(cell["name"] for cell in line if cell) for line in lines]
    half = pd.Timedelta(days=16)
    across = plain([months[0] - half, months[-1] + half])
    figure = base(
        height=height,
        xaxis={
            "type": "date",
            "tickformat": MONTH_FORMAT,
            "showgrid": False,
            "tickangle": 0,
            "range": across,
        },
        yaxis={"showgrid": False},
    )
    is_judged = target is not None and better != "none"
    wide = pd.DataFrame([[cell["value"] if cell else nan for cell in line] for line in lines])
    colours = (shades(wide, better=better, target=target) if is_judged else sizes(wide)).to_numpy()
    drawn = [cell for line in lines for cell in line if cell]
    few = [one for one in drawn if fmt.is_number(one["value"]) and one["n"] < FEW and not is_count]
    figure["data"] = [
        {
            "type": "heatmap",
            "z": [plain(line) for line in colours],
            "x": plain(months),
            "y": names,
            "customdata": [[place(code, month) for month in months] for code in codes],
            "text": [
                [_hover(cell, unit, lang) if cell else None for cell in line] for line in lines
            ],
            "hovertemplate": "%{y} %{x|%Y-%m}<br>%{text}<extra></extra>",
            "colorscale": SHADES if is_judged else GREYS,
            "zmin": -1 if is_judged else 0,
            "zmax": 1,
            "xgap": 2,
            "ygap": 2,
            "showscale": False,
        },
        _strokes(few, "line-ne-open"),
        _strokes([one for one in drawn if not fmt.is_number(one["value"])], "x-thin-open"),
    ]
    figure["layout"]["shapes"] = [
        {
            "type": "rect",
            "x0": across[0],
            "x1": across[1],
            "y0": at - 0.5,
            "y1": at + 0.5,
            "line": {"color": QUIET, "width": 2.5},
        }
        for at, code in enumerate(codes)
        if code in (selected or "").split(",")
    ]
    return figure


def _strokes(cells: Sequence[Mapping[str, Any]], symbol: str) -> dict[str, Any]:
    """A sign on cells whose colour alone would say too much."""
    return {
        "type": "scatter",
        "x": plain([cell["month"] for cell in cells]),
        "y": [cell["name"] for cell in cells],
        "mode": "markers",
        "marker": {
            "symbol": symbol,
            "size": 9,
            "color": QUIET,
            "line": {"width": 1.4, "color": INK},
        },
        "hoverinfo": "skip",
    }


def sizes(values: pd.DataFrame) -> pd.DataFrame:
    """0 … 1 by the largest."""
    return values / (float(values.max().max()) or 1.0)


def shades(values: pd.DataFrame, *, better: str, target: float | None) -> pd.DataFrame:
    """-1 … -0.25 met, 0.25 … 1 missed, each by its distance from the target; 0 where not judged."""
    if target is None or better == "none":
        return values * 0.0
    gap = (values - target) * (1 if better == "lower" else -1)
    farthest_bad = max(float(gap.max().max()), 0.0) or 1.0
    farthest_good = max(float(-gap.min().min()), 0.0) or 1.0
    missed = 0.25 + 0.75 * gap / farthest_bad
    met = -0.25 + 0.75 * gap / farthest_good
    return missed.where(gap > 0, met)


def ranked(
    values: pd.DataFrame,
    *,
    unit: str,
    better: str,
    target: float | None,
    lang: Lang,
    selected: str | None = None,
) -> Figure:
    """One dot a unit with its 95 % interval, the best on top, without a better direction the largest; units
    that are not ranked stand below,
    hollow and hatched. Units without a number are not drawn. `values`: unit_code, name, month,
    value, n, low, high, is_ranked of one month.
    """
    known = values.dropna(subset=["value"]).sort_values(
        ["is_ranked", "value", "unit_code"], ascending=[True, better != "lower", True]
    )
    figure = base(
        height=_height(len(known)),
        xaxis={"rangemode": "normal" if better == "higher" else "tozero"},
        yaxis={"type": "category"},
        shapes=[],
        annotations=[],
    )
    colours = [_colour(value, target, better) for value in known["value"]]
    figure["data"].append(
        {
            "type": "scatter",
            "x": plain(known["value"]),
            "y": plain(known["name"]),
            "mode": "markers",
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": plain(known["high"] - known["value"]),
                "arrayminus": plain(known["value"] - known["low"]),
                "color": FAINT,
                "thickness": 3,
                "width": 0,
            },
            "marker": {
                "size": 11,
                "symbol": ["circle" if ranked else "circle-open" for ranked in known["is_ranked"]],
                "color": colours,
                "opacity": dimmed(known["unit_code"], selected),
                "line": {"width": 2, "color": colours},
            },
            "customdata": [choose(code) for code in known["unit_code"]],
            "text": [_hover(row, unit, lang) for row in records(known)],
            "hovertemplate": "%{y}<br>%{text}<extra></extra>",
        }
    )
    if target is not None:
        _target_line(figure, target, lang)
    few = int((~known["is_ranked"]).sum())
    if few:
        _unranked_ground(figure, few - 0.5, lang)
    return figure


def dimmed(codes: pd.Series, selected: str | None) -> list[float]:
    """Opacity of each unit's mark: all alike where none of them is selected (codes with commas between)."""
    chosen = set((selected or "").split(","))
    if chosen.isdisjoint(codes):
        return [1.0] * len(codes)
    return [1.0 if code in chosen else DIMMED for code in codes]


def _target_line(figure: Figure, target: float, lang: Lang) -> None:
    line = {"color": QUIET, "dash": "dash", "width": 1.5}
    layout = figure["layout"]
    layout["shapes"].append(upright(target, line))
    layout["annotations"].append(above(target, f"{TARGET.in_(lang)} {fmt.number(target)}"))
    layout["margin"] = {"t": 26}


def _unranked_ground(figure: Figure, top: float, lang: Lang) -> None:
    """A grey ground under the units at the bottom, and what it means."""
    across, up = {"xref": "x domain"}, {"yref": "y"}
    figure["layout"]["shapes"].append(
        {
            "type": "rect",
            **across,
            **up,
            "x0": 0,
            "x1": 1,
            "y0": -0.5,
            "y1": top,
            "line": {"width": 0},
            "fillcolor": "rgba(124, 135, 152, 0.10)",
        }
    )
    figure["layout"]["annotations"].append(
        {
            **across,
            **up,
            "x": 1,
            "xanchor": "right",
            "y": top,
            "yanchor": "top",
            "text": NOT_RANKED.in_(lang),
            "showarrow": False,
            "font": {"size": 11},
        }
    )


def _height(units: int) -> int:
    """Room for one line a unit; many units stand closer together."""
    return 80 + (24 if units <= MANY else 16) * max(units, 1)


def _hover(row: Mapping[Any, Any], unit: str, lang: Lang) -> str:
    return f"{fmt.with_unit(row['value'], unit, lang)}<br>{CASES.in_(lang)} {fmt.count(row['n'])}"


def _colour(value: float, target: float | None, better: str) -> str:
    if target is None or better == "none":
        return FAINT
    return GOOD if (value <= target if better == "lower" else value >= target) else BAD
