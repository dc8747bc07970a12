"""For decision, on the scorecard: at most three matters with owner and day, and how rectifications stand.

It is about today, whatever the month shown: a decision is taken now.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import has_request_context

from audit_models import format as fmt
from audit_models.casework.findings import decisions
from audit_models.casework.findings.decisions import SOON_DAYS, Matter, Rectifications
from audit_models.casework.findings.register import Filters
from audit_models.text import Text
from dashboard import html, session
from dashboard.casework import (
    about,
    basis,
    deadline_mark,
    finding_link,
    hits_of,
    reach,
    state_mark,
    unit_name,
    units_shown,
)
from dashboard.components import card, link
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("待决策事项", "For decision")
NOTE = Text("截至今天，您范围内", "Today, in your scope")
NONE = Text(
    "没有逾期、待认定或待签批的问题。", "No finding is overdue or waits to be settled or signed."
)
OWNER = Text("责任人 {name}", "owner {name}")
NO_OWNER = Text("未定责任人", "no owner yet")
NO_DAY = Text("未定期限", "no day set")
ALL = Text("全部问题", "All findings")
BAR = Text("整改进度", "Rectifications")
NO_RECTIFICATIONS = Text(
    "没有整改中的问题，本年也没有销号的。",
    "Nothing is being rectified, and nothing was closed this year.",
)
PARTS = (
    ("overdue", "◆", Text("逾期", "overdue")),
    ("due", "◇", Text(f"{SOON_DAYS}日内到期", f"due in {SOON_DAYS} days")),
    ("running", "◌", Text("整改中", "running")),
    ("closed", "■", Text("本年双签销号", "closed this year, signed twice")),
)


def decision_card(view: View) -> Component | None:
    """The matters and the bar; nothing in a notebook, which has no reader."""
    if not has_request_context():
        return None
    who, day, filters = reach(view), basis(view), Filters(unit_codes=units_shown(view))
    with session.casework().read() as connection:
        matters = decisions.matters(connection, who, day, filters)
        standing = decisions.rectifications(connection, who, day, filters)
    shown: Component = html.P(view.say(NONE), className="empty-text")
    if matters:
        hits = hits_of(view, [one.finding for one in matters])
        shown = html.Ul(
            [_line(one, hits[one.finding.finding_id], view) for one in matters],
            className="matters",
        )
    return card(
        view.say(TITLE),
        shown,
        *_bar(standing, view),
        html.Div(link(view.say(ALL), view.href(path="/findings")), className="under"),
        note=view.say(NOTE),
    )


def _line(matter: Matter, hits: Sequence[Mapping[str, Any]], view: View) -> Component:
    """What it is, whose, and by when."""
    finding = matter.finding
    late = {finding.finding_id: matter.late} if matter.late else {}
    name = view.say(OWNER).format(name=matter.owner) if matter.owner else view.say(NO_OWNER)
    when = deadline_mark(finding, late, view.lang) or html.Span(view.say(NO_DAY))
    return html.Li(
        [
            html.Div([finding_link(finding, view), " ", about(finding, hits, view)]),
            html.Div(
                [
                    state_mark(finding.state, view.lang),
                    html.Span(unit_name(finding.unit_code, view)),
                    html.Span(name),
                    when,
                ],
                className="step",
            ),
        ]
    )


def _bar(standing: Rectifications, view: View) -> list[Component]:
    """Each kind as long as it is many; shape, word and number beside it, red for overdue alone."""
    counts = [(name, shape, text, getattr(standing, name)) for name, shape, text in PARTS]
    title = html.H3(view.say(BAR))
    if not any(count for *_, count in counts):
        return [title, html.P(view.say(NO_RECTIFICATIONS), className="empty-text")]
    return [
        title,
        html.Div(
            [
                html.Span(className=f"part is-{name}", style={"flexGrow": count})
                for name, _, _, count in counts
                if count
            ],
            className="ageing",
            **{"aria-hidden": "true"},
        ),
        html.Ul(
            [
                html.Li(
                    [
                        html.Span(shape, **{"aria-hidden": "true"}),
                        f" {view.say(text)} ",
                        html.Strong(fmt.count(count)),
                    ],
                    className=f"is-{name}",
                )
                for name, shape, text, count in counts
            ],
            className="ageing-words",
        ),
    ]
