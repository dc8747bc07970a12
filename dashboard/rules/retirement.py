"""A rule that the office retires, on its page: what was decided, and the form of those who may decide."""

from datetime import date, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import retired_rules
from audit_models.catalogue import Definition
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.retirements import Retirement
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import reach
from dashboard.components import card
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

TITLE = Text("停用规则", "Retiring the rule")
NOTE = Text(
    "停用后，自该日起不再判断，显示为“已停用”，不显示为“无疑点”；此前的结果不变。不填日期为重新启用。",
    "From that day on nothing is judged, and the rule shows as retired, never as clean; earlier results stay. Without"
    " a day it is taken into use again.",
)
SINCE = Text("停用日期（如 2027-01-01）", "Retired from (as 2027-01-01)")
REASON = Text("理由", "Reason")
SAVE = Text("保存", "Save")
SAVED = Text("已保存；下一个快照起使用。", "Saved; later snapshots use it.")
NO_DAY = Text(
    "请按 2027-01-01 的格式填写日期，或不填。", "Give the day as 2027-01-01, or leave it empty."
)
RETIRED = Text(
    "自{since}起停用：{reason}（{who}，{on}）", "Retired from {since} on: {reason} ({who}, {on})"
)
IN_USE = Text("重新启用：{reason}（{who}，{on}）", "In use again: {reason} ({who}, {on})")


def retired_notice(rule: Definition, view: View) -> Component | None:
    """That the snapshot was made without the rule from a day on, and why; nothing for a rule in use."""
    told = rule.header.get("retired")
    if not told:
        return None
    said = view.say(RETIRED).format(
        since=told["since"], reason=told["reason"], who=told["decided_by"], on=told["decided_on"]
    )
    return html.P(said, className="says")


def retirement_card(rule: Definition, view: View) -> Component | None:
    """What was decided so far, and the form; nothing where nothing was and the reader may not decide."""
    lines = _decided(rule.id, view)
    may_decide = session.may(Permission.POLICY) and view.units is None
    if not lines and not may_decide:
        return None
    form = [
        dmc.TextInput(id="rules-retired-from", label=view.say(SINCE), value=""),
        dmc.TextInput(id="rules-retired-why", label=view.say(REASON), value=""),
        html.Button(view.say(SAVE), id="rules-retire", type="button", className="button"),
    ]
    return card(
        view.say(TITLE),
        html.Ul([html.Li(line) for line in lines]) if lines else None,
        html.Div(form, className="ask") if may_decide else None,
        html.Div(id="rules-retired", role="status"),
        note=view.say(NOTE),
    )


def _decided(rule_id: str, view: View) -> list[str]:
    if not has_request_context():
        return []
    found = retired_rules.saved(session.casework(), view.snapshot.facts.seed, rule_id)
    return [_said(one, view) for one in found]


def _said(one: Retirement, view: View) -> str:
    return view.say(RETIRED if one.since else IN_USE).format(
        since=fmt.day(one.since), reason=one.reason, who=one.decided_by, on=fmt.day(one.decided_on)
    )


def register_retirement(app: Dash, warehouse: Warehouse) -> None:
    """Save: the rule is that of the address."""

    @app.callback(
        Output("rules-retired", "children"),
        Input("rules-retire", "n_clicks"),
        State("rules-retired-from", "value"),
        State("rules-retired-why", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def kept(clicks: Any, since: Any, reason: Any, path: str, search: str) -> Component:
        if not clicks:
            raise PreventUpdate
        address = read_address(path, search)
        try:
            view = open_view(warehouse, address)
            retired_rules.save(
                session.casework(),
                reach(view),
                address.id or "",
                _day(since),
                reason if isinstance(reason, str) else "",
                seed=view.snapshot.facts.seed,
                today=datetime.now(CHINA).date(),
            )
            return html.P(view.say(SAVED), className="says")
        except (Nothing, Refused) as refused:
            return html.P(refused.text.in_(address.lang), className="empty-text")


def _day(given: Any) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given.strip())
    except (AttributeError, ValueError):
        raise Refused(*NO_DAY) from None
