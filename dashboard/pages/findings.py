"""The workspace: what is mine to do, where everything stands, and one step for many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from audit_models import format as fmt
from audit_models.casework.findings import overdue as late_ones
from audit_models.casework.findings import register
from audit_models.casework.findings.overdue import Overdue
from audit_models.casework.findings.proof import Recurrence, recurrences
from audit_models.casework.findings.register import Filters, Finding
from audit_models.casework.findings.states import (
    ENDED,
    OPEN,
    STATE_NAMES,
    TRANSITIONS,
    Action,
)
from audit_models.casework.findings.states import State as FindingState
from audit_models.casework.findings.work import Order, act_on_many
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import session
from dashboard.address import read_address
from dashboard.ageing import ageing_card
from dashboard.casework import (
    about,
    basis,
    deadline_mark,
    finding_href,
    finding_link,
    hits_of,
    reach,
    severity_mark,
    state_mark,
    unit_name,
    units_shown,
    value_in_words,
)
from dashboard.components import card, grid, link, named
from dashboard.digest import digest_card
from dashboard.page import Page
from dashboard.paper_files import REGISTERS, register_buttons
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
BOARD = Text("各环节", "Where they stand")
ENDS = Text("已办结", "Ended")
LIST = Text("问题列表", "All findings")
EVERY = Text("全部", "All")
NONE = Text(
    "还没有问题。可在规则页或客户工程页把疑点登记为问题。",
    "There are no findings yet: take hits up on the page of a rule or of a project.",
)
MORE = Text("另有 {count} 个", "{count} more")
BACK_AGAIN = Text("建议重新打开", "Proposed to be reopened")
BACK_NOTE = Text(
    "销号后 180 日内，同一规则在同一单位再次出现疑点；是否重新打开由人决定。",
    "Within 180 days of the closure the same rule fired again in the same unit; a person decides.",
)
BACK_SAYS = Text("自 {day} 起又有 {count} 条疑点", "{count} new hits since {day}")
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

SHOWN = 3
"""Cards of one column of the board."""
LINES = 100
COLUMNS: tuple[tuple[Text, tuple[FindingState, ...]], ...] = (
    (Text("疑点", "Lead"), (FindingState.SUSPECTED,)),
    (Text("下发", "Handed down"), (FindingState.HANDED_DOWN,)),
    (Text("核实", "Verify"), (FindingState.ANSWERED,)),
    (Text("认定", "Settle"), (FindingState.VERIFIED,)),
    (Text("整改", "Rectify"), (FindingState.RECTIFYING,)),
    (Text("验证", "Prove"), (FindingState.RECTIFIED,)),
    (Text("销号", "Sign"), (FindingState.PROVEN, FindingState.SIGNED)),
)
AT_ONCE_STEPS = tuple(
    {one.action: one.name for one in TRANSITIONS if not one.needs and one.action != Action.PROVE}
    .items()
)  # fmt: skip
"""Steps that ask for a reason at most; what has to be looked at one by one is not among them."""


def body(view: View) -> Component:
    """Mine, what came back, the board, and the list that the address asks for."""
    who = reach(view)
    below = units_shown(view)
    with session.casework().read() as connection:
        mine = register.mine_to_do(connection, who)
        counts = register.count_by_state(connection, who, Filters(unit_codes=below))
        open_ones = register.list_findings(
            connection, who, Filters(states=OPEN, unit_codes=below), limit=register.MOST
        )
        closed = register.list_findings(
            connection, who, Filters(states=[FindingState.CLOSED], unit_codes=below),
            limit=register.MOST,
        )  # fmt: skip
        listed = register.list_findings(
            connection, who, Filters(states=_asked(view), unit_codes=below), limit=LINES
        )
    late = {one.finding.finding_id: one for one in late_ones.overdue(open_ones + mine, basis(view))}
    hits = hits_of(view, [*mine, *open_ones, *listed])
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
            mine_card(mine, late, hits, view),
            press_card(late, hits, view),
            back_card(recurrences(view.snapshot, closed), view),
            board(open_ones, counts, late, hits, view),
            list_card(listed, late, hits, view),
            ageing_card("findings", Filters(unit_codes=below), view),
        ]
    )


def _asked(view: View) -> Sequence[FindingState] | None:
    known = {state.value: state for state in FindingState}
    found = known.get(view.address.state or "")
    return [found] if found else None


Hits = Mapping[str, list[Mapping[str, Any]]]


def mine_card(
    mine: Sequence[Finding], late: Mapping[str, Overdue], hits: Hits, view: View
) -> Component:
    title = f"{view.say(MINE)} · {fmt.count(len(mine))}"
    if not mine:
        return card(view.say(MINE), html.P(view.say(NONE_MINE), className="empty-text"))
    return card(title, _cards(mine, late, hits, view, most=8), class_name="has-hits")


def press_card(late: Mapping[str, Overdue], hits: Hits, view: View) -> Component | None:
    """What is overdue for so long that it is for the reader's level to press."""
    own = view.catalogue.units.get(session.principal().unit_code or "")
    found = [one.finding for one in late.values() if own and one.level == own.level]
    if not found:
        return None
    title = f"{view.say(PRESS)} · {fmt.count(len(found))}"
    return card(title, _cards(found, late, hits, view, most=8), note=view.say(PRESS_NOTE))


