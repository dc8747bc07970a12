"""What a reader must hear of first: signals, overdue rectifications, and months that were restated."""

import logging
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from audit_models import format as fmt
from audit_models import restatement, views
from audit_models.errors import Refused
from audit_models.text import Text
from dashboard.components import link
from dashboard.signs import variation
from dashboard.view import Row, View

logger = logging.getLogger(__name__)

SIGNAL = Text("新信号", "New signal")
CLEARED = Text("信号解除", "Signal cleared")
OVERDUE = Text("逾期未整改", "Rectifications overdue")
PROBLEMS = Text("{count}个问题", "{count} findings")
RESTATED = Text("重述", "Restated")
OTHERS = Text("共{count}项数字被重述", "{count} numbers restated in all")
LINES = 3
"""Lines of one kind; the pages they lead to have them all."""


def news(signals: pd.DataFrame, view: View) -> list[Component]:
    """One line each, the most urgent first."""
    return [*_overdue(view), *_signals(signals, view), *_restated(view)]


def _line(tag: Text, kind: str, *words: Any, view: View) -> Component:
    return html.Li([html.Span(view.say(tag), className=f"tag is-{kind}"), html.Span(list(words))])


def _overdue(view: View) -> list[Component]:
    late = views.overdue(view.snapshot, view.unit.code, view.month)
    if not late:
        return []
    words = view.say(PROBLEMS).format(count=fmt.count(late))
    return [_line(OVERDUE, "overdue", words, view=view)]


def _signals(signals: pd.DataFrame, view: View) -> list[Component]:
    """Signals that this month has and the one before had not, and the reverse."""
    months = [month for month in view.catalogue.months if month < view.month]
    if signals.empty or not months:
        return []
    now, last = (_signalled(signals, month) for month in (view.month, months[-1]))
    new = [key for key in now if key not in last]
    gone = [key for key in last if key not in now]
    lines = [
        _line(
            SIGNAL,
            "signal",
            _name(key, view),
            " ",
            variation(now[key], view, is_small=True),
            view=view,
        )
        for key in new
    ]
    lines += [_line(CLEARED, "cleared", _name(key, view), view=view) for key in gone]
    return lines[: 2 * LINES]


def _signalled(signals: pd.DataFrame, month: Any) -> dict[str, Row]:
    is_main = ~signals["indicator_id"].str.contains(".", regex=False)
    chosen = signals[(signals["month"].dt.date == month) & signals["rule"].notna() & is_main]
    return {row["indicator_id"]: row for row in chosen.to_dict("records")}


def _name(key: str, view: View) -> Component:
    indicator = view.catalogue.indicators.get(key)
    title = indicator.title.in_(view.lang) if indicator else key
    return link(title, view.href(path="/indicator", id=key))


def _restated(view: View) -> list[Component]:
    """Published numbers of this unit that the newest import changed."""
    try:
        before = restatement.open_earlier(view.snapshot)
    except Refused:
        logger.warning("The snapshot before %s cannot be compared", view.snapshot.id)
        return []
    if before is None:
        return []
    known = view.catalogue.indicators
    found = restatement.changed_values(before, view.snapshot, view.unit.code)
    found = found[(found["unit_code"] == view.unit.code) & found["indicator_id"].isin(list(known))]
    lines = []
    for row in found.head(LINES).to_dict("records"):
        indicator = known[row["indicator_id"]]
        href = view.href(path="/restatement", id=indicator.id, month=row["month"].date())
        steps = [
            fmt.with_unit(row[f"{age}_value"], indicator.unit, view.lang) for age in ("old", "new")
        ]
        name = link(f"{indicator.title.in_(view.lang)} {row['month']:%Y-%m}", href)
        lines.append(_line(RESTATED, "restated", name, f" {' → '.join(steps)}", view=view))
    if len(found) > LINES:
        words = view.say(OTHERS).format(count=fmt.count(len(found)))
        all_of_them = link(words, view.href(path="/restatement"))
        lines.append(_line(RESTATED, "restated", all_of_them, view=view))
    return lines
