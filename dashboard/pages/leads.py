"""Leads about people: only those that the reader is named for; opening one leaves an entry in the trail."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, no_update

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import leads
from audit_models.casework.leads import DISPOSALS, SOURCES, STATE_NAMES, TRANSITIONS, Lead
from audit_models.casework.workflow import NotHere
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, basis, note_denial, reach
from dashboard.components import card, facts, link, named, table
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import NOT_FOUND, Nothing, View

TITLE = Text("问题线索", "Leads")
LEAD = Text(
    "只有被指定的人员可见；每次查看都记入审计日志。",
    "Seen by the named alone; every look is entered in the trail.",
)
BACK = Text("‹ 全部线索", "‹ All leads")
NONE = Text("没有指定您办理的线索。", "You are named for no lead.")
ID = Text("编号", "Id")
SOURCE = Text("来源", "Source")
STATE = Text("状态", "State")
RECEIVED = Text("收到日期", "Received on")
DUE = Text("期限", "Due on")
NEW = Text("登记线索", "Enter a lead")
CONTENT = Text("线索内容", "The lead")
NEXT = Text("您可以办理", "What you can do")
DISPOSAL = Text("处置方式", "Way of disposal")
OPINION = Text("处置意见", "Opinion")
OUTCOME = Text("办理结果", "Outcome")
PEOPLE = Text("指定人员", "Named people")
NAME = Text("指定", "Name")
FIELDS = {"disposal": DISPOSAL, "opinion": OPINION, "outcome": OUTCOME}


def body(view: View) -> Component:
    """The list, or the lead that the address names."""
    return one_lead(view, view.address.id) if view.address.id else every_lead(view)


def every_lead(view: View) -> Component:
    with session.casework().read() as connection:
        listed = leads.list_leads(connection, reach(view))
    shown: Component = html.P(view.say(NONE), className="empty-text")
    if listed:
        columns = [(view.say(t), "") for t in (ID, SOURCE, STATE, RECEIVED, DUE)]
        shown = table(columns, [_line(one, view) for one in listed])
    sources = [{"value": code, "label": view.say(text)} for code, text in SOURCES.items()]
    form = html.Div(
        [
            dmc.Select(id="leads-source", label=view.say(SOURCE), data=sources, size="sm"),
            html.Label([view.say(CONTENT), _area("leads-content")]),
            _button("leads-receive", NEW, view),
            html.Div(id="leads-receive-said", role="status"),
        ],
        className="form",
    )
    head = html.Div(
        [html.H1(view.say(TITLE)), html.Span(view.say(LEAD), className="sub")], className="title"
    )
    return html.Div([head, card(view.say(TITLE), shown), card(view.say(NEW), form)])


def _line(one: Lead, view: View) -> list[Any]:
    return [
        link(one.lead_id, view.href(id=one.lead_id)),
        view.say(SOURCES[one.source]),
        view.say(STATE_NAMES[one.state]),
        fmt.day(one.received_on),
        fmt.day(one.due_on) if one.due_on else fmt.NO_NUMBER,
    ]


def one_lead(view: View, lead_id: str) -> Component:
    who = reach(view)
    try:
        found = leads.read(session.casework(), who, lead_id)
    except NotHere as error:
        note_denial(error, view)
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=BACK) from error
    with session.casework().read() as connection:
        people = leads.named_people(connection, lead_id)
        others = leads.possible_people(connection)
    pairs: list[tuple[str, Any]] = [
        (view.say(STATE), view.say(STATE_NAMES[found.state])),
        (view.say(SOURCE), view.say(SOURCES[found.source])),
        (view.say(RECEIVED), fmt.day(found.received_on)),
        (view.say(DUE), fmt.day(found.due_on) if found.due_on else fmt.NO_NUMBER),
        (view.say(PEOPLE), " · ".join(people.values())),
    ]
    if found.disposal:
        pairs.append((view.say(DISPOSAL), view.say(DISPOSALS[found.disposal])))
    for name in ("opinion", "outcome"):
        if getattr(found, name):
            said = getattr(found, name)
            pairs.append((view.say(FIELDS[name]), named(Text(said, said), view.lang)))
    return html.Div(
        [
            html.Div(html.H1([view.say(TITLE), html.Span(found.lead_id)]), className="title"),
            html.P(link(view.say(BACK), view.href(id=None)), className="own"),
            step_form(found, view),
            card(
                view.say(CONTENT),
                html.P(named(Text(found.content, found.content), view.lang), className="says"),
                facts(pairs),
            ),
            name_form([one for one in others if one[0] not in people], view),
        ]
    )


def step_form(found: Lead, view: View) -> Component | None:
    """The steps of the state that this person may take; the one in the address with its fields."""
    mine = session.principal().account_id
    able = [
        one
        for one in TRANSITIONS
        if found.state in one.sources and not (one.differs_from and found.proposed_by == mine)
    ]
    if not able:
        return None
    chosen = next((one for one in able if one.action == view.address.state), None)
    steps = [
        link(view.say(one.name), view.href(state=one.action.value),
             class_name="button is-current" if one is chosen else "button")
        for one in able
    ]  # fmt: skip
    form = None
    if chosen:
        ways = [{"value": code, "label": view.say(text)} for code, text in DISPOSALS.items()]
        controls = {
            "disposal": dmc.Select(
                id="leads-disposal", label=view.say(DISPOSAL), data=ways, size="sm"
            ),
            "opinion": html.Label([view.say(OPINION), _area("leads-opinion")]),
            "outcome": html.Label([view.say(OUTCOME), _area("leads-outcome")]),
        }
        form = html.Div(
            [
                dcc.Store(id="leads-seen", data={"version": found.version}),
                *[html.Div(made, hidden=name not in chosen.needs, className="fields")
                  for name, made in controls.items()],
                _button("leads-do", chosen.name, view),
                html.Div(id="leads-said", role="status"),
            ],
            className="form",
        )  # fmt: skip
    return html.Section(
        [html.Div([html.H2(view.say(NEXT)), *steps], className="steps"), form], className="card"
    )


def name_form(others: Sequence[tuple[int, str]], view: View) -> Component:
    data = [{"value": str(who), "label": name} for who, name in others]
    return card(
        view.say(PEOPLE),
        html.Div(
            [
                dmc.Select(id="leads-person", label=view.say(PEOPLE), data=data, size="sm"),
                _button("leads-name", NAME, view),
                html.Div(id="leads-name-said", role="status"),
            ],
            className="form",
        ),
    )


def _area(field_id: str) -> Component:
    return dcc.Textarea(id=field_id, maxLength=4000, className="field")


def _button(button_id: str, label: Text, view: View) -> Component:
    return html.Button(view.say(label), id=button_id, type="button", className="button primary")


def add_callbacks(app: Dash, warehouse: Warehouse) -> None:
    """Enter a lead, take a step, name a person."""
    here = (State("shell-location", "pathname"), State("shell-location", "search"))

    def form(button: str, *states: State) -> Any:
        return app.callback(
            Output("leads-body", "children", allow_duplicate=True),
            Output(f"{button}-said" if button != "leads-do" else "leads-said", "children"),
            Input(button, "n_clicks"),
            *here,
            *states,
            prevent_initial_call=True,
        )

    def answered(clicks: Any, path: str, search: str, change: Any) -> Any:
        return answer(warehouse, path, search, change, body) if clicks else (no_update, no_update)

    @form("leads-receive", State("leads-source", "value"), State("leads-content", "value"))
    def receive(clicks: Any, path: str, search: str, source: Any, content: Any) -> Any:
        def change(view: View) -> None:
            leads.receive(
                session.casework(), reach(view), basis(view), str(source), str(content or "")
            )

        return answered(clicks, path, search, change)

    @form(
        "leads-do",
        State("leads-seen", "data"),
        *[State(f"leads-{name}", "value") for name in FIELDS],
    )
    def do(clicks: Any, path: str, search: str, seen: Any, *values: Any) -> Any:
        def change(view: View) -> None:
            version = seen.get("version") if isinstance(seen, dict) else None
            action = view.address.state or ""
            needs = next((one.needs for one in TRANSITIONS if one.action == action), ())
            given = dict(zip(FIELDS, values, strict=True))
            leads.act(
                session.casework(), reach(view), basis(view), view.address.id or "", action,
                version=version if isinstance(version, int) else 0,
                fields={name: given[name] for name in needs},
            )  # fmt: skip

        return answered(clicks, path, search, change)

    @form("leads-name", State("leads-person", "value"))
    def name(clicks: Any, path: str, search: str, person: Any) -> Any:
        def change(view: View) -> None:
            account = int(person) if isinstance(person, str) and person.isdecimal() else 0
            leads.name_person(session.casework(), reach(view), view.address.id or "", account)

        return answered(clicks, path, search, change)


PAGE = Page(
    name="leads",
    path="/leads",
    title=TITLE,
    order=5,
    icon="leads",
    body=body,
    register=add_callbacks,
    permission=Permission.LEADS,
)
