"""One project's tasks on both clocks: a bar is when a thing happened, a mark is when it was written."""

import pandas as pd
import plotly.graph_objects as go

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.text import Lang, Text
from dashboard.figures.theme import base

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
) -> go.Figure:
    """Tasks from top to bottom in their order, clock stops as grey bands behind them.

    `tasks`: label, clock, started_at, finished_at, recorded_at, late_workdays. An unfinished task
    runs to `until`.
    """
    labels = list(tasks["label"])
    figure = base(height=90 + 26 * max(len(labels), 1))
    ended = tasks["finished_at"].fillna(until)
    # A bar of a few minutes would be invisible on an axis of weeks.
    first = tasks["started_at"].min()
    last = max(ended.max(), tasks["recorded_at"].max()) if labels else first
    shortest = max((last - first) / 160, pd.Timedelta(minutes=1)) if labels else None
    for clock, colour in CLOCK_COLOURS.items():
        chosen = tasks["clock"] == clock
        if not chosen.any():
            continue
        lasting = (ended - tasks["started_at"])[chosen].clip(lower=shortest)
        figure.add_bar(
            base=tasks.loc[chosen, "started_at"],
            x=lasting.dt.total_seconds() * 1000,
            y=tasks.loc[chosen, "label"],
            orientation="h",
            width=0.55,
            marker={"color": colour},
            name=CLOCKS[clock].in_(lang),
            text=[
                f"{fmt.minute(row['started_at'])} – {fmt.minute(row['finished_at'])}"
                for row in tasks[chosen].to_dict("records")
            ],
            textposition="none",
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    states = [recording(task) for _, task in tasks.iterrows()]
    figure.add_scatter(
        x=tasks["recorded_at"],
        y=tasks["label"],
        mode="markers",
        marker={
            "symbol": [
                "diamond" if state in {"late", "early"} else "line-ns-open" for state in states
            ],
            "opacity": 1,
            "size": [10 if state in {"late", "early"} else 9 for state in states],
            "color": [BAD if state in {"late", "early"} else QUIET for state in states],
            "line": {"width": 1.6},
        },
        name=RECORDED.in_(lang),
        text=[fmt.minute(moment) for moment in tasks["recorded_at"]],
        hovertemplate="%{y}<br>" + RECORDED.in_(lang) + " %{text}<extra></extra>",
    )
    for start, end in zip(suspensions["started_at"], suspensions["ended_at"], strict=True):
        figure.add_vrect(
            x0=start,
            x1=until if pd.isna(end) else end,
            fillcolor=QUIET,
            opacity=0.16,
            line_width=0,
            layer="below",
        )
    figure.update_layout(
        barmode="overlay",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"t": 34},
    )
    figure.update_xaxes(
        type="date",
        nticks=8,
        tickformatstops=[
            {"dtickrange": [None, 86_399_999], "value": "%m-%d %H:%M"},
            {"dtickrange": [86_400_000, None], "value": "%Y-%m-%d"},
        ],
    )
    figure.update_yaxes(
        type="category", autorange="reversed", categoryorder="array", categoryarray=labels
    )
    return figure
