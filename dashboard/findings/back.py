"""Closed findings that it is proposed to reopen, on the pages that list findings."""

from collections.abc import Sequence

from audit_models import format as fmt
from audit_models.casework.findings.recurrence import Recurrence
from audit_models.text import Text
from dashboard import html
from dashboard.casework import finding_link, unit_name
from dashboard.components import card
from dashboard.findings.cards import more
from dashboard.html import Component
from dashboard.view import View

BACK_AGAIN = Text("建议重新打开", "Proposed to be reopened")
BACK_NOTE = Text(
    "销号后 180 日内，同一规则在同一单位再次出现疑点；是否重新打开由人决定。",
    "Within 180 days of the closure the same rule fired again in the same unit; a person decides.",
)
BACK_SAYS = Text("自 {day} 起又有 {count} 条疑点", "{count} new hits since {day}")


def back_card(found: Sequence[Recurrence], count: int, view: View) -> Component | None:
    if not found:
        return None
    items = [
        html.Li(
            [
                finding_link(one.finding, view),
                " ",
                html.Span(unit_name(one.finding.unit_code, view)),
                " ",
                view.say(BACK_SAYS).format(day=fmt.day(one.first_on), count=fmt.count(one.hits)),
            ]
        )
        for one in found
    ]
    items += more(count - len(found), view)
    title = f"{view.say(BACK_AGAIN)} · {fmt.count(count)}"
    return card(title, html.Ul(items, className="plain"), note=view.say(BACK_NOTE))
