"""Which indicator a page shows, and the links to the others."""

from audit_models.catalogue import Definition
from audit_models.text import Text
from dashboard import html
from dashboard.components import link
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View

CHOOSE = Text("选择指标", "Choose an indicator")


def chosen(view: View) -> Definition:
    """The indicator that the address names, else the first.

    Raises:
        Nothing: there is no such indicator.
    """
    known = view.catalogue.indicators
    wanted = view.address.id or next(iter(known), None)
    if wanted not in known:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=CHOOSE)
    return known[wanted]


def choice(indicator: Definition, view: View) -> Component:
    """Every indicator as a link; the shown one is marked."""
    return html.Nav(
        [
            link(
                [html.Span(one.id, className="id"), one.title.in_(view.lang)],
                view.href(id=one.id),
                class_name="choice is-current" if one.id == indicator.id else "choice",
            )
            for one in view.catalogue.indicators.values()
        ],
        className="choices",
        **{"aria-label": view.say(CHOOSE)},
    )
