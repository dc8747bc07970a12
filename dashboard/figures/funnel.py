"""A funnel plot: units by their size, within limits that chance alone would leave them in."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.monitor import FEW, dimmed
from dashboard.figures.theme import TOP_LEGEND, Figure, base, choose, plain

CENTRE = Text("全部单位", "All units")
NOT_RANKED = Text("n < {few}：不排名", "n < {few}: not ranked")
MOST_NAMES = 8
"""Units beyond the outer limits that carry their name; the table below has them all."""

UNDER_HATCH: dict[str, Any] = {
    "x": 0,
    "xref": "x",
    "xanchor": "left",
    "y": 0,
    "yref": "paper",
    "yanchor": "bottom",
    "showarrow": False,
    "font": {"size": 11},
}
"""Where the hatched ground says what it is."""

OUTER = ("beyond_998", "beyond_95")
SYMBOLS = {"better": "circle", "worse": "triangle-up", "neither": "square"}
COLOURS = {"better": GOOD, "worse": BAD, "neither": QUIET}


def funnel_chart(
    values: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    unit: str,
    size_name: str,
    lang: Lang,
    selected: str | None = None,
) -> Figure:
    """`values`: unit_code, name, value, size, place (few, within, beyond_95, beyond_998), side (better, worse,
    neither); `limits`: size, centre, low95, high95, low998, high998, by size.

    A unit within the limits is a small grey dot. Beyond them it is a circle (better), a triangle (worse) or a
    square, hollow between the limits and filled beyond the outer one. Units of few cases are hollow on a
    hatched ground: where they lie is luck.
    """
    known = values.dropna(subset=["value"])
    if known.empty:
        return base(height=380)
    low, high = _heights(known, limits)
    figure = base(
        height=380,
        xaxis={
            "title": {"text": size_name, "standoff": 6},
            "rangemode": "tozero",
            "tickformat": ",",
        },
        yaxis={
            "title": {"text": fmt.unit_name(unit, lang), "standoff": 6},
            "range": [low, high],
        },
        **TOP_LEGEND,
    )
    if (known["place"] == "few").any():
        figure["data"].append(_hatch(low, high))
        figure["layout"]["annotations"] = [
            {**UNDER_HATCH, "text": NOT_RANKED.in_(lang).format(few=FEW)}
        ]
    figure["data"] += _lines(limits, lang)
    marks = [_mark(row) for row in records(known)]
    told = known[known["place"] == "beyond_998"]["unit_code"].head(MOST_NAMES).tolist()
    chosen = (selected or "").split(",")[:MOST_NAMES]
    figure["data"].append(
        {
            "type": "scatter",
            "x": plain(known["size"]),
            "y": plain(known["value"]),
            "mode": "markers+text",
            "marker": {
                "symbol": [symbol for symbol, _, _ in marks],
                "color": [colour for _, colour, _ in marks],
                "size": [size for _, _, size in marks],
                "line": {"width": 1.8, "color": [colour for _, colour, _ in marks]},
                "opacity": dimmed(known["unit_code"], selected),
            },
            "text": [
                name if code in told or code in chosen else ""
                for name, code in zip(known["name"], known["unit_code"], strict=True)
            ],
            "textposition": "top center",
            "customdata": [choose(code) for code in known["unit_code"]],
            "hovertext": [
                f"{row['name']}<br>{fmt.with_unit(row['value'], unit, lang)}"
                f"<br>{size_name} {fmt.count(row['size'])}"
                for row in records(known)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "showlegend": False,
            "cliponaxis": False,
        }
    )
    return figure


def _mark(row: Mapping[Any, Any]) -> tuple[str, str, int]:
    """Symbol, colour and size of one unit."""
    place, side = str(row["place"]), str(row["side"])
    if place == "few":
        return "circle-open", QUIET, 8
    if place not in OUTER:
        return "circle", QUIET, 7
    symbol = SYMBOLS[side]
    return symbol if place == "beyond_998" else f"{symbol}-open", COLOURS[side], 12


def _lines(limits: pd.DataFrame, lang: Lang) -> list[dict[str, Any]]:
    shown = (
        ("low998", "solid", FAINT, "99.8%", False),
        ("high998", "solid", FAINT, "99.8%", True),
        ("low95", "dot", QUIET, "95%", False),
        ("high95", "dot", QUIET, "95%", True),
        ("centre", "dash", QUIET, CENTRE.in_(lang), True),
    )
    sizes = plain(limits["size"])
    return [
        {
            "type": "scatter",
            "x": sizes,
            "y": plain(limits[name]),
            "mode": "lines",
            "line": {"color": colour, "dash": dash, "width": 1.4},
            "name": label,
            "showlegend": is_named,
            "hoverinfo": "skip",
        }
        for name, dash, colour, label, is_named in shown
    ]


def _hatch(low: float, high: float) -> dict[str, Any]:
    """The ground on which nothing is compared."""
    return {
        "type": "scatter",
        "x": [0, FEW, FEW, 0],
        "y": [low, low, high, high],
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": "rgba(124, 135, 152, 0.06)",
        "fillpattern": {"shape": "/", "fgcolor": FAINT, "size": 8, "solidity": 0.2},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _heights(known: pd.DataFrame, limits: pd.DataFrame) -> tuple[float, float]:
    """From a little below to a little above every unit; limits of the smallest sizes may run out."""
    middle = limits.iloc[len(limits) // 4 :]
    low = min(known["value"].min(), middle["low998"].min())
    high = max(known["value"].max(), middle["high998"].max())
    room = 0.06 * ((high - low) or 1.0)
    return float(low - room), float(high + room)
