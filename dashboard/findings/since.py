"""What has changed for a person to whom nothing is assigned: no work is not no news."""

import sqlalchemy as sa

from audit_models import format as fmt
from audit_models.casework.findings.since import changed_since, last_sign_in
from audit_models.casework.findings.states import STATE_NAMES
from audit_models.china_time import CHINA
from audit_models.text import Text
from dashboard import html
from dashboard.casework import finding_link, reach, unit_name
from dashboard.html import Component
from dashboard.view import View

CHANGED = Text(
    "没有待办。上次登录（{when}）以来，所辖问题有 {count} 次状态变化：",
    "Nothing is waiting for you. Since you last signed in ({when}) others took {count} steps in findings that you see:",
)
QUIET = Text(
    "没有待办；上次登录（{when}）以来，所辖问题没有变化。",
    "Nothing is waiting for you, and nothing changed since you last signed in ({when}).",
)
SHOWN = 5


def changes_since(connection: sa.Connection, view: View) -> Component | None:
    """How many steps others took since the last sign-in, and where; nothing at the first sign-in."""
    who = reach(view)
    moment = last_sign_in(connection, who)
    if moment is None:
        return None
    count, latest = changed_since(connection, who, moment, limit=SHOWN)
    when = f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
    said = view.say(CHANGED if count else QUIET).format(when=when, count=fmt.count(count))
    items = [
        html.Li(
            [
                finding_link(one, view), " ", view.say(STATE_NAMES[one.state]), " · ",
                unit_name(one.unit_code, view),
            ]
        )
        for one in latest
    ]  # fmt: skip
    return html.Div([html.P(said, className="empty-text"), html.Ul(items, className="plain")])
