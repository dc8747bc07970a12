"""Taking hits up as findings, from a list of hits on the page of a rule or of a project."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework.findings import register, take_up
from audit_models.casework.findings.register import Finding
from audit_models.errors import Refused
from audit_models.scope import ScopedSnapshot
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from audit_models.words import rule_sentence
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import (
    basis,
    finding_link,
    note_denial,
    reach,
    refusal,
    state_mark,
)
from dashboard.components import card
from dashboard.html import Component
from dashboard.view import Nothing, Row, View, open_view

TITLE = Text("登记为问题", "Take up as findings")
NOTE = Text(
    "选中的疑点各登记为一个问题；已登记过的不会重复登记。",
    "Each chosen hit becomes a finding of its own; one that is known already is not made twice.",
)
CHOICE = Text("选择疑点", "Choose hits")
TAKE = Text("登记所选疑点", "Take up the chosen hits")
KNOWN = Text("已登记的疑点", "Known already")
MADE = Text("新登记 {count} 个问题：", "{count} findings made:")
SAME = Text("此前已登记：", "Known before:")
ALL_KNOWN = Text("本页的疑点都已登记。", "All hits of this page have been taken up.")


def take_up_card(view: View, page: str, rows: Sequence[Row]) -> Component | None:
    """The choice among the hits that a page lists; nothing for a role that takes nothing up."""
    if not rows or not session.may(Permission.TAKE_UP):
        return None
    with session.casework().read() as connection:
        known = register.known_hits(connection, reach(view), [row["hit_id"] for row in rows])
    options: list[Any] = [
        {"label": _says(row, view), "value": row["hit_id"]}
        for row in rows
        if row["hit_id"] not in known
    ]
    choice: list[Component] = [html.P(view.say(ALL_KNOWN), className="empty-text")]
    if options:
        choice = [
            dmc.CheckboxGroup(
                id=f"{page}-chosen",
                label=view.say(CHOICE),
                value=[],
                children=html.Div(
                    [dmc.Checkbox(label=one["label"], value=one["value"]) for one in options],
                    className="choices",
                ),
            ),
            html.Button(view.say(TAKE), id=f"{page}-take", type="button", className="button"),
        ]
    return card(
        view.say(TITLE),
        *choice,
        html.Div(id=f"{page}-took", role="status"),
        _listed(KNOWN, list({f.finding_id: f for f in known.values()}.values()), view),
        note=view.say(NOTE),
    )


def register_take_up(app: Dash, warehouse: Warehouse, page: str) -> None:
    """The one callback behind the button."""

    @app.callback(
        Output(f"{page}-took", "children"),
        Input(f"{page}-take", "n_clicks"),
        State(f"{page}-chosen", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def take(clicks: Any, chosen: Any, path: str, search: str) -> Component | None:
        address = read_address(path, search)
        if not clicks:
            return None
        try:
            view = open_view(warehouse, address)
        except Nothing as nothing:
            return refusal(nothing.text, address.lang)
        try:
            return taken(view, chosen)
        except Refused as refused:
            note_denial(refused, view)
            return refusal(refused.text, address.lang)


def taken(view: View, chosen: Any) -> Component:
    """Take up what was chosen, and say what came of it."""
    hit_ids = [one for one in chosen if isinstance(one, str)] if isinstance(chosen, list) else []
    if not isinstance(view.snapshot, ScopedSnapshot):
        raise Refused("请先登录。", "Sign in first.")
    found = take_up.take_up(session.casework(), reach(view), basis(view), view.snapshot, hit_ids)
    return html.Div([_listed(MADE, found.made, view), _listed(SAME, found.known, view)])


def _listed(heading: Text, findings: Sequence[Finding], view: View) -> Component | None:
    if not findings:
        return None
    return html.Div(
        [
            html.H3(view.say(heading).format(count=fmt.count(len(findings)))),
            html.Ul(
                [
                    html.Li([finding_link(one, view), " ", state_mark(one.state, view.lang)])
                    for one in findings
                ],
                className="plain",
            ),
        ]
    )


def _says(row: Row, view: View) -> str:
    rule = view.catalogue.rules[row["rule_id"]]
    return rule_sentence(rule.text("says"), {**row, **row["evidence"]}, view.lang)
