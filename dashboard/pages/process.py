"""Connection process: which way applications take, where they wait, how close to the limit they end."""

import re
from datetime import date
from itertools import pairwise

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, dcc

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from audit_models.words import code_name
from dashboard import html
from dashboard.cases import LINES
from dashboard.components import card, link, named, pager, table, twin
from dashboard.figures.process import process_map
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.page import Page
from dashboard.process.affinity import SHEETS, affinity_card
from dashboard.process.compared import comparison_card
from dashboard.process.logs import EVENT_LOGS, log_buttons
from dashboard.process.margins import margin_card
from dashboard.process.noted import KINDS, UNPLACED, noted_card, noted_choices
from dashboard.process.pair import pair_card
from dashboard.process.words import classes, stage_names, way
from dashboard.view import Nothing, View

TITLE = Text("业扩流程", "Connection process")
NOT_MINED = Text(
    "此快照由较早的版本生成，没有流程数据；请运行 python app.py run 重新计算。",
    "This snapshot was made by an earlier version without the process; compute it again with python app.py run.",
)
EMPTY = Text("本月没有办结的工程。", "No connection was completed this month.")
EMPTY_CLASS = Text("本月没有办结的{name}工程。", "No {name} connection was completed this month.")
MADE = Text("办结 {cases} 件", "{cases} completed")
MEDIAN = Text("全程中位数 {days} 个工作日", "Median {days} working days in all")
REPEATED = Text("有返工 {cases} 件", "{cases} with a stage repeated")
DEVIATING = Text("与标准流程不符 {cases} 件", "{cases} differ from the standard process")
WITHOUT = Text("没有环节记录 {cases} 件，不在图中", "{cases} without recorded stages, in no chart")
WITHOUT_PLACE = Text(
    "无法排序的环节 {tasks} 条，未计入", "{tasks} tasks could not be placed and are left out"
)
MAP = Text("流程图", "Directly-follows graph")
MAP_NOTE = Text(
    "自上而下为标准次序；右侧弧线向后，左侧弧线为返回；线宽＝件数，数字和颜色＝等待中位数（工作日，灰＜1，蓝 1–2，浅橙 3–5，橙＞5）；点击圆点查看案例",
    "Top to bottom: normal order; right: onward, left: back; width = cases, number and colour = median wait in working days (grey < 1, blue 1–2, light orange 3–5, orange > 5); click a dot for its cases",
)
VARIANTS = Text("办理路径", "Variants")
VARIANTS_NOTE = Text(
    "前 {shown} 种，共 {all} 种；按件数排列", "The first {shown} of {all}, by cases"
)
CLASS = Text("客户类别", "Customer class")
COVERAGE = Text("路径覆盖（案例占比）", "Variants drawn (share of cases)")
ALONE = Text("只看", "Only")
REWORK = Text("返工", "Rework")
ALL = Text("全部", "All")
FROM = Text("自", "From")
TO = Text("至", "To")
CASES = Text("件数", "Cases")
WAIT = Text("等待中位数（工作日）", "Median wait (working days)")
TOTAL_WAIT = Text("等待合计（工作日）", "All waiting (working days)")
MORE = Text("其余 {count} 种", "{count} more")
PATH = Text("路径", "Way")
SHARE = Text("累计", "Cumulative")
DAYS = Text("平均工作日", "Mean working days")


CASE_LIST = Text("经过“{way}”的工程", "Cases through {way}")
NO_CASES = Text("没有这样的工程。", "There are no such cases.")
PROJECT = Text("工程", "Project")
UNIT = Text("单位", "Unit")
TOTAL_DAYS = Text("全程工作日", "Working days in all")

LEAST_SHARE, USUAL_SHARE = 50, 95
"""Of all cases, in percent: those whose ways are drawn, the most frequent ways first."""
SHARES = re.compile(r"[5-9]\d|100")
REWORKED = "rework"
MOST_VARIANTS, FIRST_VARIANTS = 20, 8


def body(view: View) -> Component:
    """The connections that were completed in the month, of one class or of all."""
    customer_class = view.address.family if view.address.family in classes() else None
    if not views.has(view.snapshot, "result.process_cases"):
        raise Nothing(NOT_MINED)
    asked = (view.unit.code, view.month, customer_class)
    totals = views.process_totals(view.snapshot, *asked)
    parts: list[Component | None] = [heading(totals, view), choices(customer_class, view)]
    if totals.empty:
        text = view.say(EMPTY)
        if customer_class:
            name = code_name("customer_class", customer_class, view.lang)
            text = view.say(EMPTY_CLASS).format(name=name)
        parts.append(html.P(text, className="empty-text"))
    else:
        variants = views.process_variants(view.snapshot, *asked)
        edges = drawn(views.process_edges(view.snapshot, *asked), kept(variants, asked, view))
        parts.append(
            html.Div([map_card(edges, view), variant_card(variants, view)], className="two")
        )
        if view.address.id:
            parts.append(case_card(customer_class, view))
        elif has_noted(view):
            parts.append(noted_card(customer_class, view))
        parts.append(pair_card(customer_class, view))
    parts.append(margin_card(views.process_margins(view.snapshot, *asked), view))
    if views.has(view.snapshot, "result.process_affiliates"):
        parts.append(comparison_card(view))
        parts.append(affinity_card(view))
    return html.Div(parts)


