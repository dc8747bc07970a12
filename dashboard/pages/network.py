"""Ties of a contractor, an employee or a customer, one hop at a time, each with its rows."""

from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output

from audit_models import format as fmt
from audit_models import views
from audit_models.contract import load_contract
from audit_models.records import records
from audit_models.text import Text
from audit_models.views.network import has_registrations
from audit_models.warehouse import Warehouse
from dashboard import html
from dashboard.components import card, link, named, table
from dashboard.figures.network import Edge, Node, network
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.network.tie_reviews import denied_ties, register_reviews, review_card
from dashboard.network.tie_words import NO_REGISTRATIONS, PARTIES, STRENGTHS, tie_name
from dashboard.page import Page
from dashboard.view import NOT_FOUND, Nothing, Row, View

MOST_TIES = 24
"""Ties that are drawn of each opened party; the rest are counted."""
MOST_OPEN = 5
STARTS = 20

TITLE = Text("关系网络", "Network of ties")
LEAD = Text(
    "关系是核实的线索，不是结论：相同的电话、地址或账号可能出自代办、园区、总机或登记错误。",
    "A tie is a lead and no verdict: a phone, address or account may be shared through an agent, a business"
    " park, a switchboard or a mistake.",
)
NOT_MADE = Text(
    "此快照由较早的版本生成，没有关系数据；请运行 python app.py run 重新计算。",
    "This snapshot was made by an earlier version without ties; compute it again with python app.py run.",
)
NO_TIES = Text("没有找到关系。", "No ties were found.")
MAP = Text("网络图", "Network")
MAP_NOTE = Text(
    "■ 承包商 ● 员工 ◆ 客户；实线＝相同或已登记，虚线＝可能；点击一个主体展开下一层（最多 {most} 个）",
    "■ contractor ● employee ◆ customer; solid: equal or recorded, dotted: possible; click a party to open it (at most {most})",
)
TIES = Text("{name}的关系", "Ties of {name}")
SHOWN = Text("显示 {shown} 项，共 {ties} 项", "{shown} of {ties} shown")
OTHER = Text("对方", "Other party")
TIE = Text("关系", "Tie")
STRENGTH = Text("依据", "Basis")
VALUE = Text("登记值（已遮盖）", "Entry (masked)")
TIMES = Text("次数", "Times")
SOURCE = Text("来源行", "Source rows")
KINDS = Text("关系类型", "Kinds of ties")
START = Text(
    "与本单位员工有往来以外关系的承包商",
    "Contractors tied to employees of this unit by more than work",
)
CONTRACTOR = Text("承包商", "Contractor")
EMPLOYEES = Text("员工数", "Employees")
COUNT = Text("关系数", "Ties")
ALL = Text("全部", "All")
NO_MATCH_MODEL = Text(
    "名称按写法与读音比较，不作概率匹配；超过 20 个主体共有的电话、地址或账号不连线。",
    "Names are compared as written and as they sound, without match probabilities; a phone, address or account"
    " that more than 20 parties have ties nobody.",
)

DENIED = Text("已认定不成立", "Found not to hold")
DECLARED = {
    "declared": Text("已申报", "Declared"),
    "undeclared": Text("未申报", "Not declared"),
}
GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "entries": (
        Text("登记相同", "Shared entries"),
        ("phone", "address", "account", "legal_rep", "name", "sound"),
    ),
    "relations": (
        Text("已知关系", "Known relations"),
        tuple(load_contract()["relations"].columns["kind"].codes),
    ),
    "works": (Text("业务往来", "Dealings"), ("contract", "managed", "subcontract")),
}


def body(view: View) -> Component:
    """The network around what the address names, or where one could begin."""
    if not views.has(view.snapshot, "result.ties"):
        raise Nothing(NOT_MADE)
    heading = html.Div(
        [
            html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
            html.P(view.say(LEAD), className="note"),
        ],
        className="title",
    )
    if not has_registrations(view.snapshot):
        heading = html.Div([heading, html.P(view.say(NO_REGISTRATIONS), className="reason")])
    opened = read_opened(view.address.id)
    if not opened:
        return html.Div([heading, start_card(view)])
    found = {party: _ties(party, view) for party in opened}
    if found[opened[0]].empty and view.address.family is None:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=TITLE)
    return html.Div(
        [
            heading,
            choices(view),
            map_card(found, view),
            *[tie_card(party, ties, view) for party, ties in found.items()],
            review_card(pd.concat(found.values()), view),
        ]
    )


def read_opened(text: str | None) -> list[str]:
    """`contractor:C1~employee:E2` as the parties that are open, the centre first; anything else is left out."""
    parties = (text or "").split("~")
    good = [one for one in parties if one.partition(":")[0] in PARTIES and one.partition(":")[2]]
    return list(dict.fromkeys(good))[:MOST_OPEN]


def _ties(party: str, view: View) -> pd.DataFrame:
    kind, _, party_id = party.partition(":")
    kinds = GROUPS[view.address.family][1] if view.address.family in GROUPS else ()
    return views.ties_of(
        view.snapshot, kind, party_id, kinds=kinds, denied=denied_ties(view), limit=MOST_TIES
    )


def start_card(view: View) -> Component:
    found = views.most_tied(view.snapshot, view.unit.code, denied=denied_ties(view), limit=STARTS)
    if found.empty:
        return card(view.say(START), html.P(view.say(NO_TIES), className="empty-text"))
    rows = [
        [
            link(row["contractor_id"], view.href(id=f"contractor:{row['contractor_id']}")),
            _company(row["name"], view),
            (", " if view.lang == "en" else "、").join(
                view.say(tie_name(kind)) for kind in row["kinds"]
            ),
            fmt.count(row["employees"]),
            fmt.count(row["ties"]),
        ]
        for row in records(found)
    ]
    columns = [(view.say(CONTRACTOR), ""), ("", ""), (view.say(TIE), "")]
    return card(
        view.say(START),
        table([*columns, (view.say(EMPLOYEES), "num"), (view.say(COUNT), "num")], rows),
    )


