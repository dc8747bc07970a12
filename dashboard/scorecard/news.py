"""What a reader must hear of first: overdue rectifications, signals, new hits, and restated months.

Overdue rectifications are those of the imported findings; each kind of news is one function here.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import restatement, views
from audit_models.catalogue import Definition
from audit_models.errors import Refused
from audit_models.records import records
from audit_models.scorecard import Line
from audit_models.sentences import restated_because
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from dashboard import html
from dashboard.components import link
from dashboard.html import Component
from dashboard.signs import variation
from dashboard.view import Row, View

logger = logging.getLogger(__name__)

SIGNAL = Text("新信号", "New signal")
CLEARED = Text("信号解除", "Signal cleared")
OVERDUE = Text("逾期未整改", "Rectifications overdue")
PROBLEMS = Text("{count}个问题", "{count} findings")
HITS = Text("本月疑点", "Hits this month")
HITS_OF = Text("{now}条，上月{before}条", "{now}, last month {before}")
HITS_ONLY = Text("{now}条", "{now}")
RESTATED = Text("重述", "Restated")
OTHERS = Text("共{count}项数字被重述", "{count} numbers restated in all")
MORE = Text("另有{count}项", "and {count} more")
LINES = 3
"""Lines of one kind; the pages they lead to have them all."""

Coverages = tuple[Sequence[Row] | None, Sequence[Row]]
"""What the rules could say in the month before, where there is one, and in the month."""


Restated = tuple[Snapshot | None, pd.DataFrame]
"""The snapshot before, where there is one that opens, and what of its numbers changed since."""


def news(
    rows: Sequence[Line],
    covered: Coverages,
    restated: Restated,
    view: View,
) -> list[Component]:
    """One line each, the most urgent first. `restated`: of `restated_numbers`."""
    return [
        *_overdue(view),
        *_signals(rows, view),
        *_hits(*covered, view),
        *_restated(*restated, view),
    ]


def _line(tag: Text, kind: str, *words: Any, view: View) -> Component:
    return html.Li([html.Span(view.say(tag), className=f"tag is-{kind}"), html.Span(list(words))])


def _more(tag: Text, kind: str, count: int, view: View) -> list[Component]:
    """How many are not named."""
    if count <= 0:
        return []
    return [_line(tag, kind, view.say(MORE).format(count=fmt.count(count)), view=view)]


def _overdue(view: View) -> list[Component]:
    late = views.overdue(view.snapshot, view.unit.code, view.month)
    if not late:
        return []
    words = view.say(PROBLEMS).format(count=fmt.count(late))
    return [_line(OVERDUE, "overdue", words, view=view)]


def _signals(rows: Sequence[Line], view: View) -> list[Component]:
    """Signals that this month has and the one before had not, and the reverse; the worse first."""
    if not any(row.before for row in rows):
        return []
    new = sorted(
        (row for row in rows if _fires(row.now) and not _fires(row.before)),
        key=lambda row: row.now["variation"] != "concern",
    )
    gone = [row for row in rows if _fires(row.before) and not _fires(row.now)]
    lines = [
        _line(
            SIGNAL,
            "signal",
            _name(row.indicator, view),
            " ",
            variation(row.signal, view, is_small=True),
            html.Span(view.say(row.clause) if row.clause else "", className="clause"),
            view=view,
        )
        for row in new[:LINES]
    ]
    lines += _more(SIGNAL, "signal", len(new) - LINES, view)
    lines += [
        _line(CLEARED, "cleared", _name(row.indicator, view), view=view) for row in gone[:LINES]
    ]
    return lines + _more(CLEARED, "cleared", len(gone) - LINES, view)


def _fires(row: Row | None) -> bool:
    """Whether a rule of the control chart fired in the month of a line."""
    return row is not None and row["rule"] is not None


def _hits(last: Sequence[Row] | None, found: Sequence[Row], view: View) -> list[Component]:
    """Leads that the rules raised in the month, beside the month before; nothing where there are none."""
    now = hits_in(found)
    if not now:
        return []
    if last is None:
        words = view.say(HITS_ONLY).format(now=fmt.count(now))
    else:
        words = view.say(HITS_OF).format(now=fmt.count(now), before=fmt.count(hits_in(last)))
    return [_line(HITS, "hits", link(words, view.href(path="/rules", state="hit")), view=view)]


def hits_in(found: Sequence[Row]) -> int:
    """Hits of all rules together, as far as they could be decided."""
    return sum(row["hits"] or 0 for row in found)


def _name(indicator: Definition, view: View) -> Component:
    return link(indicator.title.in_(view.lang), view.href(path="/indicator", id=indicator.id))


def restated_numbers(view: View) -> Restated:
    """Published numbers of this unit that the newest import changed."""
    try:
        before = restatement.open_earlier(view.snapshot)
    except Refused:
        logger.warning("The snapshot before %s cannot be compared", view.snapshot.id)
        before = None
    if before is None:
        return None, pd.DataFrame(columns=["indicator_id", "month", "old_status"])
    known = list(view.catalogue.indicators)
    found = restatement.changed_values(before, view.snapshot, view.unit.code)
    is_own = (found["unit_code"] == view.unit.code) & found["indicator_id"].isin(known)
    return before, found[is_own]


def _restated(before: Snapshot | None, found: pd.DataFrame, view: View) -> list[Component]:
    if before is None:
        return []
    known = view.catalogue.indicators
    lines = []
    for row in records(found.head(LINES)):
        indicator = known[row["indicator_id"]]
        href = view.href(path="/restatement", id=indicator.id, month=row["month"].date())
        steps = [
            fmt.with_unit(row[f"{age}_value"], indicator.unit, view.lang) for age in ("old", "new")
        ]
        name = link(f"{indicator.title.in_(view.lang)} {row['month']:%Y-%m}", href)
        why = html.Span(view.say(_because(before, row, view)), className="clause")
        lines.append(_line(RESTATED, "restated", name, f" {' → '.join(steps)} ", why, view=view))
    if len(found) > LINES:
        words = view.say(OTHERS).format(count=fmt.count(len(found)))
        all_of_them = link(words, view.href(path="/restatement"))
        lines.append(_line(RESTATED, "restated", all_of_them, view=view))
    return lines


def _because(before: Snapshot, row: Row, view: View) -> Text:
    where = (row["indicator_id"], row["unit_code"], row["month"])
    cases = restatement.changed_cases(before, view.snapshot, *where)
    kinds = Counter(cases["kind"].tolist())
    is_redefined = restatement.is_redefined(before, view.snapshot, row["indicator_id"])
    return restated_because(kinds, is_redefined=is_redefined)
