"""The workspace: what is mine to do, where everything stands, and one step for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, no_update

from audit_models import format as fmt
from audit_models.casework.findings import overdue as late_ones
from audit_models.casework.findings import register
from audit_models.casework.findings.recurrence import (
    count_recurrences,
    recurrences,
)
from audit_models.casework.findings.register import Filters, Finding
from audit_models.casework.findings.states import (
    STATE_NAMES,
    TRANSITIONS,
    Action,
)
from audit_models.casework.findings.states import State as FindingState
from audit_models.casework.findings.work import Order, act_on_many
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import (
    basis,
    finding_href,
    hits_of,
    reach,
    units_shown,
    value_in_words,
)
from dashboard.components import card, grid, link, named, pager
from dashboard.findings.ageing import ageing_card
from dashboard.findings.back import back_card
from dashboard.findings.cards import COLUMNS, SHOWN, Marks, board, cards
from dashboard.findings.digest import digest_card
from dashboard.findings.paper_files import REGISTERS, register_buttons
from dashboard.findings.since import changes_since
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import Nothing, View, open_view

TITLE = Text("问题工作台", "Findings")
LEAD = Text(
    "疑点由人登记、核实、整改并经双签后才销号。",
    "People take hits up, verify them, have them put right, and two of them sign the closure.",
)
MINE = Text("待我办理", "Mine to do")
NONE_MINE = Text("没有待办。", "Nothing is waiting for you.")
PRESS = Text("逾期督办", "Overdue, for your level to press")
PRESS_NOTE = Text(
    "逾期 1、7、15 个工作日起，依次由县、市、省督办。",
    "From 1, 7 and 15 working days overdue on, county, city and province press in turn.",
)
LIST = Text("问题列表", "All findings")
EVERY = Text("全部", "All")
NONE = Text(
    "还没有问题。可在规则页或客户工程页把疑点登记为问题。",
    "There are no findings yet: take hits up on the page of a rule or of a project.",
)
AT_ONCE = Text("对所选问题一并办理", "One step for the chosen")
AT_ONCE_NOTE = Text(
    "全部成功才生效，有一个不能办理则都不办理。", "Either all of them are done, or none."
)
STEP = Text("操作", "Step")
REASON = Text("理由", "Reason")
DO = Text("办理", "Do it")
DONE = Text("已办理 {count} 个问题。", "Done for {count} findings.")
NONE_CHOSEN = Text("请先在列表中勾选问题并选择操作。", "Choose findings in the list, and a step.")
ID = Text("编号", "Id")
UNIT = Text("单位", "Unit")
RULE = Text("规则", "Rule")
SEVERITY = Text("严重程度", "Severity")
STATE = Text("状态", "State")
DEADLINE = Text("期限", "Due")
ABOUT = Text("内容", "About")

CARDS = 8
LINES = 100
AT_ONCE_STEPS = tuple(
    {one.action: one.name for one in TRANSITIONS if not one.needs and one.action != Action.PROVE}
    .items()
)  # fmt: skip
"""Steps that ask for a reason at most; what has to be looked at one by one is not among them."""


def body(view: View) -> Component:
    """Mine, what came back, the board, and the list that the address asks for."""
    who = reach(view)
    shown = Filters(unit_codes=units_shown(view))
    asked = replace(shown, states=_asked(view))
    own = view.catalogue.units.get(session.principal().unit_code or "")
    with session.casework().read() as connection:
        waiting_for_me = _count(register.tally_by_state(connection, who, _mine()))
        mine = register.mine_to_do(connection, who, limit=CARDS)
        counts = register.count_by_state(connection, who, shown)
        lanes = [
            register.list_findings(connection, who, replace(shown, states=states), limit=SHOWN)
            for _, states in COLUMNS
        ]
        late = late_ones.late_days(connection, who, basis(view), shown)
        pressed = [one for one in late if own and one.level == own.level]
        to_press = late_ones.list_late(connection, who, pressed, shown, limit=CARDS)
        returned = recurrences(connection, who, view.snapshot, shown, limit=CARDS)
        count_returned = count_recurrences(connection, who, view.snapshot, shown)
        listed = register.list_findings(
            connection, who, asked, limit=LINES, offset=(view.address.page - 1) * LINES
        )
        since = None if mine else changes_since(connection, view)
    read = [*mine, *to_press, *listed, *(one for lane in lanes for one in lane)]
    marks = Marks(
        {one.finding.finding_id: one for one in late_ones.overdue(read, basis(view))},
        hits_of(view, read),
    )
    total = sum(counts[state] for state in asked.states or FindingState)
    return html.Div(
        [
            html.Div(
                [
                    html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
                    html.Span(view.say(LEAD), className="sub"),
                    register_buttons("findings", view),
                ],
                className="title",
            ),
            digest_card(view),
            mine_card(mine, waiting_for_me, since, marks, view),
            press_card(to_press, sum(one.count for one in pressed), marks, view),
            back_card(returned, count_returned, view),
            board(lanes, counts, marks, view),
            list_card(listed, total, view),
            ageing_card("findings", shown, view),
        ]
    )


def _mine() -> Filters:
    return Filters(next_for=session.principal())


def _count(tallied: Mapping[FindingState, register.Tally]) -> int:
    return sum(one.count for one in tallied.values())


def _asked(view: View) -> Sequence[FindingState] | None:
    known = {state.value: state for state in FindingState}
    found = known.get(view.address.state or "")
    return [found] if found else None


def mine_card(
    mine: Sequence[Finding], count: int, since: Component | None, marks: Marks, view: View
) -> Component:
    if not mine:
        nothing = since or html.P(view.say(NONE_MINE), className="empty-text")
        return card(view.say(MINE), nothing)
    shown = cards(mine, count, marks, view)
    return card(f"{view.say(MINE)} · {fmt.count(count)}", shown, class_name="has-hits")


def press_card(
    found: Sequence[Finding], count: int, marks: Marks, view: View
) -> Component | None:  # fmt: skip
    """What is overdue for so long that it is for the reader's level to press."""
    if not found:
        return None
    title = f"{view.say(PRESS)} · {fmt.count(count)}"
    return card(title, cards(found, count, marks, view), note=view.say(PRESS_NOTE))