def heading(totals: pd.DataFrame, view: View) -> Component:
    facts: list[Component] = []
    for row in records(totals):
        facts.append(
            html.Span(view.say(MADE).format(cases=fmt.count(row["cases"])), className="big")
        )
        facts.append(html.Span(view.say(MEDIAN).format(days=fmt.number(row["median_days"]))))
        for text, count in (
            (REPEATED, row["repeated"]),
            (DEVIATING, row["deviating"]),
            (WITHOUT, row["without_way"]),
        ):
            if count or text is DEVIATING:
                facts.append(
                    html.Span(view.say(text).format(cases=fmt.count(count)), className="sub")
                )
        if row["unplaced"]:
            facts.append(
                link(
                    view.say(WITHOUT_PLACE).format(tasks=fmt.count(row["unplaced"])),
                    view.href(state=UNPLACED, id=None),
                    class_name="reason",
                )
            )
    return html.Div(
        [
            html.H1([named(view.unit.name, view.lang), html.Span(view.say(TITLE))]),
            html.Div(facts, className="own"),
            *([log_buttons(view)] if not totals.empty else []),
        ],
        className="title",
    )


def choices(customer_class: str | None, view: View) -> Component:
    """Class, and how much of the ways is drawn; each a link."""
    by_class: list[tuple[str | None, str]] = [(None, view.say(ALL))]
    by_class += [(code, code_name("customer_class", code, view.lang)) for code in classes()]
    shown = view.address.state
    lines = [
        _links(
            CLASS,
            [(n, view.href(family=c, id=None), c == customer_class) for c, n in by_class],
            view,
        ),
        _coverage(view),
    ]
    alone: list[tuple[str | None, str]] = [(None, view.say(ALL)), (REWORKED, view.say(REWORK))]
    if has_noted(view):
        alone += [
            (state, f"{name} {fmt.count(count)}")
            for state, name, count in noted_choices(customer_class, view)
        ]
    lines.append(
        _links(
            ALONE,
            [
                (name, view.href(state=state, id=None), _is_chosen(state, shown))
                for state, name in alone
            ],
            view,
        )
    )
    return html.Div(lines, className="filters")


def _is_chosen(state: str | None, shown: str | None) -> bool:
    return shown == state or (state is None and shown is not None and is_share(shown))


def is_share(state: str | None) -> bool:
    """Whether the address asks for a share of the cases."""
    return state is not None and SHARES.fullmatch(state) is not None


def _coverage(view: View) -> Component:
    """The slider; with a stage repeated or something noted looked at alone it waits for its turn."""
    state = view.address.state
    share = int(state) if state and is_share(state) else USUAL_SHARE
    slider = dmc.Slider(
        id="process-coverage",
        value=share,
        min=LEAST_SHARE,
        max=100,
        step=5,
        marks=[{"value": one, "label": f"{one}%"} for one in (LEAST_SHARE, 80, USUAL_SHARE, 100)],
        thumbLabel=view.say(COVERAGE),
        label=None,
        updatemode="mouseup",
        className="coverage",
    )
    return html.Div(
        [
            html.Span(view.say(COVERAGE), className="filter-name"),
            slider,
            dcc.Store(id="process-drawn", data=share),
        ],
        className="filter",
    )


def has_noted(view: View) -> bool:
    """Whether the snapshot was made with the events that are noted."""
    return views.has(view.snapshot, "result.process_noted")


def _links(label: Text, found: list[tuple[str, str, bool]], view: View) -> Component:
    nav = html.Nav(
        [
            link(name, href, class_name="choice is-current" if is_current else "choice")
            for name, href, is_current in found
        ],
        className="choices",
        **{"aria-label": view.say(label)},
    )
    return html.Div([html.Span(view.say(label), className="filter-name"), nav], className="filter")


