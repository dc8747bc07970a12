"""One pane of a page: a drawing, the same numbers as a table and as files. Each fails alone."""

import logging
from collections.abc import Callable
from typing import Any

from audit_models.errors import Refused
from audit_models.exports.sheet import Sheet
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, twin
from dashboard.exports import buttons, listing
from dashboard.html import Component
from dashboard.page import FAILED
from dashboard.view import View

logger = logging.getLogger(__name__)

RETRY = Text("重试", "Try again")


def pane(
    view: View,
    name: str,
    title: str,
    build: Callable[[], tuple[Any, Sheet | None]],
    *,
    note: str = "",
    has_picture: bool = True,
    is_open: bool = False,
) -> Component:
    """A card with what `build` draws; where it fails, the sentence that it did. `name` is
    `<page>-<sheet>`; `is_open`: the table is what there is to see, so it is not folded.
    """
    try:
        drawing, sheet = build()
    except Refused as refused:
        return card(title, html.P(view.say(refused.text), className="empty-text", role="status"))
    except Exception:
        logger.exception("The pane %s failed at %s", name, view.address.href)
        return card(
            title,
            html.P(view.say(FAILED), className="empty-text", role="status"),
            html.Button(view.say(RETRY), className="button reload", type="button"),
        )
    parts = drawing if isinstance(drawing, list) else [drawing]
    if sheet is None:
        return card(title, *parts, note=note)
    page, _, key = name.partition("-")
    found = listing(sheet, view.lang)
    return card(
        title,
        *parts,
        found if is_open else None,
        html.Div(
            [
                None if is_open else twin(found, view.lang),
                buttons(page, key, view.lang, has_picture=has_picture),
            ],
            className="under",
        ),
        note=note,
    )
