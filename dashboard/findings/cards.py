"""Findings as cards, and the board on which they stand by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit_models import format as fmt
from audit_models.casework.findings.overdue import Overdue
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import ENDED
from audit_models.casework.findings.states import State as FindingState
from audit_models.text import Text
from dashboard import html
from dashboard.casework import (
    about,
    deadline_mark,
    finding_link,
    reminder,
    severity_mark,
    state_mark,
    unit_name,
)
from dashboard.components import card, link
from dashboard.html import Component
from dashboard.view import View

BOARD = Text("各环节", "Where they stand")
ENDS = Text("已办结", "Ended")
MORE = Text("另有 {count} 个", "{count} more")

SHOWN = 3
"""Cards of one column of the board."""
COLUMNS: tuple[tuple[Text, tuple[FindingState, ...]], ...] = (
    (Text("疑点", "Lead"), (FindingState.SUSPECTED,)),
    (Text("下发", "Handed down"), (FindingState.HANDED_DOWN,)),
    (Text("核实", "Verify"), (FindingState.ANSWERED,)),
    (Text("认定", "Settle"), (FindingState.VERIFIED,)),
    (Text("整改", "Rectify"), (FindingState.RECTIFYING,)),
    (Text("验证", "Prove"), (FindingState.RECTIFIED,)),
    (Text("销号", "Sign"), (FindingState.PROVEN, FindingState.SIGNED)),
)


@dataclass(frozen=True)
class Marks:
    """What is shown of each finding beside itself."""

    late: Mapping[str, Overdue]
    hits: Mapping[str, list[Mapping[str, Any]]]


def board(
    lanes: Sequence[Sequence[Finding]], counts: Mapping[FindingState, int], marks: Marks, view: View
) -> Component:
    """A column for each stage; each with its count and the nearest deadlines."""
    columns = []
    for (name, states), found in zip(COLUMNS, lanes, strict=True):
        count = sum(counts[state] for state in states)
        columns.append(
            html.Section(
                [
                    html.H3(
                        link(
                            f"{view.say(name)} · {fmt.count(count)}",
                            view.href(state=states[0].value),
                        )
                    ),
                    cards(found, count, marks, view),
                ],
                className="lane",
            )
        )
    ended = html.P(
        [
            html.Span(view.say(ENDS), className="note"),
            *[
                link(
                    [state_mark(state, view.lang), f" {fmt.count(counts[state])}"],
                    view.href(state=state.value),
                )
                for state in ENDED
            ],
        ],
        className="own",
    )
    return card(view.say(BOARD), html.Div(columns, className="board"), ended)


def cards(found: Sequence[Finding], count: int, marks: Marks, view: View) -> Component:
    """The nearest of so many."""
    items = [
        html.Li(
            [
                html.Div([finding_link(one, view), severity_mark(one.severity, view.lang)],
                         className="own"),
                html.P(about(one, marks.hits[one.finding_id], view), className="says"),
                html.Div(
                    [html.Span(unit_name(one.unit_code, view)),
                     deadline_mark(one, marks.late, view.lang), reminder(one, view)],
                    className="own note",
                ),
            ]
        )
        for one in found
    ]  # fmt: skip
    return html.Ul([*items, *more(count - len(found), view)], className="cards")


def more(count: int, view: View) -> list[Component]:
    said = view.say(MORE).format(count=fmt.count(count))
    return [html.Li(said, className="note")] if count > 0 else []
