"""Limits begun anew: what was decided about the shown series, and the form of those who may decide."""

from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models import views
from audit_models.access import Permission
from audit_models.build import CHINA
from audit_models.casework import rebased_limits
from audit_models.catalogue import Definition
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import session
from dashboard.address import read_address
from dashboard.casework import reach
from dashboard.components import card
from dashboard.view import Nothing, View, open_view

TITLE = Text("重设控制限", "Limits begun anew")
NOTE = Text(
    "流程确已改变时，从某月起重新计算控制限；此前的控制限不变。够12个月后才有新的控制限。",
    "Where the process really changed, limits are computed anew from a month on; those before stay."
    " New limits are there after twelve months.",
)
REASON = Text("理由（如何改变了）", "Reason (what changed)")
SAVE = Text("自{month}起重设", "Begin anew from {month}")
SAVED = Text("已保存；下一个快照起使用。", "Saved; later snapshots use it.")
NONE = Text("这一序列的控制限没有重设过。", "The limits of this series were never begun anew.")
DECIDED = Text("自{month}起：{reason}（{who}，{on}）", "From {month} on: {reason} ({who}, {on})")
WAITING = Text("尚未进入快照", "not in a snapshot yet")


def decided(indicator: Definition, view: View) -> dict[Any, str]:
    """Month → reason of the phases in the snapshot."""
    found = views.rebases(view.snapshot, indicator.id, view.unit.code)
    return {row["month"].date(): row["reason"] for row in found.to_dict("records")}


def rebase_card(indicator: Definition, view: View) -> Component | None:
    """What was decided, and the form; nothing where nothing was and the reader may not decide."""
    lines = [*_in_snapshot(indicator, view), *_waiting(indicator, view)]
    may_decide = session.may(Permission.POLICY) and view.units is None
    if not lines and not may_decide:
        return None
    month = fmt.month(view.month, view.lang)
    form = [
        dmc.TextInput(id="indicator-rebase-reason", label=view.say(REASON), value=""),
        html.Button(
            view.say(SAVE).format(month=month),
            id="indicator-rebase-save",
            type="button",
            className="button",
        ),
    ]
    return card(
        view.say(TITLE),
        html.Ul(lines) if lines else html.P(view.say(NONE), className="empty-text"),
        html.Div(form, className="ask") if may_decide else None,
        html.Div(id="indicator-rebase-kept", role="status"),
        note=view.say(NOTE),
    )


def _in_snapshot(indicator: Definition, view: View) -> list[Component]:
    found = views.rebases(view.snapshot, indicator.id, view.unit.code)
    return [
        html.Li(
            _said(row["month"].date(), row["reason"], row["decided_by"], row["decided_on"], view)
        )
        for row in found.to_dict("records")
    ]


def _waiting(indicator: Definition, view: View) -> list[Component]:
    """Saved since the snapshot was made; the whole company's decisions, so shown to its readers alone."""
    if not has_request_context() or view.units is not None:
        return []
    known = decided(indicator, view)
    return [
        html.Li(
            f"{_said(one.month, one.reason, one.decided_by, one.decided_on, view)}"
            f" · {view.say(WAITING)}"
        )
        for one in rebased_limits.saved(session.casework(), view.snapshot.facts.seed)
        if (one.indicator_id, one.unit_code) == (indicator.id, view.unit.code)
        and known.get(one.month) != one.reason
    ]


def _said(month: Any, reason: str, who: str, on: Any, view: View) -> str:
    return view.say(DECIDED).format(
        month=fmt.month(month, view.lang), reason=reason, who=who, on=fmt.day(on)
    )


def register_rebase(app: Dash, warehouse: Warehouse) -> None:
    """Save: the series and the month are those of the address."""

    @app.callback(
        Output("indicator-rebase-kept", "children"),
        Input("indicator-rebase-save", "n_clicks"),
        State("indicator-rebase-reason", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def kept(clicks: Any, reason: Any, path: str, search: str) -> Component:
        if not clicks:
            raise PreventUpdate
        address = read_address(path, search)
        try:
            view = open_view(warehouse, address)
            first = next(iter(view.catalogue.indicators))
            rebased_limits.save(
                session.casework(),
                reach(view),
                address.id or first,
                view.unit.code,
                view.month,
                reason if isinstance(reason, str) else "",
                seed=view.snapshot.facts.seed,
                today=datetime.now(CHINA).date(),
            )
            return html.P(view.say(SAVED), className="says")
        except (Nothing, Refused) as refused:
            return html.P(refused.text.in_(address.lang), className="empty-text")
