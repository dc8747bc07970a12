"""Indicator detail: how it has behaved, what it means, and which cases make it."""

from collections.abc import Sequence

from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from audit_models import views
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import format as fmt
from dashboard.cases import case_list
from dashboard.components import (
    MARKS,
    card,
    case_count,
    judge,
    link,
    mark,
    named,
    shown_value,
    table,
    target_text,
    twin,
)
from dashboard.evidence import provenance
from dashboard.figures.history import history
from dashboard.figures.theme import graph
from dashboard.page import Page
from dashboard.pages.monitor import choice, chosen
from dashboard.view import Definition, Row, View
from dashboard.words import missing_text

HISTORY = Text("逐月", "Month by month")
HISTORY_NOTE = Text(
    "虚线为目标；菱形为未达标；点击某月查看该月案例",
    "Dashed: target; diamond: missed; click a month for its cases",
)
MONTH = Text("月份", "Month")
VALUE = Text("数值", "Value")
TARGET = Text("目标", "Target")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
COMPANIONS = Text("构成与分布", "Distribution and companions")
DEFINITION = Text("定义", "Definition")
CASE_LIST = Text("{month}的案例", "Cases of {month}")
MISSING = Text("计算时缺少：{what}", "Computed without: {what}")
WHERE = Text("在下级单位中查看", "See the units below")


def body(view: View) -> Component:
    """One indicator of one unit: history, companions, definition, ground, cases."""
    indicator = chosen(view)
    past = views.indicator_history(view.snapshot, indicator.id, view.unit.code)
    now = past[past["month"].dt.date == view.month].to_dict("records")
    figure = history(
        past,
        unit=indicator.unit,
        better=indicator.better,
        shown=view.month,
        unit_code=view.unit.code,
        lang=view.lang,
    )
    listing = history_table(past.iloc[::-1].to_dict("records"), indicator, view)
    return html.Div(
        [
            heading(now, indicator, view),
            choice(indicator, view),
            card(
                view.say(HISTORY),
                graph("indicator-history", figure, lang=view.lang, label=view.say(HISTORY)),
                twin(listing, view.lang),
                note=view.say(HISTORY_NOTE),
            ),
            html.Div(
                [
                    card(
                        view.say(DEFINITION),
                        html.P(indicator.text("definition").in_(view.lang)),
                        companions(indicator, view),
                    ),
                    provenance(indicator, view),
                ],
                className="two",
            ),
            card(
                view.say(CASE_LIST).format(month=fmt.month(view.month, view.lang)),
                case_list("indicator-cases", indicator, view),
            ),
        ]
    )


def heading(now: Sequence[Row], indicator: Definition, view: View) -> Component:
    lang = view.lang
    facts = []
    for row in now:
        what = missing_text(row["missing"], lang)
        facts = [
            html.Span(shown_value(row, indicator.unit, lang), className="big"),
            html.Span(
                f"{view.say(TARGET)} {target_text(row['target'], indicator.unit, indicator.better, lang)}",
                className="sub",
            ),
            mark(judge(row, indicator.better), lang),
            html.Span(f"{view.say(CASES)} {case_count(row)}", className="sub"),
            html.Span(view.say(MISSING).format(what=what) if what else "", className="reason"),
        ]
    down = (
        [link(view.say(WHERE), view.href(path="/monitor", id=indicator.id))]
        if view.catalogue.children(view.unit)
        else []
    )
    return html.Div(
        [
            html.H1([indicator.title.in_(lang), html.Span(named(view.unit.name, lang))]),
            html.Div([*facts, *down], className="own"),
        ],
        className="title",
    )


def history_table(rows: Sequence[Row], indicator: Definition, view: View) -> Component:
    columns = [
        (view.say(MONTH), ""),
        (view.say(VALUE), "num"),
        (view.say(TARGET), "num"),
        (view.say(CASES), "num"),
        (view.say(STATE), ""),
    ]
    return table(
        columns,
        [
            [
                link(f"{row['month']:%Y-%m}", view.href(month=row["month"].date())),
                shown_value(row, indicator.unit, view.lang),
                target_text(row["target"], indicator.unit, indicator.better, view.lang),
                case_count(row),
                mark(judge(row, indicator.better), view.lang),
            ]
            for row in rows
        ],
    )


def companions(indicator: Definition, view: View) -> Component | None:
    """Every companion of the month, named by the definition."""
    found = views.unit_values(view.snapshot, view.unit.code, view.month, count=1)
    values = {row["indicator_id"]: row for row in found.to_dict("records")}
    rows = []
    for suffix, about in indicator.header.get("companions", {}).items():
        now = values.get(f"{indicator.id}.{suffix}")
        if now is None:
            continue
        value = fmt.with_unit(now["value"], about["unit"], view.lang)
        if now["status"] != "ok":
            value = f"{value} {MARKS[now['status']][1].in_(view.lang)}"
        rows.append([about["title"][view.lang], value, case_count(now)])
    if not rows:
        return None
    return table(
        [(view.say(COMPANIONS), "name"), (view.say(VALUE), "num"), (view.say(CASES), "num")], rows
    )


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a month shows that month."""
    app.clientside_callback(
        ClientsideFunction("shell", "go"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("indicator-history", "clickData"),
        prevent_initial_call=True,
    )


PAGE = Page(
    name="indicator",
    path="/indicator",
    title=Text("指标详情", "Indicator"),
    order=3,
    icon="indicator",
    body=body,
    register=register,
)
