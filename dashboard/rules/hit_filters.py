"""The month's hits narrowed by stage and contractor: what there is to choose, each with its number of hits."""

from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.text import Text
from audit_models.words import code_name
from dashboard import html
from dashboard.components import link, named
from dashboard.html import Component
from dashboard.view import View

STAGE = Text("环节", "Stage")
CONTRACTOR = Text("承包商", "Contractor")
ALL = Text("全部", "All")
TITLE = Text("按环节或承包商筛选疑点", "Narrow the hits by stage or contractor")
MOST = 12
"""Contractors that are offered, those with the most hits."""


def is_narrowed(view: View) -> bool:
    """Whether the address asks for the hits of one stage or contractor."""
    return bool(view.address.stage or view.address.contractor)


def sides(view: View) -> pd.DataFrame:
    """The month's hits by rule, stage and contractor, as far as the address asks for them."""
    at = view.address
    return views.hit_sides(
        view.snapshot, view.unit.code, view.month, stage=at.stage, contractor=at.contractor
    )


def hit_filters(found: pd.DataFrame, view: View) -> Component | None:
    """Two lines of links under a fold, which is open while one is chosen; nothing without hits to narrow."""
    stages = _ranked(found, "stage")
    firms = _ranked(found, "contractor_id").head(MOST)
    if stages.empty and firms.empty and not is_narrowed(view):
        return None
    names = found.dropna(subset=["contractor"]).set_index("contractor_id")["contractor"].to_dict()
    by_stage = [(code, code_name("stage", code, view.lang), hits) for code, hits in stages.items()]
    by_firm = [
        (code, named(Text(names.get(code, code), names.get(code, code)), view.lang), hits)
        for code, hits in firms.items()
    ]
    return html.Details(
        [
            html.Summary(view.say(TITLE)),
            _line("stage", STAGE, by_stage, view),
            _line("contractor", CONTRACTOR, by_firm, view),
        ],
        className="twin rest filters",
        open=is_narrowed(view),
    )


def _ranked(found: pd.DataFrame, column: str) -> pd.Series:
    return found.groupby(column)["hits"].sum().sort_values(ascending=False, kind="stable")


def _line(name: str, label: Text, options: list[tuple[Any, Any, int]], view: View) -> Component:
    chosen = getattr(view.address, name)
    everything = link(
        view.say(ALL), view.href(**{name: None}), class_name=_class(is_chosen=chosen is None)
    )
    links = [
        link(
            [word, " ", html.Span(fmt.count(hits), className="choice-count")],
            view.href(**{name: value}),
            class_name=_class(is_chosen=chosen == value),
        )
        for value, word, hits in options
    ]
    return html.Div(
        [
            html.Span(view.say(label), className="filter-name"),
            html.Ul(
                [html.Li(one) for one in (everything, *links)],
                className="choices",
                **{"aria-label": view.say(label)},
            ),
        ],
        className="filter",
    )


def _class(*, is_chosen: bool) -> str:
    return "choice is-current" if is_chosen else "choice"
