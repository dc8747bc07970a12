"""One project's tasks on both clocks: a bar is when a thing happened, a mark is when it was written."""

from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import TOP_LEGEND, Figure, base, plain

LATE_WORKDAYS = 1
"""Written down more than this many working days afterwards is late."""

EARLY = pd.Timedelta(hours=1)
"""Written down more than this long before it happened is early."""

RECORDED = Text("写入系统", "Recorded")
SUSPENDED = Text("中止计时", "Clock stopped")
CLOCKS = {
    "utility": Text("供电企业", "Utility"),
    "customer": Text("客户", "Customer"),
    "government": Text("政府", "Government"),
}
CLOCK_COLOURS = {"utility": GOOD, "customer": FAINT, "government": QUIET}

TICKS: list[dict[str, Any]] = [
    {"dtickrange": [None, 86_399_999], "value": "%m-%d %H:%M"},
    {"dtickrange": [86_400_000, None], "value": "%Y-%m-%d"},
]
"""The hour is written only where it can be read."""


def recording(task: pd.Series) -> str:
    """`on_time`, `late` or `early` by the task's two clocks; `unknown` where one is missing."""
    happened = task["finished_at"] if pd.notna(task["finished_at"]) else task["started_at"]
    if pd.isna(task["recorded_at"]) or pd.isna(task["late_workdays"]):
        return "unknown"
    if task["recorded_at"] < happened - EARLY:
        return "early"
    return "late" if task["late_workdays"] > LATE_WORKDAYS else "on_time"


def timeline(
    tasks: pd.DataFrame, suspensions: pd.DataFrame, *, until: pd.Timestamp, lang: Lang
) -> Figure:
    """Tasks from top to bottom in their order, clock stops as grey bands behind them.

    `tasks`: label, clock, started_at, finished_at, recorded_at, late_workdays. An unfinished task
    runs to `until`.
    """
    labels = list(tasks["label"])
    figure = base(
        height=90 + 26 * max(len(labels), 1),
        barmode="overlay",
        xaxis={"type": "date", "nticks": 8, "tickformatstops": TICKS},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": labels,
        },
        shapes=_stops(suspensions, until),
        **TOP_LEGEND,
    )
    ended = tasks["finished_at"].fillna(until)
    # A bar of a few minutes would be invisible on an axis of weeks.
    first = tasks["started_at"].min()
    last = max(ended.max(), tasks["recorded_at"].max()) if labels else first
    shortest = max((last - first) / 160, pd.Timedelta(minutes=1)) if labels else None
    lasting = (ended - tasks["started_at"]).clip(lower=shortest)
    for clock in CLOCK_COLOURS:
        chosen = tasks["clock"] == clock
        if chosen.any():
            figure["data"].append(_bars(tasks[chosen], lasting[chosen], clock, lang))
    states = [recording(task) for _, task in tasks.iterrows()]
    is_off = [state in {"late", "early"} for state in states]
    figure["data"].append(
        {
            "type": "scatter",
            "x": plain(tasks["recorded_at"]),
            "y": plain(tasks["label"]),
            "mode": "markers",
            "marker": {
                "symbol": ["diamond" if off else "line-ns-open" for off in is_off],
                "opacity": 1,
                "size": [10 if off else 9 for off in is_off],
                "color": [BAD if off else QUIET for off in is_off],
                "line": {"width": 1.6},
            },
            "name": RECORDED.in_(lang),
            "text": [fmt.minute(moment) for moment in tasks["recorded_at"]],
            "hovertemplate": "%{y}<br>" + RECORDED.in_(lang) + " %{text}<extra></extra>",
        }
    )
    return figure


def _bars(tasks: pd.DataFrame, lasting: pd.Series, clock: str, lang: Lang) -> dict[str, Any]:
    """The tasks of one clock, each from its beginning as long as it lasted."""
    return {
        "type": "bar",
        "base": plain(tasks["started_at"]),
        "x": plain(lasting.dt.total_seconds() * 1000),
        "y": plain(tasks["label"]),
        "orientation": "h",
        "width": 0.55,
        "marker": {"color": CLOCK_COLOURS[clock]},
        "name": CLOCKS[clock].in_(lang),
        "text": [
            f"{fmt.minute(row['started_at'])} – {fmt.minute(row['finished_at'])}"
            for row in records(tasks)
        ],
        "textposition": "none",
        "hovertemplate": "%{y}<br>%{text}<extra></extra>",
    }


def _stops(suspensions: pd.DataFrame, until: pd.Timestamp) -> list[dict[str, Any]]:
    """A grey band over the whole height while the clock stood still."""
    return [
        {
            "type": "rect",
            "xref": "x",
            "x0": start,
            "x1": end,
            "yref": "y domain",
            "y0": 0,
            "y1": 1,
            "fillcolor": QUIET,
            "opacity": 0.16,
            "line": {"width": 0},
            "layer": "below",
        }
        for start, end in zip(
            plain(suspensions["started_at"]),
            plain(suspensions["ended_at"].fillna(until)),
            strict=True,
        )
    ]
