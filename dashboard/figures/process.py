"""The way that cases take, and how close to the limit they are answered."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.process.bunching import Bunching
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import Figure, above, base, plain, upright

SHADES = ((0.5, FAINT), (2.5, GOOD), (5.5, "#d99a5b"), (float("inf"), BAD))
"""Colour of a passage by its median wait in working days."""

CASES = Text("案例 {cases} 件", "{cases} cases")
WAIT = Text("等待中位数 {days} 个工作日", "median wait {days} working days")
LEFT = Text("距时限的工作日", "Working days left to the limit")
REPLIES = Text("答复件数", "Replies")
LIMIT = Text("法定时限", "Legal limit")
EXPECTED = Text("平滑预期", "Smooth expectation")
TIMES = Text("{count} 件", "{count} replies")

FARTHEST = 20
"""Days left beyond which replies are drawn together."""
CURVE_POINTS = 25
MOST_LABELS = 16


def process_map(edges: pd.DataFrame, *, names: dict[str, str], lang: Lang) -> Figure:
    """Stages from top to bottom in their normal order; passages forward as arcs on the right, back
    (rework) on the left. Width = cases, colour = median wait; a click on a passage's mark opens its cases.

    `edges`: from_stage, to_stage, cases, median_wait. `names`: stage → word, in the normal order.
    """
    shown = edges.dropna(subset=["from_stage", "to_stage"])
    used = {*shown["from_stage"], *shown["to_stage"]}
    stages = [stage for stage in names if stage in used]
    place = {stage: -index for index, stage in enumerate(stages)}
    figure = base(
        height=90 + 38 * max(len(stages), 3),
        xaxis={"visible": False},
        yaxis={
            "tickvals": list(place.values()),
            "ticktext": [names[stage] for stage in stages],
            "showgrid": False,
        },
    )
    passages = [
        (row, *_arc(place[row["from_stage"]], place[row["to_stage"]])) for row in records(shown)
    ]
    most = max(shown["cases"].max() if len(shown) else 1, 1)
    figure["data"] = [
        # The most frequent is drawn last, so that it lies on top.
        *(_passage(row, x, y, row["cases"] / most) for row, x, y in reversed(passages)),
        _handles(passages, names, lang),
        {
            "type": "scatter",
            "x": [0] * len(stages),
            "y": list(place.values()),
            "mode": "markers",
            "marker": {"size": 12, "color": QUIET},
            "hoverinfo": "skip",
        },
    ]
    return figure


Passage = tuple[Mapping[Any, Any], list[float], list[float]]
"""A row of the passages and the line that it is drawn as."""


def _passage(row: Mapping[Any, Any], x: list[float], y: list[float], part: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"width": 1 + 9 * part, "color": _shade(row["median_wait"])},
        "opacity": 0.75,
        "hoverinfo": "skip",
    }


def _handles(passages: Sequence[Passage], names: dict[str, str], lang: Lang) -> dict[str, Any]:
    """A dot in the middle of every passage, to point at and to click."""
    half = CURVE_POINTS // 2
    return {
        "type": "scatter",
        "x": [x[half] for _, x, _ in passages],
        "y": [y[half] for _, _, y in passages],
        "mode": "markers+text",
        "marker": {
            "size": 8,
            "color": [_shade(row["median_wait"]) for row, _, _ in passages],
            "symbol": "circle",
        },
        "text": [
            fmt.number(row["median_wait"]) if rank < MOST_LABELS else ""
            for rank, (row, _, _) in enumerate(passages)
        ],
        "textposition": ["middle right" if x[half] >= 0 else "middle left" for _, x, _ in passages],
        "customdata": [f"id={row['from_stage']}>{row['to_stage']}" for row, _, _ in passages],
        "hovertext": [_hover(row, names, lang) for row, _, _ in passages],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _arc(start: int, end: int) -> tuple[list[float], list[float]]:
    """A half ellipse between two places of the line, to the right downwards, to the left upwards."""
    angle = np.linspace(0, np.pi, CURVE_POINTS)
    if start == end:
        return plain(-0.5 * np.sin(2 * angle) ** 2 - 0.05), plain(start + 0.3 * np.sin(2 * angle))
    reach = abs(end - start)
    bulge = 0.0 if end == start - 1 else (0.55 * reach**0.8 if end < start else -0.55 * reach**0.8)
    return plain(bulge * np.sin(angle)), plain(
        (start + end) / 2 + (start - end) / 2 * np.cos(angle)
    )


def _shade(wait: float | None) -> str:
    if wait is None or not fmt.is_number(wait):
        return QUIET
    return next(colour for below, colour in SHADES if wait < below)


def _hover(row: Mapping[Any, Any], names: dict[str, str], lang: Lang) -> str:
    way = f"{names[str(row['from_stage'])]} → {names[str(row['to_stage'])]}"
    cases = CASES.in_(lang).format(cases=fmt.count(row["cases"]))
    return f"{way}<br>{cases}<br>{WAIT.in_(lang).format(days=fmt.number(row['median_wait']))}"


def margin_histogram(margins: pd.DataFrame, found: Bunching | None, *, lang: Lang) -> Figure:
    """Replies by working days left (0 = the last day, below 0 = late); the fitted expectation as a
    line. `margins`: days_left, replies."""
    limit = {"color": QUIET, "dash": "dash", "width": 1.5}
    figure = base(
        height=300,
        xaxis={"title": {"text": LEFT.in_(lang), "standoff": 8}},
        yaxis={"title": {"text": REPLIES.in_(lang), "standoff": 8}, "rangemode": "tozero"},
        bargap=0.12,
        margin={"t": 26},
        shapes=[upright(-0.5, limit)],
        annotations=[above(-0.5, LIMIT.in_(lang))],
    )
    days = margins["days_left"].clip(-FARTHEST, FARTHEST)
    counts = margins.groupby(days)["replies"].sum()
    figure["data"].append(
        {
            "type": "bar",
            "x": plain(counts.index),
            "y": plain(counts),
            "marker": {
                "color": [BAD if day == 0 else GOOD if day > 0 else QUIET for day in counts.index]
            },
            "customdata": [TIMES.in_(lang).format(count=fmt.count(count)) for count in counts],
            "hovertemplate": "%{x}<br>%{customdata}<extra></extra>",
        }
    )
    if found is not None:
        figure["data"].append(
            {
                "type": "scatter",
                "x": plain(found.curve["days_left"]),
                "y": plain(found.curve["expected"]),
                "mode": "lines",
                "line": {"color": QUIET, "dash": "dot", "width": 2},
                "name": EXPECTED.in_(lang),
                "hoverinfo": "skip",
            }
        )
    return figure
