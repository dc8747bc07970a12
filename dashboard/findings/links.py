"""What a finding is linked to, and the form that links it to more."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, no_update

from audit_models.access import Permission
from audit_models.casework.findings import links
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import ENDED
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach
from dashboard.components import link
from dashboard.findings.form import asked_id
from dashboard.html import Component
from dashboard.view import View

PAGES: Mapping[str, str] = {
    "project": "/project",
    "rule": "/rules",
    "indicator": "/indicator",
    "finding": "/finding",
}
"""Where a linked thing is shown; contracts and runs have no page of their own."""
ADD = Text("添加关联或疑点", "Add a link or a hit")
KIND = Text("关联类型", "What to link to")
TARGET = Text("编号", "Its id")
LINK = Text("关联", "Link")
HIT = Text("同单位同规则或同对象的疑点", "Hits of the unit, of this rule or subject")
NO_HIT = Text("没有其他未登记的疑点", "No other hit that was not taken up")
ADD_HIT = Text("加入疑点", "Add the hit")
CHOOSE = Text("请选择。", "Choose one.")


def linked_pairs(linked: Sequence[tuple[str, str]], view: View) -> list[tuple[str, Any]]:
    """Kind and target as the facts of a finding, each leading to its page."""
    return [
        (
            view.say(links.KINDS[kind]),
            link(target, view.href(path=PAGES[kind], id=target))
            if kind in PAGES
            else html.Code(target),
        )
        for kind, target in linked
    ]


def link_form(finding: Finding, view: View) -> Component | None:
    """Closed until somebody wants it; nobody links what has ended."""
    if finding.state in ENDED or not session.may(Permission.TAKE_UP):
        return None
    with session.casework().read() as connection:
        free = links.free_hits(connection, view.snapshot, finding)
    kinds = [{"value": kind, "label": view.say(name)} for kind, name in links.KINDS.items()]
    hits = [
        {"value": one["hit_id"],
         "label": " · ".join(filter(None, (one["rule_id"], one["subject_id"], one["day"])))}
        for one in free
    ]  # fmt: skip
    target = dcc.Input(id="finding-link-target", type="text", maxLength=200, className="field")
    return html.Details(
        [
            html.Summary(view.say(ADD)),
            html.Div(
                [
                    dmc.Select(id="finding-link-kind", data=kinds, label=view.say(KIND), size="sm"),
                    html.Label([view.say(TARGET), target]),
                    _button("finding-link", LINK, view),
                ],
                className="ask",
            ),
            html.Div(
                [
                    dmc.Select(
                        id="finding-hit-choice", data=hits, label=view.say(HIT), size="sm",
                        searchable=True, disabled=not hits,
                        placeholder="" if hits else view.say(NO_HIT),
                    ),
                    _button("finding-hit", ADD_HIT, view, disabled=not hits),
                ],
                className="ask",
            ),
            html.Div(id="finding-link-said", role="status"),
        ],
        className="twin",
    )  # fmt: skip


def _button(button_id: str, label: Text, view: View, *, disabled: bool = False) -> Component:
    return html.Button(
        view.say(label), id=button_id, type="button", className="button", disabled=disabled
    )


def add_link_callbacks(app: Dash, warehouse: Warehouse, body: Any) -> None:
    """A link or a hit more shows the finding anew, or says why not."""

    @app.callback(
        Output("finding-body", "children", allow_duplicate=True),
        Output("finding-link-said", "children"),
        Input("finding-link", "n_clicks"),
        Input("finding-hit", "n_clicks"),
        State("finding-link-kind", "value"),
        State("finding-link-target", "value"),
        State("finding-hit-choice", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def add(
        linking: Any, adding: Any, kind: Any, target: Any, hit: Any, path: str, search: str
    ) -> Any:
        if not (linking or adding):
            return no_update, no_update
        is_hit = ctx.triggered_id == "finding-hit"

        def change(view: View) -> None:
            if is_hit:
                _add_hit(view, hit)
            else:
                _link(view, kind, target)

        return answer(warehouse, path, search, change, body)


def _link(view: View, kind: Any, target: Any) -> None:
    given = str(kind or ""), str(target or "")
    links.link(session.casework(), reach(view), view.snapshot, asked_id(view), *given)


def _add_hit(view: View, hit: Any) -> None:
    if not isinstance(hit, str):
        raise Refused(*CHOOSE)
    links.add_hit(session.casework(), reach(view), view.snapshot, asked_id(view), hit)
