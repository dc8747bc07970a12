"""What is different from the month before: the states that changed.

A number that moved within its state is not named here: reacting to every movement is reacting to noise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit_models import format as fmt
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, mark
from dashboard.html import Component
from dashboard.view import View

URGENCY = (
    "missed", "hit", "error", "insufficient_data", "met", "clean", "watched", "no_cases",
    "not_applicable", "retired",
)  # fmt: skip
"""States by how soon a reader wants to know of them."""

LINES = 5
"""Changes that are read without unfolding the rest."""

HITS = Text("疑点{before} → {now}条", "hits {before} → {now}")


@dataclass(frozen=True)
class Change:
    """One line: what changed, its id, and its state before and now."""

    name: Text
    id: str
    before: str
    now: str
    detail: Text | None = None


def changes(
    names: Mapping[str, Text],
    before: Mapping[str, tuple[str, int | None]],
    now: Mapping[str, tuple[str, int | None]],
) -> Sequence[Change]:
    """Every id whose state differs between two months.

    Values are (state, hits); hits are None where there is nothing to count. An id that only one
    of the months has is new, not changed.
    """
    found = []
    for key, name in names.items():
        if key not in before or key not in now or before[key][0] == now[key][0]:
            continue
        (old, old_hits), (new, new_hits) = before[key], now[key]
        detail = None
        if old_hits is not None and new_hits is not None:
            detail = Text(
                HITS.zh.format(before=old_hits, now=new_hits),
                HITS.en.format(before=old_hits, now=new_hits),
            )
        found.append(Change(name, key, old, new, detail))
    return sorted(found, key=lambda change: URGENCY.index(change.now))


TITLE = Text("与上月相比", "Since last month")
SAME = Text("各项状态与上月相同。", "Every state is the same as last month.")
MORE = Text("另有{count}项", "and {count} more")
FIRST = Text("没有上月数据可比。", "There is no month before to compare with.")


def change_card(
    found: Sequence[Change] | None, view: View, news: Sequence[Component] = ()
) -> Component:
    """The lines as a card, what is news in itself before the states that changed.

    `found` is None where there is no month before.
    """
    first = [html.Ul(list(news), className="changes news")] if news else []
    if not found:
        text = FIRST if found is None else SAME
        return card(view.say(TITLE), *first, html.P(view.say(text), className="empty-text"))
    shown, rest = found[:LINES], found[LINES:]
    parts: list[Component] = [
        *first,
        html.Ul([_line(one, view) for one in shown], className="changes"),
    ]
    if rest:
        more = html.Summary(view.say(MORE).format(count=fmt.count(len(rest))))
        lines = html.Ul([_line(one, view) for one in rest], className="changes")
        parts.append(html.Details([more, lines], className="twin rest"))
    return card(view.say(TITLE), *parts)


def _line(change: Change, view: View) -> Component:
    path = "/indicator" if change.id in view.catalogue.indicators else "/rules"
    step: list[Any] = [mark(change.before, view.lang), " → ", mark(change.now, view.lang)]
    if change.detail:
        step.append(html.Span(view.say(change.detail), className="sub"))
    name = link(view.say(change.name), view.href(path=path, id=change.id))
    return html.Li([html.Div(name), html.Div(step, className="step")])