def back_card(found: Sequence[Recurrence], view: View) -> Component | None:
    if not found:
        return None
    items = [
        html.Li(
            [
                finding_link(one.finding, view),
                " ",
                html.Span(unit_name(one.finding.unit_code, view)),
                " ",
                view.say(BACK_SAYS).format(day=fmt.day(one.first_on), count=fmt.count(one.hits)),
            ]
        )
        for one in found
    ]
    return card(view.say(BACK_AGAIN), html.Ul(items, className="plain"), note=view.say(BACK_NOTE))


def board(
    open_ones: Sequence[Finding], counts: Mapping[FindingState, int],
    late: Mapping[str, Overdue], hits: Hits, view: View,
) -> Component:  # fmt: skip
    """A column for each stage; each with its count and the nearest deadlines."""
    columns = []
    for name, states in COLUMNS:
        found = [one for one in open_ones if one.state in states]
        count = sum(counts[state] for state in states)
        columns.append(
            html.Section(
                [
                    html.H3(
                        link(
                            f"{view.say(name)} · {fmt.count(count)}",
                            view.href(state=states[0].value),
                        )
                    ),
                    _cards(found, late, hits, view, most=SHOWN),
                ],
                className="lane",
            )
        )
    ended = html.P(
        [
            html.Span(view.say(ENDS), className="note"),
            *[
                link(
                    [state_mark(state, view.lang), f" {fmt.count(counts[state])}"],
                    view.href(state=state.value),
                )
                for state in ENDED
            ],
        ],
        className="own",
    )
    return card(view.say(BOARD), html.Div(columns, className="board"), ended)


def _cards(
    found: Sequence[Finding], late: Mapping[str, Overdue], hits: Hits, view: View, *, most: int
) -> Component:
    items = [
        html.Li(
            [
                html.Div([finding_link(one, view), severity_mark(one.severity, view.lang)],
                         className="own"),
                html.P(about(one, hits[one.finding_id], view), className="says"),
                html.Div(
                    [html.Span(unit_name(one.unit_code, view)),
                     deadline_mark(one, late, view.lang)],
                    className="own note",
                ),
            ]
        )
        for one in found[:most]
    ]  # fmt: skip
    if len(found) > most:
        rest = view.say(MORE).format(count=fmt.count(len(found) - most))
        items.append(html.Li(rest, className="note"))
    return html.Ul(items, className="cards")


def list_card(
    listed: Sequence[Finding], late: Mapping[str, Overdue], hits: Hits, view: View
) -> Component:
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
    options = shown.children.dashGridOptions
    options["rowSelection"] = {"mode": "multiRow", "enableClickSelection": False}
    every = link(view.say(EVERY), view.href(state=None)) if asked else None
    return card(title, every, shown, _at_once(view))


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
        return len(register.mine_to_do(connection, reach(view)))


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
