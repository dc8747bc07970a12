"""The form of one step of a finding, and the callbacks behind it.

Every field has one id and is always in the form, hidden where the step does not fill it: a callback has
fixed states, and the gate lets no other through. What the person may do is decided by the service.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, no_update

from audit_models import format as fmt
from audit_models.casework.findings import proof, register, talk
from audit_models.casework.findings.fields import FIELDS, LONGEST
from audit_models.casework.findings.register import Filters, Finding
from audit_models.casework.findings.states import OPEN, Action, FindingTransition
from audit_models.casework.findings.work import Order, Stale, act, owners
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import answer, basis, note_denial, reach, refusal, value_in_words
from dashboard.components import link, table
from dashboard.findings.evidence_files import FORM_PATH
from dashboard.findings.paper_files import PAPER_FILES, paper_download
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View, open_view

NEXT = Text("您可以办理", "What you can do")
NO_STEP = Text("当前没有需要您办理的步骤。", "No step of this finding is yours now.")
REASON = Text("理由", "Reason")
DO = Text("提交", "Submit")
OPTIONAL = Text("{name}（可不填）", "{name} (optional)")
COMMENT = Text("评论", "Comment")
SEND = Text("发表", "Send")
ATTACH = Text("添加文件或拍照", "Add a file or a photo")
FIELD = Text("字段", "Field")
MINE = Text("您的更改", "Yours")
STORED = Text("现有内容", "Stored now")
NAMES = tuple(FIELDS)


def step_form(finding: Finding, allowed: Sequence[FindingTransition], view: View) -> Component:
    """The steps that this person may take, and the form of the one that the address names."""
    steps = [
        link(
            view.say(one.name), view.href(state=one.action.value),
            class_name="button is-current" if one.action == view.address.state else "button",
        )
        for one in allowed
    ]  # fmt: skip
    chosen = next((one for one in allowed if one.action == view.address.state), None)
    head = html.Div([html.H2(view.say(NEXT)), *steps], className="steps")
    if not allowed:
        head = html.P(view.say(NO_STEP), className="empty-text")
    return html.Section(
        [head, *([_form(finding, chosen, view)] if chosen else [])], className="card"
    )


def _form(finding: Finding, step: FindingTransition, view: View) -> Component:
    choices = _choices(finding, step, view)
    shown = (*step.needs, *step.may)
    fields = [
        html.Div(
            _field(name, finding, step, choices, view),
            hidden=name not in shown,
            className="wide" if FIELDS[name].kind == "text" else "",
        )
        for name in (*shown, *(n for n in NAMES if n not in shown))
    ]
    reason = view.say(REASON if step.needs_note else OPTIONAL).format(name=view.say(REASON))
    return html.Div(
        [
            dcc.Store(id="finding-seen", data={"version": finding.version}),
            html.Div(fields, className="fields"),
            html.Label(
                [reason, dcc.Textarea(id="finding-note", maxLength=LONGEST, className="field")]
            ),
            html.Button(view.say(step.name), id="finding-do", type="button",
                        className="button primary"),
            html.Div(id="finding-said", role="status"),
        ],
        className="form",
    )  # fmt: skip


Choices = Mapping[str, list[dict[str, str]]]


def _choices(finding: Finding, step: FindingTransition, view: View) -> Choices:
    """What can be chosen in the fields of a kind: owners, units, findings that it may repeat."""
    units = [
        {"value": unit.code, "label": unit.name.in_(view.lang)}
        for unit in view.catalogue.units.values()
    ]
    with session.casework().read() as connection:
        who = owners(connection, basis(view), finding.unit_code)
        others: list[Finding] = []
        if step.action == Action.MERGE and finding.unit_code:
            wanted = Filters(states=OPEN, unit_codes=frozenset({finding.unit_code}))
            others = register.list_findings(connection, reach(view), wanted)
    others = [one for one in others if one.finding_id != finding.finding_id]
    others.sort(key=lambda one: one.subject_id != finding.subject_id)
    return {
        "account": [
            {"value": str(one["account_id"]), "label": f"{one['name']} ({one['unit_code']})"}
            for one in who
        ],
        "unit": units,
        "finding": [
            {"value": one.finding_id,
             "label": " · ".join(filter(None, (one.finding_id, one.rule_id, one.subject_id)))}
            for one in others
        ],
    }  # fmt: skip


def _field(
    name: str, finding: Finding, step: FindingTransition, choices: Choices, view: View
) -> Component:
    field, field_id = FIELDS[name], f"finding-field-{name}"
    label = view.say(field.name)
    if name in step.may and name not in step.needs:
        label = view.say(OPTIONAL).format(name=label)
    value = getattr(finding, name, None)
    if field.kind == "choice" or field.kind in choices:
        data = choices.get(field.kind) or [
            {"value": code, "label": text.in_(view.lang)}
            for code, text in (field.choices or {}).items()
        ]
        chosen = None if value is None else str(value)
        return dmc.Select(id=field_id, data=data, value=chosen, label=label, size="sm",
                          searchable=field.kind in ("unit", "finding"))  # fmt: skip
    written = "" if value is None else str(value)
    if field.kind == "text":
        control: Component = dcc.Textarea(
            id=field_id, value=written, maxLength=LONGEST, className="field"
        )
    else:
        hint = "2026-12-31" if field.kind == "date" else ""
        control = dcc.Input(id=field_id, value=written, type="text", maxLength=200,
                            placeholder=hint, className="field")  # fmt: skip
    return html.Label([label, control])


def comment_box(view: View) -> Component:
    label = view.say(COMMENT)
    return html.Div(
        [
            html.Label(
                [label, dcc.Textarea(id="finding-comment", maxLength=LONGEST, className="field")]
            ),
            html.Button(view.say(SEND), id="finding-send", type="button", className="button"),
            html.Div(id="finding-comment-said", role="status"),
        ],
        className="form",
    )


def attach_box(view: View) -> Component:
    """The way to the form for files: one of its own, which takes large ones and a phone's camera."""
    href = f"{FORM_PATH}{view.address.search}"
    return html.A(view.say(ATTACH), href=href, id="finding-attach", className="button")


