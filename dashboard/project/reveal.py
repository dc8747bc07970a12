"""Personal data of one project in the clear: for a role that may, for a case number, on the record.

The entry of the trail is written first; where it cannot be written, nothing is shown.
"""

import re
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from audit_models import format as fmt
from audit_models import views
from audit_models.access import Permission
from audit_models.records import records
from audit_models.scope import ScopedSnapshot
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.components import card, facts
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View, open_view

TITLE = Text("个人信息", "Personal data")
WHY = Text(
    "默认遮盖。填写案件或任务编号后可查看，查看会记入审计日志。",
    "Masked by default. Give the number of your case or task to see it; that is entered in the trail.",
)
CASE = Text("案件或任务编号", "Number of the case or task")
SHOW = Text("查看", "Show")
NEEDED = Text(
    "请填写案件或任务编号：4至40个字母、汉字、数字或 - / 〔〕号。",
    "Give the number of the case or task: 4 to 40 letters, digits or - / signs.",
)
LABELS = {
    "contact_phone": Text("联系人电话", "Contact's phone"),
    "customer_name": Text("客户名称", "Customer's name"),
    "customer_phone": Text("客户电话", "Customer's phone"),
    "id_no": Text("证件号", "Identity number"),
}
CASE_NUMBER = re.compile(r"[\w\-/〔〕（）()]{4,40}")


def ask_to_reveal(view: View) -> Component | None:
    """The question for the case number; nothing for a role that may not ask."""
    if not session.may(Permission.REVEAL):
        return None
    label = view.say(CASE)
    return card(
        view.say(TITLE),
        html.Div(
            [
                dmc.TextInput(
                    id="project-case",
                    value="",
                    placeholder=label,
                    className="field",
                    **{"aria-label": label},
                ),
                html.Button(view.say(SHOW), id="project-reveal", type="button", className="button"),
            ],
            className="ask",
        ),
        html.Div(id="project-revealed", role="status"),
        note=view.say(WHY),
    )


def register_reveal(app: Dash, warehouse: Warehouse) -> None:
    """The one callback that shows personal data in the clear."""

    @app.callback(
        Output("project-revealed", "children"),
        Input("project-reveal", "n_clicks"),
        State("project-case", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def reveal(clicks: Any, case: Any, path: str, search: str) -> Component:
        if not clicks:
            raise PreventUpdate
        try:
            return revealed(open_view(warehouse, read_address(path, search)), case)
        except Nothing as nothing:
            return html.P(nothing.text.in_(read_address(path, search).lang))


def revealed(view: View, case: Any) -> Component:
    """The data as it is, after the entry in the trail.

    Raises:
        Nothing: the role may not, there is no such project in the reader's units, or no case number.
    """
    project_id = view.address.id or ""
    snapshot = view.snapshot
    is_known = not views.project(snapshot, project_id).empty
    if not session.may(Permission.REVEAL) or not isinstance(snapshot, ScopedSnapshot):
        session.note("denied", kind="personal_data", id=project_id[:100], result="denied")
        raise Nothing(NOT_FOUND)
    if not is_known:
        raise Nothing(NOT_FOUND)
    if not isinstance(case, str) or not CASE_NUMBER.fullmatch(case.strip()):
        raise Nothing(NEEDED)
    session.note("personal_data", kind="project", id=project_id, reason=case.strip())
    row = records(views.personal(snapshot.revealed(), project_id))[0]
    return facts(
        [
            (label.in_(view.lang), row[name] if fmt.is_number(row[name]) else fmt.NO_NUMBER)
            for name, label in LABELS.items()
        ]
    )
