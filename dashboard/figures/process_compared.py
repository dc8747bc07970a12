"""Where the cases of two units wait: one line a passage, one mark a unit."""

from collections.abc import Sequence

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import TOP_LEGEND, Figure, base, plain

WAIT = Text("等待中位数（工作日）", "Median wait (working days)")
DAYS = Text("{name}：{days} 个工作日，{cases} 件", "{name}: {days} working days, {cases} cases")
MARKS = ((GOOD, "circle"), (QUIET, "diamond-open"))
"""Colour and shape of the two units, so that they are told apart on paper too."""


def waits_of_two(waits: pd.DataFrame, names: Sequence[str], *, lang: Lang) -> Figure:
    """`waits`: way (words), then for each unit median_0 and cases_0, median_1 and cases_1; empty where a unit has
    no such passage. The first line stands on top."""
    rows = waits.iloc[::-1]
    known = pd.concat([rows["median_0"], rows["median_1"]]).dropna()
    longest = max([1.0, *known.map(float)])
    figure = base(
        height=90 + 30 * max(len(rows), 2),
        # A little room on both sides, so that a mark at 0 is whole.
        xaxis={
            "title": {"text": WAIT.in_(lang), "standoff": 8},
            "range": [-0.03 * longest, 1.05 * longest],
        },
        **TOP_LEGEND,
    )
    figure["data"] = [
        {
            "type": "scatter",
            "x": plain(rows[f"median_{side}"]),
            "y": plain(rows["way"]),
            "mode": "markers",
            "name": name,
            "marker": {"size": 12, "color": colour, "symbol": symbol, "line": {"width": 2}},
            "hovertext": [
                DAYS.in_(lang).format(
                    name=name,
                    days=fmt.number(row[f"median_{side}"]),
                    cases=fmt.count(row[f"cases_{side}"]),
                )
                for row in records(rows)
            ],
            "hovertemplate": "%{y}<br>%{hovertext}<extra></extra>",
        }
        for side, (name, (colour, symbol)) in enumerate(zip(names, MARKS, strict=True))
    ]
    return figure
