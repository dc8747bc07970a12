"""Limits begun anew: what was decided about the shown series, and the form of those who may decide."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models import views
from audit_models.access import Permission
from audit_models.casework import rebased_limits
from audit_models.casework.rebased_limits import Kept
from audit_models.catalogue import Definition
from audit_models.china_time import CHINA
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach
from dashboard.components import card
from dashboard.html import Component
from dashboard.indicator.choice import chosen
from dashboard.view import View

TITLE = Text("重设控制限", "Limits begun anew")
NOTE = Text(
    "流程确已改变时，从某月起重新计算控制限；此前的控制限不变。够12个月后才有新的控制限。",
    "Where the process really changed, limits are computed anew from a month on; those before stay."
    " New limits are there after twelve months.",
)
REASON = Text("理由（如何改变了，或为何撤回）", "Reason (what changed, or why it is taken back)")
SAVE = Text("自{month}起重设", "Begin anew from {month}")
WITHDRAW = Text("撤回自{month}起的重设", "Take back what begins in {month}")
NONE = Text("这一序列的控制限没有重设过。", "The limits of this series were never begun anew.")
DECIDED = Text("自{month}起：{reason}（{who}，{on}）", "From {month} on: {reason} ({who}, {on})")
WAITING = Text(
    "已保存，尚未进入快照；以后的快照使用", "saved, not in a snapshot yet; later snapshots use it"
)
WITHDRAWN = Text("已撤回：{reason}（{who}，{on}）", "taken back: {reason} ({who}, {on})")
STILL = Text("以后的快照恢复原控制限", "later snapshots have the former limits again")


def decided(indicator: Definition, view: View) -> dict[Any, str]:
    """Month → reason of the phases in the snapshot."""
    found = views.rebases(view.snapshot, indicator.id, view.unit.code)
    return {row["month"].date(): row["reason"] for row in records(found)}


def rebase_card(indicator: Definition, view: View) -> Component | None:
    """What was decided, and the form; nothing where nothing was and the reader may not decide."""
    kept = _kept(indicator, view)
    lines = _lines(indicator, kept, view)
    may_decide = session.may(Permission.POLICY) and view.units is None
    if not lines and not may_decide:
        return None
    month = fmt.month(view.month, view.lang)
    holds = any(one.rebase.month == view.month and one.withdrawn_on is None for one in kept)
    form = [
        dmc.TextInput(id="indicator-rebase-reason", label=view.say(REASON), value=""),
        _button("save", SAVE, month, view),
        _button("withdraw", WITHDRAW, month, view, hidden=not holds),
    ]
    return card(
        view.say(TITLE),
        html.Ul(lines) if lines else html.P(view.say(NONE), className="empty-text"),
        html.Div(form, className="ask") if may_decide else None,
        html.Div(id="indicator-rebase-kept", role="status"),
        note=view.say(NOTE),
    )


def _button(name: str, text: Text, month: str, view: View, *, hidden: bool = False) -> Component:
    return html.Button(
        view.say(text).format(month=month),
        id=f"indicator-rebase-{name}",
        type="button",
        className="button",
        hidden=hidden,
    )


def _kept(indicator: Definition, view: View) -> list[Kept]:
    """What the store holds; the whole company's decisions, so shown to its readers alone."""
    if not has_request_context() or view.units is not None:
        return []
    seed = view.snapshot.facts.seed
    return rebased_limits.of_series(session.casework(), seed, indicator.id, view.unit.code)


def _lines(indicator: Definition, kept: list[Kept], view: View) -> list[Component]:
    """What the snapshot was computed with, and what was decided or taken back since."""
    found = records(views.rebases(view.snapshot, indicator.id, view.unit.code))
    known = {(row["month"].date(), row["reason"]): row for row in found}
    stored = {(one.rebase.month, one.rebase.reason) for one in kept}
    lines = [
        _said(month, reason, row["decided_by"], row["decided_on"], view)
        for (month, reason), row in known.items()
        if (month, reason) not in stored
    ]
    for one in kept:
        rebase, is_in = one.rebase, (one.rebase.month, one.rebase.reason) in known
        said = [_said(rebase.month, rebase.reason, rebase.decided_by, rebase.decided_on, view)]
        if one.withdrawn_on is not None:
            said += [_taken_back(one, view), *([view.say(STILL)] if is_in else [])]
        elif not is_in:
            said.append(view.say(WAITING))
        lines.append(" · ".join(said))
    return [html.Li(line) for line in lines]


def _said(month: Any, reason: str, who: str, on: Any, view: View) -> str:
    return view.say(DECIDED).format(
        month=fmt.month(month, view.lang), reason=reason, who=who, on=fmt.day(on)
    )


def _taken_back(one: Kept, view: View) -> str:
    return view.say(WITHDRAWN).format(
        reason=one.withdrawal_reason, who=one.withdrawn_by, on=fmt.day(one.withdrawn_on)
    )


def register_rebase(app: Dash, warehouse: Warehouse, body: Callable[[View], Component]) -> None:
    """Save or take back: the series and the month are those of the address."""

    @app.callback(
        Output("indicator-body", "children", allow_duplicate=True),
        Output("indicator-rebase-kept", "children"),
        Input("indicator-rebase-save", "n_clicks"),
        Input("indicator-rebase-withdraw", "n_clicks"),
        State("indicator-rebase-reason", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def kept(save: Any, withdraw: Any, reason: Any, path: str, search: str) -> Any:
        if not save and not withdraw:
            raise PreventUpdate
        is_back = ctx.triggered_id == "indicator-rebase-withdraw"
        change = rebased_limits.withdraw if is_back else rebased_limits.save

        def decide(view: View) -> None:
            change(
                session.casework(),
                reach(view),
                chosen(view).id,
                view.unit.code,
                view.month,
                reason if isinstance(reason, str) else "",
                seed=view.snapshot.facts.seed,
                today=datetime.now(CHINA).date(),
            )

        return answer(warehouse, path, search, decide, body)