def add_callbacks(app: Dash, warehouse: Warehouse, body: Any) -> None:
    """A step, a comment, a paper; each shows the finding anew or says why not."""
    here = (State("shell-location", "pathname"), State("shell-location", "search"))

    def answered(path: str, search: str, change: Any) -> Any:
        return answer(warehouse, path, search, change, body, explain)

    @app.callback(
        Output("finding-body", "children", allow_duplicate=True),
        Output("finding-said", "children"),
        Input("finding-do", "n_clicks"),
        State("finding-seen", "data"),
        State("finding-note", "value"),
        *here,
        *[State(f"finding-field-{name}", "value") for name in NAMES],
        prevent_initial_call=True,
    )
    def do(clicks: Any, seen: Any, note: Any, path: str, search: str, *values: Any) -> Any:
        if not clicks:
            return no_update, no_update
        given = dict(zip(NAMES, values, strict=True))
        return answered(path, search, lambda view: take_step(view, seen, note, given))

    @app.callback(
        Output("finding-body", "children", allow_duplicate=True),
        Output("finding-comment-said", "children"),
        Input("finding-send", "n_clicks"),
        State("finding-comment", "value"),
        *here,
        prevent_initial_call=True,
    )
    def comment(clicks: Any, text: Any, path: str, search: str) -> Any:
        if not clicks:
            return no_update, no_update
        return answered(
            path,
            search,
            lambda view: talk.comment(session.casework(), reach(view), asked_id(view), text or ""),
        )

    @app.callback(
        Output("finding-download", "data"),
        Input("finding-wanted", "data"),
        *here,
        prevent_initial_call=True,
    )
    def download(wanted: Any, path: str, search: str) -> Any:
        wanted_id = wanted.get("sheet") if isinstance(wanted, dict) else None
        if not isinstance(wanted_id, str) or wanted_id not in PAPER_FILES:
            return no_update
        try:
            view = open_view(warehouse, read_address(path, search))
        except Nothing:
            return no_update
        try:
            return paper_download(PAPER_FILES[wanted_id], view)
        except Refused as refused:
            note_denial(refused, view)
        except Nothing:
            pass
        return no_update


def take_step(view: View, seen: Any, note: Any, given: dict[str, Any]) -> None:
    """The step that the address names, with the fields that it fills."""
    finding_id, action = asked_id(view), view.address.state or ""
    who = reach(view)
    with session.casework().read() as connection:
        finding = register.get(connection, who, finding_id)
        played = register.parts(connection, finding)
    step = next(
        (one for one in register.allowed(finding, played, who.principal) if one.action == action),
        None,
    )
    fields = {}
    if step:
        fields = {n: given[n] for n in (*step.needs, *step.may) if given[n] not in (None, "")}
    version = seen.get("version") if isinstance(seen, dict) else None
    order = Order(
        finding_id,
        version if isinstance(version, int) else 0,
        action,
        fields,
        note if isinstance(note, str) else "",
        proof.prove(view.snapshot, finding) if action == Action.PROVE else None,
    )
    act(session.casework(), who, order, basis(view))


def explain(refused: Refused, view: View) -> Component:
    """Why a step was refused; of a stale edit both versions."""
    if isinstance(refused, Stale):
        return both_versions(refused, view)
    return refusal(refused.text, view.lang)


def both_versions(stale: Stale, view: View) -> Component:
    """What the person wanted beside what is stored now."""
    columns = [(view.say(FIELD), ""), (view.say(MINE), ""), (view.say(STORED), "")]
    rows = [
        [
            view.say(FIELDS[name].name),
            str(value),
            value_in_words(name, getattr(stale.stored, name), view.lang),
        ]
        for name, value in stale.mine.fields.items()
    ]
    return html.Div(
        [
            html.P(stale.text.in_(view.lang), className="refused", role="alert"),
            table(columns, rows) if rows else None,
        ]
    )


def asked_id(view: View) -> str:
    """The finding that the address names."""
    if not view.address.id:
        raise Nothing(NOT_FOUND)
    return view.address.id


def size(count: int) -> str:
    return f"{fmt.count(max(1, round(count / 1024)))} kB"
