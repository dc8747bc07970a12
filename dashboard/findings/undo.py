"""What the reader has just done to a finding, and the way to take it back while there is time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, dcc, no_update

from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import BESIDE, TRANSITIONS, Action
from audit_models.casework.findings.undo import WITHIN, can_undo, undo
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach
from dashboard.findings.form import asked_id, explain
from dashboard.html import Component
from dashboard.view import View

DONE = Text("您刚才办理了“{step}”。", "You have just done this: {step}.")
UNDO = Text("撤销（{seconds} 秒内）", "Undo (within {seconds} seconds)")


def step_name(one: Mapping[str, Any]) -> Text:
    """A step that was taken, as the form called it."""
    action = Action(one["action"])
    return BESIDE.get(action) or next(
        row.name for row in TRANSITIONS if row.action == action and one["from_state"] in row.sources
    )


def undo_line(finding: Finding, last: Mapping[str, Any], view: View) -> Component | None:
    """The reader's own last step, while it is fresh, with the button that takes it back where it can be."""
    age = datetime.now(UTC) - datetime.fromisoformat(last["happened_at"])
    if last["account_id"] != session.principal().account_id or age > WITHIN:
        return None
    with session.casework().read() as connection:
        is_undoable = can_undo(connection, reach(view), finding)
    label = view.say(UNDO).format(seconds=int(WITHIN.total_seconds()))
    return html.Div(
        [
            dcc.Store(id="finding-undo-seen", data={"version": finding.version}),
            html.Span(view.say(DONE).format(step=view.say(step_name(last)))),
            html.Button(
                label, id="finding-undo", type="button", className="button", hidden=not is_undoable
            ),
            html.Div(id="finding-undo-said", role="status"),
        ],
        className="just-done",
        role="status",
        tabIndex=-1,
    )


def add_undo_callback(app: Dash, warehouse: Warehouse, body: Any) -> None:
    """Taking back shows the finding anew, or says why not."""

    @app.callback(
        Output("finding-body", "children", allow_duplicate=True),
        Output("finding-undo-said", "children"),
        Input("finding-undo", "n_clicks"),
        State("finding-undo-seen", "data"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def take_back(clicks: Any, seen: Any, path: str, search: str) -> Any:
        if not clicks:
            return no_update, no_update
        version = seen.get("version") if isinstance(seen, dict) else None
        known = version if isinstance(version, int) else 0
        return answer(
            warehouse, path, search,
            lambda view: undo(session.casework(), reach(view), asked_id(view), known),
            body, explain,
        )  # fmt: skip
