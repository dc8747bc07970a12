"""Source by month: what arrived, what came late, was restated or rejected, and what is not there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import restatement
from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet
from audit_models.records import records
from audit_models.text import Text
from audit_models.views.arrivals import arrivals, changed_arrivals, rejected_arrivals
from dashboard import html
from dashboard.figures.theme import MONTH_FORMAT, Figure, base, graph
from dashboard.view import View

TITLE = Text("各来源逐月到达情况", "Arrivals by source and month")
NOTE = Text(
    "按业务发生月份统计；“未到”也可能是当月没有发生。迟到和重述与上一快照比较得出。",
    "By the month in which it happened; none may also mean that nothing did. Late and restated are told from the"
    " snapshot before.",
)
NONE = Text("没有按月的数据。", "There is no monthly source.")
SOURCE = Text("数据来源", "Source")
SHOWN_MONTHS = 13
STATES: Mapping[str, tuple[str, Text, str]] = {
    "none": ("–", Text("未到", "None"), "rgba(124, 135, 152, 0.08)"),
    "arrived": ("✓", Text("已到", "Arrived"), "rgba(47, 116, 181, 0.16)"),
    "late": ("↧", Text("迟到", "Late"), "rgba(124, 135, 152, 0.40)"),
    "restated": ("↻", Text("重述", "Restated"), "rgba(47, 116, 181, 0.45)"),
    "failed": ("✗", Text("有拒绝行", "Some rejected"), "rgba(194, 89, 10, 0.45)"),
}
"""Sign, word and ground, so light that the sign is read on it; the last that holds is shown."""
COUNTS = Text(
    "{rows} 行；更改 {changed} 行；拒绝 {rejected} 行",
    "{rows} rows, {changed} changed, {rejected} rejected",
)

Counts = Mapping[tuple[str, date], int]


def arrivals_pane(view: View) -> tuple[Any, Sheet | None]:
    """The heatmap and the same as a table."""
    found = arrivals(view.snapshot)
    months = [one for one in view.catalogue.months if one <= view.month][-SHOWN_MONTHS:]
    known = found[found["month"].dt.date.isin(months)] if len(found) else found
    names = [name for name in load_contract() if name in set(known["table_name"])]
    if not names:
        return html.P(view.say(NONE), className="empty-text"), None
    rows, changed, rejected = (
        _counts(one)
        for one in (
            found, changed_arrivals(view.snapshot), rejected_arrivals(view.snapshot),
        )
    )  # fmt: skip
    before = _before(view)
    states = {
        (name, month): state_of((name, month), rows, changed, rejected, before)
        for name in names
        for month in months
    }
    hovers = {
        key: view.say(COUNTS).format(
            rows=fmt.count(rows.get(key, 0)),
            changed=fmt.count(changed.get(key, 0)),
            rejected=fmt.count(rejected.get(key, 0)),
        )
        for key in states
    }
    legend = html.P(
        [html.Span(f"{sign} {view.say(word)}") for sign, word, _ in STATES.values()],
        className="own note",
    )
    drawing = graph(
        "data-arrivals-figure", _heatmap(names, months, states, hovers, view), lang=view.lang,
        label=view.say(TITLE),
    )  # fmt: skip
    return [legend, drawing], _sheet(names, months, states, rows)


def arrivals_sheet(view: View) -> Sheet:
    """The table alone.

    Raises:
        Refused: no source is monthly.
    """
    _, sheet = arrivals_pane(view)
    if sheet is None:
        raise Refused(*NONE)
    return sheet


def state_of(
    key: tuple[str, date], rows: Counts, changed: Counts, rejected: Counts,
    before: tuple[Counts, date] | None,
) -> str:  # fmt: skip
    """What is worst of a source's month. `before`: the counts of the snapshot before and the day to
    which its data ran: what was missing then although the month was over came late."""
    if rejected.get(key):
        return "failed"
    if changed.get(key):
        return "restated"
    if not rows.get(key):
        return "none"
    if before and not before[0].get(key) and before[1] >= _end(key[1]):
        return "late"
    return "arrived"


def _end(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _before(view: View) -> tuple[Counts, date] | None:
    try:
        earlier = restatement.open_earlier(view.snapshot)
    except Refused:
        return None
    return (_counts(arrivals(earlier)), earlier.facts.as_of) if earlier else None


def _counts(found: pd.DataFrame) -> Counts:
    return {
        (row["table_name"], row["month"].date()): int(row["rows"])
        for row in records(found)
        if not pd.isna(row["month"])
    }


def _heatmap(
    names: Sequence[str], months: Sequence[date], states: Mapping[tuple[str, date], str],
    hovers: Mapping[tuple[str, date], str], view: View,
) -> Figure:  # fmt: skip
    order = list(STATES)
    colours = [colour for _, _, colour in STATES.values()]
    steps = len(order)
    figure = base(
        height=60 + 24 * len(names),
        yaxis={"type": "category", "autorange": "reversed"},
        xaxis={"type": "category", "side": "top"},
    )
    labels = load_contract()
    figure["data"] = [
        {
            "type": "heatmap",
            "x": [f"{one:{MONTH_FORMAT}}" for one in months],
            "y": [view.say(labels[name].label) for name in names],
            "z": [[order.index(states[name, month]) for month in months] for name in names],
            "zmin": -0.5,
            "zmax": steps - 0.5,
            "colorscale": [
                [edge / steps, colour]
                for at, colour in enumerate(colours)
                for edge in (at, at + 1)
            ],
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "text": [[STATES[states[name, month]][0] for month in months] for name in names],
            "texttemplate": "%{text}",
            "customdata": [
                [f"{view.say(STATES[states[name, month]][1])}<br>{hovers[name, month]}" for month in months]
                for name in names
            ],
            "hovertemplate": "%{y} %{x}<br>%{customdata}<extra></extra>",
        }
    ]  # fmt: skip
    return figure


def _sheet(
    names: Sequence[str], months: Sequence[date], states: Mapping[tuple[str, date], str], rows: Counts
) -> Sheet:  # fmt: skip
    labels = load_contract()
    lines = []
    for name in names:
        cells = []
        for month in months:
            word = STATES[states[name, month]][1]
            count = fmt.count(rows.get((name, month), 0))
            cells.append(Text(f"{word.zh} {count}", f"{word.en} {count}"))
        lines.append([labels[name].label, *cells])
    heads = [Column(Text(*[f"{one:{MONTH_FORMAT}}"] * 2)) for one in months]
    return Sheet(TITLE, [Column(SOURCE), *heads], lines)
