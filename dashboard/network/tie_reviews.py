"""Ties that were found not to hold: who said so and why, and the form of those who may say it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import tie_reviews
from audit_models.casework.tie_reviews import Denied
from audit_models.casework.workflow import NotHere
from audit_models.china_time import CHINA
from audit_models.text import Text
from audit_models.views.network import Tie
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach
from dashboard.components import card
from dashboard.html import Component
from dashboard.network.tie_words import PARTIES, tie_name
from dashboard.view import View

TITLE = Text("不是同一主体", "Not the same")
ABOUT = Text(
    "核实后认定不成立的关系，从下一次打开起不再连线、不再计数，以后的快照同样如此；可撤回，均留痕。已有记录的关系请在来源系统中更正。",
    "A tie that was looked into and does not hold is neither drawn nor counted from the next view on, in later"
    " snapshots too. It can be taken back, and the trail keeps all of it. Recorded relations are mended at their source.",
)
TIE = Text("关系", "Tie")
REASON = Text(
    "理由（如何核实的，或为何撤回）", "Reason (how it was found, or why it is taken back)"
)
DENY = Text("认定不成立", "It does not hold")
WITHDRAW = Text("撤回认定", "Take that back")
SAID = Text("{tie}：{reason}（{who}，{on}）", "{tie}: {reason} ({who}, {on})")


def denied_ties(view: View) -> list[Tie]:
    """The ties that do not hold on the data shown."""
    return [one.tie for one in _denied(view)]


def review_card(ties: pd.DataFrame, view: View) -> Component | None:
    """What was found of the shown ties, and the form; nothing where there is nothing to say or to do."""
    shown = set(ties["tie"])
    lines = [html.Li(_line(one, view)) for one in _denied(view) if one.tie.name in shown]
    open_to_doubt = ties.loc[ties["strength"] != "recorded", "tie"].drop_duplicates()
    may_review = has_request_context() and session.may(Permission.VERIFY) and len(open_to_doubt)
    if not lines and not may_review:
        return None
    return card(
        view.say(TITLE),
        html.Ul(lines) if lines else None,
        _form([Tie(*name.split("|")) for name in open_to_doubt], view) if may_review else None,
        html.Div(id="network-review-said", role="status"),
        note=view.say(ABOUT),
    )


def _form(ties: Sequence[Tie], view: View) -> Component:
    data = [{"value": tie.name, "label": _words(tie, view)} for tie in ties]
    return html.Div(
        [
            dmc.Select(
                id="network-review-tie",
                label=view.say(TIE),
                data=data,
                value=None,
                w=420,
                maw="100%",
            ),
            dmc.TextInput(id="network-review-reason", label=view.say(REASON), value=""),
            html.Button(
                view.say(DENY), id="network-review-deny", type="button", className="button"
            ),
            html.Button(
                view.say(WITHDRAW), id="network-review-withdraw", type="button", className="button"
            ),
        ],
        className="ask",
    )


def _denied(view: View) -> Sequence[Denied]:
    if not has_request_context():
        return []
    return tie_reviews.denied(session.casework(), view.snapshot.facts.seed)


def _line(one: Denied, view: View) -> str:
    return view.say(SAID).format(
        tie=_words(one.tie, view),
        reason=one.reason,
        who=one.decided_by,
        on=fmt.day(one.decided_on),
    )


def _words(tie: Tie, view: View) -> str:
    first = f"{view.say(PARTIES[tie.first_type])} {tie.first_id}"
    second = f"{view.say(PARTIES[tie.second_type])} {tie.second_id}"
    return f"{view.say(tie_name(tie.kind))} · {first} — {second}"


def register_reviews(app: Dash, warehouse: Warehouse, body: Callable[[View], Component]) -> None:
    """Say that the chosen tie does not hold, or that it does after all."""

    @app.callback(
        Output("network-body", "children", allow_duplicate=True),
        Output("network-review-said", "children"),
        Input("network-review-deny", "n_clicks"),
        Input("network-review-withdraw", "n_clicks"),
        State("network-review-tie", "value"),
        State("network-review-reason", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def review(deny: Any, withdraw: Any, name: Any, reason: Any, path: str, search: str) -> Any:
        if not deny and not withdraw:
            raise PreventUpdate
        is_back = ctx.triggered_id == "network-review-withdraw"

        def change(view: View) -> None:
            tie = Tie.named(name) if isinstance(name, str) else None
            if tie is None:
                raise NotHere
            who, casework = reach(view), session.casework()
            said, today = reason if isinstance(reason, str) else "", datetime.now(CHINA).date()
            if is_back:
                tie_reviews.withdraw(casework, who, tie, said, today=today)
                return
            tie_reviews.deny(casework, who, view.snapshot, tie, said, today=today)

        return answer(warehouse, path, search, change, body)