def list_card(listed: Sequence[Finding], total: int, view: View) -> Component:
    """The list of one state or of all, with a step for the chosen."""
    asked = _asked(view)
    title = (
        f"{view.say(LIST)} · {STATE_NAMES[asked[0]].in_(view.lang)}" if asked else view.say(LIST)
    )
    if not listed:
        return card(title, html.P(view.say(NONE), className="empty-text"))
    columns: list[dict[str, Any]] = [
        {
            "field": "finding",
            "headerName": view.say(ID),
            "cellRenderer": "markdown",
            "minWidth": 150,
        },
        {"field": "state", "headerName": view.say(STATE), "minWidth": 160},
        {"field": "severity", "headerName": view.say(SEVERITY), "maxWidth": 120},
        {"field": "unit", "headerName": view.say(UNIT)},
        {"field": "rule", "headerName": view.say(RULE), "maxWidth": 100},
        {"field": "due", "headerName": view.say(DEADLINE), "minWidth": 120},
    ]
    rows = [_line(one, view) for one in listed]
    shown = grid("findings-grid", columns, rows, lang=view.lang, label=title)
    options = shown["props"]["children"].dashGridOptions
    options["rowSelection"] = {"mode": "multiRow", "enableClickSelection": False}
    every = link(view.say(EVERY), view.href(state=None)) if asked else None
    turn = pager(total, LINES, view) if total > LINES else None
    return card(title, every, shown, turn, _at_once(view))


def _line(one: Finding, view: View) -> dict[str, Any]:
    unit = view.catalogue.units.get(one.unit_code or "")
    return {
        "finding": f"[{one.finding_id}]({finding_href(one.finding_id, view)})",
        "finding_id": one.finding_id,
        "version": one.version,
        "state": STATE_NAMES[one.state].in_(view.lang),
        "severity": value_in_words("severity", one.severity, view.lang),
        "unit": unit.name.in_(view.lang) if unit else fmt.NO_NUMBER,
        "rule": one.rule_id or fmt.NO_NUMBER,
        "due": fmt.day(one.deadline) if one.deadline else fmt.NO_NUMBER,
    }


def _at_once(view: View) -> Component:
    may = [
        {"value": action.value, "label": name.in_(view.lang)}
        for action, name in AT_ONCE_STEPS
        if any(session.may(t.permission) for t in TRANSITIONS if t.action == action)
    ]
    reason = view.say(REASON)
    return html.Details(
        [
            html.Summary(view.say(AT_ONCE)),
            html.P(view.say(AT_ONCE_NOTE), className="note"),
            html.Div(
                [
                    dmc.Select(id="findings-step", data=may, label=view.say(STEP), size="sm"),
                    html.Label([reason, dcc.Input(id="findings-note", type="text",
                                                  maxLength=2000, className="field")]),
                    html.Button(view.say(DO), id="findings-do", type="button", className="button"),
                ],
                className="ask",
            ),
            html.Div(id="findings-said", role="status"),
        ],
        className="twin",
    )  # fmt: skip


def add_callbacks(app: Dash, warehouse: Warehouse) -> None:
    """One step for many."""

    @app.callback(
        Output("findings-body", "children", allow_duplicate=True),
        Output("findings-said", "children"),
        Input("findings-do", "n_clicks"),
        State("findings-grid", "selectedRows"),
        State("findings-step", "value"),
        State("findings-note", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def do(clicks: Any, rows: Any, step: Any, note: Any, path: str, search: str) -> Any:
        address = read_address(path, search)
        if not clicks:
            return no_update, no_update
        try:
            view = open_view(warehouse, address)
            act_on_many(session.casework(), reach(view), _orders(rows, step, note), basis(view))
            return body(view), no_update
        except (Refused, Nothing) as refused:
            said = html.P(refused.text.in_(address.lang), className="refused", role="alert")
            return no_update, said


def _orders(rows: Any, step: Any, note: Any) -> list[Order]:
    known = {action.value for action, _ in AT_ONCE_STEPS}
    if not isinstance(rows, list) or not isinstance(step, str) or step not in known:
        raise Refused(*NONE_CHOSEN)
    try:
        return [
            Order(str(row["finding_id"]), int(row["version"]), step, {}, str(note or ""))
            for row in rows
        ]
    except (TypeError, KeyError, ValueError) as error:
        raise Refused(*NONE_CHOSEN) from error


def waiting(view: View) -> int:
    """Findings whose next step is this person's."""
    with session.casework().read() as connection:
        return _count(register.tally_by_state(connection, reach(view), _mine()))


PAGE = Page(
    name="findings",
    path="/findings",
    title=TITLE,
    order=5,
    icon="findings",
    body=body,
    register=add_callbacks,
    sheets=REGISTERS,
    waiting=waiting,
)
