"""Open findings by age, and found and ended as the months went on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from audit_models import format as fmt
from audit_models.casework.findings.ageing import Band, Month
from audit_models.colours import BAD, GOOD, QUIET
from audit_models.text import Lang, Text
from dashboard.figures.theme import TOP_LEGEND, Figure, base

IN_TIME = Text("未逾期", "Not overdue")
OVERDUE = Text("逾期", "Overdue")
FOUND = Text("累计发现", "Found, all")
ENDED = Text("累计办结", "Ended, all")
DRAWN, LOOKED = Text("样本总数", "Drawn"), Text("已核查", "Looked at")
FINDINGS = Text("问题数", "Findings")


def ages(bands: Sequence[Band], *, lang: Lang) -> Figure:
    """A bar an age, the overdue part on top."""
    figure = base(
        height=260,
        barmode="stack",
        yaxis=_counted([band.open for band in bands], lang),
        **TOP_LEGEND,
    )
    names = [band.name.in_(lang) for band in bands]
    parts = (
        (IN_TIME, [band.open - band.overdue for band in bands], QUIET, ""),
        (OVERDUE, [band.overdue for band in bands], BAD, "/"),
    )
    figure["data"] = [
        {
            "type": "bar",
            "x": names,
            "y": values,
            "name": name.in_(lang),
            "marker": {"color": colour, "pattern": {"shape": shape}},
            "hovertemplate": "%{x}<br>%{y}<extra>" + name.in_(lang) + "</extra>",
        }
        for name, values, colour, shape in parts
    ]
    return figure


def burn_up(months: Sequence[Month], *, lang: Lang) -> Figure:
    """Two lines; what lies between them is open."""
    figure = base(
        height=260,
        xaxis={"type": "category"},
        yaxis=_counted([one.found for one in months], lang),
        **TOP_LEGEND,
    )
    parts = (
        (FOUND, [one.found for one in months], QUIET, "dash"),
        (ENDED, [one.ended for one in months], GOOD, "solid"),
    )
    figure["data"] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [f"{one.month:%Y-%m}" for one in months],
            "y": values,
            "name": name.in_(lang),
            "line": {"color": colour, "dash": dash, "width": 2},
            "text": [
                f"{fmt.month(one.month, lang)}<br>{name.in_(lang)} {fmt.count(value)}"
                for one, value in zip(months, values, strict=True)
            ],
            "hovertemplate": "%{text}<extra></extra>",
        }
        for name, values, colour, dash in parts
    ]
    return figure


def _counted(counts: Sequence[int], lang: Lang) -> dict[str, Any]:
    """An axis of whole findings: no tick between one and the next."""
    title = {"text": FINDINGS.in_(lang), "standoff": 8}
    return {"title": title, "rangemode": "tozero", "dtick": max(1, -(-max(counts, default=0) // 5))}


def sample_burn_up(
    days: Sequence[tuple[date, int]], drawn: int, ends_on: date, *, lang: Lang
) -> Figure:
    """Items looked at day by day, under the line of all that were drawn, to the day on which it ends."""
    figure = base(
        height=220,
        xaxis={"type": "date", "tickformat": "%Y-%m-%d"},
        yaxis={"rangemode": "tozero", "range": [0, drawn * 1.08]},
        **TOP_LEGEND,
    )
    first, last = days[0][0], max(ends_on, days[-1][0])
    figure["data"] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [first.isoformat(), last.isoformat()],
            "y": [drawn, drawn],
            "name": DRAWN.in_(lang),
            "line": {"color": QUIET, "dash": "dash", "width": 2},
            "hovertemplate": "%{y}<extra>" + DRAWN.in_(lang) + "</extra>",
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [day.isoformat() for day, _ in days],
            "y": [count for _, count in days],
            "name": LOOKED.in_(lang),
            "line": {"color": GOOD, "width": 2, "shape": "hv"},
            "hovertemplate": "%{x}<br>%{y}<extra>" + LOOKED.in_(lang) + "</extra>",
        },
    ]
    return figure
