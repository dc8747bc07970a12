"""The inspection plan taken over as the frozen sample of a special inspection."""

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models.access import Permission
from audit_models.casework.campaigns import sample, work
from audit_models.casework.campaigns.states import State as CampaignState
from audit_models.casework.campaigns.work import Campaign
from audit_models.errors import Refused
from audit_models.inspection_plan import MOST_DAYS
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach
from dashboard.components import link
from dashboard.html import Component
from dashboard.view import View

USUAL_DAYS = 8

SEND = Text("送入抽样", "Send to sampling")
CAMPAIGN = Text("专项督察（抽样阶段）", "Special inspection, to be sampled")
SEND_NOTE = Text(
    "计划中属于被查单位的合同冻结为该专项的样本：按风险纳入的和随机对照分别标明，种子与快照一并留痕，此后不再更改。",
    "What the plan holds of the inspected units is frozen as its sample: by risk and the random control, each"
    " marked; seed and snapshot go into the trail, and nothing is changed afterwards.",
)
NONE_WAITS = Text(
    "没有处于抽样阶段、由本单位组织的专项，计划暂不能送入抽样：",
    "No special inspection run here waits for its sample, so the plan cannot be sent to one: ",
)
CAMPAIGNS = Text("专项督察", "Special inspections")
NOT_CHOSEN = Text("请选择一个专项。", "Choose a special inspection.")
FROZEN = Text("已冻结为样本：", "Frozen as the sample of ")


def planned_days(view: View) -> int:
    """The inspector-days of the address, or the usual ones."""
    return min(view.address.days or USUAL_DAYS, MOST_DAYS)


def to_sample(view: View) -> Component | None:
    """The form; nothing for who runs no special inspections."""
    if not has_request_context() or not session.may(Permission.CAMPAIGN):
        return None
    waiting = _waiting(view)
    if not waiting:
        page = link(view.say(CAMPAIGNS), view.href(path="/campaigns"))
        return html.P([view.say(NONE_WAITS), page], className="note")
    data = [{"value": one.campaign_id, "label": f"{one.campaign_id} {one.name}"} for one in waiting]
    return html.Div(
        [
            html.P(view.say(SEND_NOTE), className="note"),
            html.Div(
                [
                    dmc.Select(
                        id="risk-campaign",
                        label=view.say(CAMPAIGN),
                        data=data,
                        value=data[0]["value"] if len(data) == 1 else None,
                        w=320,
                        maw="100%",
                    ),
                    html.Button(
                        view.say(SEND), id="risk-to-sample", type="button", className="button"
                    ),
                ],
                className="ask",
            ),
            html.Div(id="risk-to-sample-said", role="status"),
        ]
    )


def _waiting(view: View) -> list[Campaign]:
    """The inspections run here whose sample is still to be drawn."""
    who = reach(view)
    with session.casework().read() as connection:
        found = work.list_campaigns(connection, who)
    return [
        one
        for one in found
        if one.state == CampaignState.SAMPLING and one.sample is None and who.covers(one.unit_code)
    ]


def register_to_sample(app: Dash, warehouse: Warehouse, body: Callable[[View], Component]) -> None:
    """Freeze the plan of the address as the chosen inspection's sample."""

    @app.callback(
        Output("risk-body", "children", allow_duplicate=True),
        Output("risk-to-sample-said", "children"),
        Input("risk-to-sample", "n_clicks"),
        State("risk-campaign", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def send(clicks: Any, campaign_id: Any, path: str, search: str) -> Any:
        if not clicks:
            raise PreventUpdate
        frozen: list[Component] = []

        def change(view: View) -> None:
            if not isinstance(campaign_id, str):
                raise Refused(*NOT_CHOSEN)
            found = sample.take_plan(
                session.casework(),
                reach(view),
                view.snapshot,
                campaign_id,
                unit=view.unit.code,
                days=planned_days(view),
            )
            to = view.href(path="/campaigns", id=found.campaign_id)
            frozen.append(html.P([view.say(FROZEN), link(found.campaign_id, to)]))

        def shown(view: View) -> Component:
            """The page anew, with the way to the inspection on top."""
            return html.Div([*frozen, body(view)])

        return answer(warehouse, path, search, change, shown)
