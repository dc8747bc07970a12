"""What waits for the person who is signed in, over all pages, as the digest's file says it."""

from audit_models.casework.digests.waiting import Desk, waiting
from audit_models.casework.digests.write import NOTHING, sentence
from audit_models.text import Text
from dashboard import html, session
from dashboard.casework import basis, reach
from dashboard.components import card, link
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("待办提要", "What waits for you")


def digest_card(view: View) -> Component:
    """One line a kind, each leading to its page."""
    desk = Desk(session.casework(), reach(view), view.snapshot, basis(view))
    items = [
        html.Li(
            link(sentence(one, view.lang), view.href(path=one.path)),
            className="overdue" if one.is_late else "",
        )
        for one in waiting(desk)
    ]
    shown = (
        html.Ul(items, className="plain")
        if items
        else html.P(view.say(NOTHING), className="empty-text")
    )
    return card(view.say(TITLE), shown)
