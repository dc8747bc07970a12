"""A long form in steps: one is shown at a time, all of them are sent together (`shell.js` turns them)."""

from collections.abc import Sequence
from typing import Any

from audit_models.text import Lang, Text
from dashboard import html
from dashboard.html import Component

BACK, NEXT = Text("‹ 上一步", "‹ Back"), Text("下一步 ›", "Next ›")


def wizard(
    steps: Sequence[tuple[str, Sequence[Any]]], end: Component, lang: Lang
) -> Component:  # fmt: skip
    """The named steps with their fields, of which the first is shown; `end` is what the last one offers."""
    names = [
        html.Li(
            html.Button(
                f"{number}. {name}", type="button", className="wizard-name",
                **{"data-turn": str(number - 1), "aria-current": "step" if number == 1 else "false"},
            )
        )
        for number, (name, _) in enumerate(steps, start=1)
    ]  # fmt: skip
    parts = [
        html.Section(
            html.Div(list(fields), className="fields"),
            className="wizard-part",
            hidden=number > 0,
            **{"aria-label": name},
        )
        for number, (name, fields) in enumerate(steps)
    ]
    turns = html.Div(
        [
            _turn("back", BACK, lang, hidden=True),
            _turn("next", NEXT, lang),
            html.Span(end, className="wizard-end", hidden=True),
        ],
        className="ask",
    )
    return html.Div([html.Ol(names, className="wizard-names"), *parts, turns], className="wizard")


def _turn(to: str, label: Text, lang: Lang, *, hidden: bool = False) -> Component:
    return html.Button(
        label.in_(lang), type="button", className="button", hidden=hidden, **{"data-turn": to}
    )