def kept(variants: pd.DataFrame, asked: tuple[str, date, str | None], view: View) -> pd.DataFrame:
    """The ways that are drawn: up to a cumulative share, those with a repeat, or those of what was noted."""
    state = view.address.state
    if state == REWORKED:
        return variants[variants["repeats"] > 0]
    if state in KINDS and has_noted(view):
        return variants[
            variants["variant_id"].isin(views.noted_variants(view.snapshot, state, *asked))
        ]
    share = (int(state) if state and is_share(state) else USUAL_SHARE) / 100
    return variants[variants["cumulative"].shift(fill_value=0) < share]


def drawn(edges: pd.DataFrame, variants: pd.DataFrame) -> pd.DataFrame:
    """The passages that one of these ways has."""
    passages = {pair for path in variants["path"] for pair in pairwise(path.split(">"))}
    is_drawn = [
        pair in passages for pair in zip(edges["from_stage"], edges["to_stage"], strict=True)
    ]
    return edges[is_drawn]


def map_card(edges: pd.DataFrame, view: View) -> Component:
    names = stage_names(view)
    if edges.empty:
        return card(view.say(MAP), html.P(view.say(NO_CASES), className="empty-text"))
    figure = process_map(edges, names=names, lang=view.lang)
    listing = table(
        [
            (view.say(FROM), ""),
            (view.say(TO), ""),
            (view.say(CASES), "num"),
            (view.say(WAIT), "num"),
            (view.say(TOTAL_WAIT), "num"),
        ],
        [
            [
                names[row["from_stage"]],
                names[row["to_stage"]],
                link(
                    fmt.count(row["cases"]), view.href(id=f"{row['from_stage']}>{row['to_stage']}")
                ),
                fmt.number(row["median_wait"]),
                fmt.count(row["total_wait"]),
            ]
            for row in records(edges)
        ],
    )
    return card(
        view.say(MAP),
        graph("process-map", figure, lang=view.lang, label=view.say(MAP)),
        twin(listing, view.lang),
        note=view.say(MAP_NOTE),
    )


def variant_card(variants: pd.DataFrame, view: View) -> Component:
    """The most frequent ways; all but the first few are unfolded."""
    top = variants.head(MOST_VARIANTS)
    note = view.say(VARIANTS_NOTE).format(shown=fmt.count(len(top)), all=fmt.count(len(variants)))
    parts: list[Component] = [variant_table(top.head(FIRST_VARIANTS), view)]
    rest = top.iloc[FIRST_VARIANTS:]
    if not rest.empty:
        more = view.say(MORE).format(count=fmt.count(len(rest)))
        parts.append(
            html.Details([html.Summary(more), variant_table(rest, view)], className="twin rest")
        )
    return card(view.say(VARIANTS), *parts, note=note)


def variant_table(variants: pd.DataFrame, view: View) -> Component:
    names = stage_names(view)
    rows = [
        [
            html.Span(
                way(row["path"], names, sign=" › "),
                className="way",
            ),
            fmt.count(row["cases"]),
            f"{fmt.number(100 * row['cumulative'])}%",
            fmt.number(row["mean_days"]),
        ]
        for row in records(variants)
    ]
    columns = [(view.say(PATH), "name"), (view.say(CASES), "num"), (view.say(SHARE), "num")]
    return table([*columns, (view.say(DAYS), "num")], rows)


def case_card(customer_class: str | None, view: View) -> Component:
    """The cases that went through the passage that the address names."""
    passage = str(view.address.id)
    title = view.say(CASE_LIST).format(way=way(passage, stage_names(view)))
    asked = (passage, view.unit.code, view.month, customer_class)
    total = views.count_passage_cases(view.snapshot, *asked)
    if total == 0:
        return card(title, html.P(view.say(NO_CASES), className="empty-text"))
    offset = (view.address.page - 1) * LINES
    found = views.passage_cases(view.snapshot, *asked, offset=offset, limit=LINES)
    rows = [
        [
            link(row["project_id"], view.href(path="/project", id=row["project_id"])),
            named(name_of(row), view.lang),
            code_name("customer_class", row["customer_class"], view.lang),
            fmt.count(row["days"]),
        ]
        for row in records(found)
    ]
    columns = [(view.say(PROJECT), ""), (view.say(UNIT), ""), (view.say(CLASS), "")]
    return card(
        title, table([*columns, (view.say(TOTAL_DAYS), "num")], rows), pager(total, LINES, view)
    )


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a passage opens its cases; the slider says how much is drawn."""
    app.clientside_callback(
        ClientsideFunction("shell", "go"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("process-map", "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("shell", "cover"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("process-coverage", "value"),
        State("process-drawn", "data"),
        prevent_initial_call=True,
    )


PAGE = Page(
    name="process",
    path="/process",
    title=TITLE,
    order=4,
    icon="process",
    body=body,
    register=register,
    sheets={**EVENT_LOGS, **SHEETS},
)