def choices(view: View) -> Component:
    """Which kinds of ties are shown, each a link."""
    asked = view.address.family if view.address.family in GROUPS else None
    names = [(None, ALL), *[(name, text) for name, (text, _) in GROUPS.items()]]
    lines = [
        html.Li(
            link(
                view.say(text),
                view.href(family=name),
                class_name="choice is-current" if name == asked else "choice",
            )
        )
        for name, text in names
    ]
    return html.Nav(
        html.Div(
            [
                html.Span(view.say(KINDS), className="filter-name"),
                html.Ul(lines, className="choices", **{"aria-label": view.say(KINDS)}),
            ],
            className="filter",
        ),
        className="filters",
        **{"aria-label": view.say(KINDS)},
    )


def map_card(found: dict[str, pd.DataFrame], view: View) -> Component:
    """Everybody one hop from the opened parties."""
    centre = next(iter(found))
    nodes = {party: _node(party, _known_name(party, view), found, view) for party in found}
    edges: list[Edge] = []
    for party, ties in found.items():
        for row in records(ties[~ties["is_denied"]]):
            other = f"{row['other_type']}:{row['other_id']}"
            nodes.setdefault(other, _node(other, row["other_name"], found, view))
            if not any({edge.first, edge.second} == {party, other} for edge in edges):
                edges.append(Edge(party, other, row["strength"], _said(row, view)))
    if not edges:
        return card(view.say(MAP), html.P(view.say(NO_TIES), className="empty-text"))
    figure = network(nodes, edges, centre=centre)
    return card(
        view.say(MAP),
        graph("network-map", figure, lang=view.lang, label=view.say(MAP)),
        note=view.say(MAP_NOTE).format(most=MOST_OPEN),
    )


def _node(party: str, name: Any, found: dict[str, pd.DataFrame], view: View) -> Node:
    kind, _, party_id = party.partition(":")
    is_named = isinstance(name, str)
    hover = f"{view.say(PARTIES[kind])} {party_id}" + (f"<br>{name}" if is_named else "")
    return Node(kind, party_id, hover, f"id={_opened_with(party, found)}", party in found)


def _opened_with(party: str, found: dict[str, pd.DataFrame]) -> str:
    """The address that opens one more party; the last gives way where there are too many."""
    others = [one for one in found if one != party]
    return "~".join([*others[: MOST_OPEN - 1], party] if party not in found else [*found])


def tie_card(party: str, ties: pd.DataFrame, view: View) -> Component:
    """The ties of one opened party as a table: what ties, masked, and the rows that say so."""
    kind, _, party_id = party.partition(":")
    title = view.say(TIES).format(name=f"{view.say(PARTIES[kind])} {party_id}")
    if ties.empty:
        return card(title, html.P(view.say(NO_TIES), className="empty-text"))
    note = view.say(SHOWN).format(shown=fmt.count(len(ties)), ties=fmt.count(ties["ties"].iloc[0]))
    rows = [
        [
            [
                link(
                    f"{view.say(PARTIES[row['other_type']])} {row['other_id']}",
                    view.href(id=_linked(row, view)),
                ),
                " ",
                _company(row["other_name"], view),
            ],
            view.say(tie_name(row["kind"])),
            view.say(DENIED if row["is_denied"] else STRENGTHS[row["strength"]]),
            _value(row, view),
            fmt.count(row["times"]),
            [html.Code(row["own_row"]), *_other_row(row)],
        ]
        for row in records(ties)
    ]
    columns = [(view.say(OTHER), ""), (view.say(TIE), ""), (view.say(STRENGTH), "")]
    columns += [(view.say(VALUE), ""), (view.say(TIMES), "num"), (view.say(SOURCE), "")]
    return card(
        title, table(columns, rows), html.P(view.say(NO_MATCH_MODEL), className="note"), note=note
    )


def _linked(row: Row, view: View) -> str:
    other = f"{row['other_type']}:{row['other_id']}"
    return _opened_with(other, dict.fromkeys(read_opened(view.address.id), pd.DataFrame()))


def _other_row(row: Row) -> list[Any]:
    return [html.Br(), html.Code(row["other_row"])] if isinstance(row["other_row"], str) else []


def _said(row: Row, view: View) -> str:
    return f"{view.say(tie_name(row['kind']))} {_value(row, view)}".strip()


def _value(row: Row, view: View) -> str:
    shown = row["shown"]
    if not isinstance(shown, str):
        return ""
    return view.say(DECLARED[shown]) if shown in DECLARED else shown


def _company(name: Any, view: View) -> Any:
    return named(Text(name, name), view.lang) if isinstance(name, str) else ""


def _known_name(party: str, view: View) -> str | None:
    kind, _, party_id = party.partition(":")
    return views.party_name(view.snapshot, kind, party_id)


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a party opens it; a tie can be found not to hold."""
    app.clientside_callback(
        ClientsideFunction("shell", "go"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("network-map", "clickData"),
        prevent_initial_call=True,
    )
    register_reviews(app, warehouse, body)


PAGE = Page(
    name="network",
    path="/network",
    title=TITLE,
    order=6,
    icon="risk",
    body=body,
    register=register,
    in_menu=False,
)
