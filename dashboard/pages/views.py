"""Kept views: the ways back that a person has named, and the field to name the one he came from."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models.casework import saved_views
from audit_models.casework.saved_views import SavedView
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import answer, reach
from dashboard.components import card, link, named, table
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import LEVELS, View

TITLE = Text("我的视图", "My views")
QUESTION = Text(
    "名称加地址，仅此而已；打开时按打开人的权限显示。要给别人看，打开后复制链接。",
    "A name and an address, nothing else; it shows what its reader may see. To share one, open it and copy the link.",
)
KEEP = Text("保存当前视图", "Keep this view")
FROM = Text("将保存：", "To be kept: ")
NAME = Text("名称", "Name")
SAVE = Text("保存", "Keep")
MINE = Text("已保存的视图", "Kept views")
NONE = Text(
    "还没有保存的视图；在任一页面点右上角的书签即可保存。",
    "No view is kept yet; the bookmark at the top of any page keeps what it shows.",
)
UNIT = Text("单位", "Unit")
MONTH = Text("月份", "Month")
LATEST = Text("最近一月", "Latest")
SAVED_ON = Text("保存于", "Kept on")
WHICH = Text("不再需要的视图", "A view no longer needed")
REMOVE = Text("删除", "Remove")


def body(view: View) -> Component:
    """The form where there is something to keep, and the list."""
    kept = saved_views.of_person(session.casework(), reach(view)) if has_request_context() else []
    return html.Div(
        [
            html.Div(
                [
                    html.H1(view.say(TITLE)),
                    html.Span(view.say(QUESTION), className="sub"),
                ],
                className="title",
            ),
            _form(view),
            card(view.say(MINE), *_listed(kept, view)),
            html.Div(id="views-said", role="status"),
        ]
    )


def _form(view: View) -> Component:
    wanted = _wanted(view)
    return html.Div(
        card(
            view.say(KEEP),
            html.P([view.say(FROM), html.Code(wanted, lang="en")], className="note"),
            html.Div(
                [
                    dmc.TextInput(id="views-name", label=view.say(NAME), value=""),
                    html.Button(view.say(SAVE), id="views-save", type="button", className="button"),
                ],
                className="ask",
            ),
        ),
        hidden=wanted is None,
    )


def _wanted(view: View) -> str | None:
    """The address to be kept, as this program writes it: what it does not know is left out."""
    asked = view.address.id
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return None
    parts = urlsplit(asked)
    return read_address(parts.path, parts.query).href


def _listed(kept: list[SavedView], view: View) -> list[Component]:
    if not kept:
        none = html.P(view.say(NONE), className="empty-text")
    else:
        columns = [(view.say(one), "") for one in (NAME, UNIT, MONTH, SAVED_ON)]
        none = table(columns, [_line(one, view) for one in kept])
    form = html.Div(
        [
            dmc.Select(
                id="views-which",
                label=view.say(WHICH),
                data=[{"value": one.name, "label": one.name} for one in kept],
            ),
            html.Button(view.say(REMOVE), id="views-remove", type="button", className="button"),
        ],
        className="ask",
        hidden=not kept,
    )
    return [none, form]


def _line(one: SavedView, view: View) -> list[Any]:
    parts = urlsplit(one.address)
    there = read_address(parts.path, parts.query)
    unit = view.catalogue.units.get(there.unit or view.catalogue.root.code)
    place: list[Any] = [there.unit or fmt.NO_NUMBER]
    if unit:
        place = [named(unit.name, view.lang), f" · {view.say(LEVELS[unit.level])}"]
    month = fmt.month(there.month, view.lang) if there.month else view.say(LATEST)
    href = there.to(lang=view.lang).href
    return [
        link(named(Text(one.name, one.name), view.lang), href),
        place,
        month,
        fmt.day(one.saved_on),
    ]


def register(app: Dash, warehouse: Warehouse) -> None:
    """Keep the view that the address names, or forget the chosen one."""

    @app.callback(
        Output("views-body", "children", allow_duplicate=True),
        Output("views-said", "children"),
        Input("views-save", "n_clicks"),
        Input("views-remove", "n_clicks"),
        State("views-name", "value"),
        State("views-which", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def kept(save: Any, remove: Any, name: Any, which: Any, path: str, search: str) -> Any:
        if not save and not remove:
            raise PreventUpdate
        is_removed = ctx.triggered_id == "views-remove"
        given = which if is_removed else name

        def change(view: View) -> None:
            said = given if isinstance(given, str) else ""
            if is_removed:
                saved_views.remove(session.casework(), reach(view), said)
                return
            wanted = _wanted(view)
            if wanted is None:
                raise Refused("没有可保存的视图。", "There is no view to keep.")
            today = datetime.now(CHINA).date()
            saved_views.save(session.casework(), reach(view), said, wanted, today=today)

        return answer(warehouse, path, search, change, body)


PAGE = Page(
    name="views",
    path="/views",
    title=TITLE,
    order=90,
    icon="bookmark",
    body=body,
    register=register,
    in_menu=False,
)
