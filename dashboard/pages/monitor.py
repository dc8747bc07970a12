"""Monitor: where is it, and is that place different from its neighbours?"""

from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from audit_models import views
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import format as fmt
from dashboard.cases import case_list
from dashboard.components import (
    card,
    case_count,
    judge,
    legend,
    link,
    mark,
    named,
    shown_value,
    table,
    target_text,
    twin,
)
from dashboard.figures.monitor import FEW, FEW_CASES, heatmap, ranked
from dashboard.figures.theme import graph
from dashboard.page import Page
from dashboard.tiles import tile_positions
from dashboard.view import NOT_FOUND, Definition, Nothing, Row, View, name_of
from dashboard.words import missing_text

TITLE = Text("三级监测", "Monitor")
CHOOSE = Text("选择指标", "Choose an indicator")
TILES = Text("下级单位", "Units below")
TILES_NOTE = Text(
    "示意位置，不是地图；点击进入下一级", "Schematic places, not a map; click to go one level down"
)
RANKED = Text("本月排列", "This month, ordered")
RANKED_NOTE = Text(
    "空心：案例少于 {few} 件；没有数值的单位不排列",
    "Hollow: fewer than {few} cases; units without a number are not ordered",
)
HEATMAP = Text("单位 × 月份", "Unit × month")
HEATMAP_NOTE = Text(
    "蓝＝达标，橙＝未达标，离目标越远颜色越深；斜线：案例少于 {few} 件；叉：没有数值",
    "Blue = met, orange = missed, darker = farther from the target; stroke: fewer than {few} cases; cross: no number",
)
UNIT = Text("单位", "Unit")
VALUE = Text("本月值", "This month")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
MONTH = Text("月份", "Month")
OWN = Text("本单位", "This unit")
DETAIL = Text("定义与历史", "Definition and history")
CASE_LIST = Text("本月案例", "Cases of the month")


def body(view: View) -> Component:
    """The units below one unit for one indicator; at the lowest level, its cases."""
    indicator = chosen(view)
    own = views.unit_values(view.snapshot, view.unit.code, view.month, count=1)
    own = own[own["indicator_id"] == indicator.id]
    children = views.children_values(view.snapshot, indicator.id, view.unit.code)
    parts = panes(children, indicator, view) if not children.empty else [case_card(indicator, view)]
    return html.Div([heading(own, indicator, view), choice(indicator, view), *parts])


def chosen(view: View) -> Definition:
    """The indicator that the address names, else the first.

    Raises:
        Nothing: there is no such indicator.
    """
    known = view.catalogue.indicators
    wanted = view.address.id or next(iter(known), None)
    if wanted not in known:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=CHOOSE)
    return known[wanted]


def heading(own: pd.DataFrame, indicator: Definition, view: View) -> Component:
    """The unit's own number."""
    row = own.to_dict("records")[0] if len(own) else None
    facts = []
    if row:
        reason = missing_text(row["missing"], view.lang)
        facts = [
            html.Span(shown_value(row, indicator.unit, view.lang), className="big"),
            html.Span(
                target_text(row["target"], indicator.unit, indicator.better, view.lang),
                className="sub",
            ),
            mark(judge(row, indicator.better), view.lang),
            html.Span(f"{view.say(CASES)} {case_count(row)}", className="sub"),
            html.Span(reason, className="reason"),
        ]
    return html.Div(
        [
            html.H1([named(view.unit.name, view.lang), html.Span(indicator.title.in_(view.lang))]),
            html.Div(
                [*facts, link(view.say(DETAIL), view.href(path="/indicator", id=indicator.id))],
                className="own",
            ),
        ],
        className="title",
    )


def choice(indicator: Definition, view: View) -> Component:
    """Every indicator as a link; the shown one is marked."""
    return html.Nav(
        [
            link(
                [html.Span(one.id, className="id"), one.title.in_(view.lang)],
                view.href(id=one.id),
                class_name="choice is-current" if one.id == indicator.id else "choice",
            )
            for one in view.catalogue.indicators.values()
        ],
        className="choices",
        **{"aria-label": view.say(CHOOSE)},
    )


def panes(children: pd.DataFrame, indicator: Definition, view: View) -> list[Component]:
    """Tiles, order of the month, and every month."""
    children = children.assign(
        name=[name_of(row).in_(view.lang) for row in children.to_dict("records")]
    )
    month = children[children["month"].dt.date == view.month]
    target = month["target"].dropna()
    look: dict[str, Any] = {
        "unit": indicator.unit,
        "better": indicator.better,
        "target": float(target.iloc[0]) if len(target) else None,
        "lang": view.lang,
    }
    listing = month_table(month, indicator, view)
    return [
        html.Div(
            [
                card(
                    view.say(TILES),
                    tiles(month, indicator, view),
                    _marks(view),
                    note=view.say(TILES_NOTE),
                ),
                card(
                    view.say(RANKED),
                    graph(
                        "monitor-ranked",
                        ranked(month, **look),
                        lang=view.lang,
                        label=view.say(RANKED),
                    ),
                    twin(listing, view.lang),
                    note=view.say(RANKED_NOTE).format(few=FEW),
                ),
            ],
            className="two",
        ),
        card(
            view.say(HEATMAP),
            graph(
                "monitor-heatmap",
                heatmap(children, **look),
                lang=view.lang,
                label=view.say(HEATMAP),
            ),
            twin(every_month_table(children, view), view.lang),
            note=view.say(HEATMAP_NOTE).format(few=FEW),
        ),
    ]


def _marks(view: View) -> Component:
    return html.Div(
        [
            legend(["met", "missed", "no_cases", "insufficient_data"], view.lang),
            html.Div(
                [html.Span(className="swatch few"), view.say(FEW_CASES).format(few=FEW)],
                className="legend",
            ),
        ]
    )


def tiles(month: pd.DataFrame, indicator: Definition, view: View) -> Component:
    """One tile a unit, in its schematic place where there is one; a tile is a link downwards."""
    positions = tile_positions(tuple(month["unit_code"]))
    return html.Div(
        [
            link(
                [
                    html.Span(named(name_of(row), view.lang), className="tile-name"),
                    html.Span(
                        fmt.number_against(row["value"], row["target"]), className="tile-value"
                    ),
                    mark(judge(row, indicator.better), view.lang),
                ],
                view.href(unit=row["unit_code"]),
                class_name=f"tile is-{judge(row, indicator.better)}{' is-few' if is_few(row) else ''}",
                style={"gridArea": "{} / {}".format(*positions[row["unit_code"]])},
            )
            for row in month.sort_values(
                "unit_code", key=lambda codes: codes.map(positions)
            ).to_dict("records")
        ],
        className="tiles",
        style={"--tile-columns": max(column for _, column in positions.values())},
    )


def is_few(row: Row) -> bool:
    """Whether a number rests on so few cases that it must not be compared."""
    return fmt.is_number(row["value"]) and float(str(row["n"])) < FEW


def month_table(month: pd.DataFrame, indicator: Definition, view: View) -> Component:
    columns = [
        (view.say(UNIT), "name"),
        (
            f"{view.say(VALUE)}（{fmt.unit_name(indicator.unit, view.lang)}）"
            if view.lang == "zh"
            else f"{view.say(VALUE)} ({fmt.unit_name(indicator.unit, view.lang)})",
            "num",
        ),
        (view.say(CASES), "num"),
        (view.say(STATE), ""),
    ]
    rows = [
        [
            link(named(name_of(row), view.lang), view.href(unit=row["unit_code"])),
            fmt.fixed(row["value"]),
            case_count(row),
            mark(judge(row, indicator.better), view.lang),
        ]
        for row in month.sort_values(
            ["value", "unit_code"], ascending=indicator.better != "higher"
        ).to_dict("records")
    ]
    return table(columns, rows)


def every_month_table(children: pd.DataFrame, view: View) -> Component:
    wide = children.pivot(index="unit_code", columns="month", values="value")
    names = {
        row["unit_code"]: named(name_of(row), view.lang) for row in children.to_dict("records")
    }
    columns = [(view.say(UNIT), "name"), *((f"{month:%Y-%m}", "num") for month in wide.columns)]
    return table(
        columns,
        [
            [names[code], *map(fmt.fixed, row)]
            for code, row in zip(wide.index, wide.to_numpy(), strict=True)
        ],
    )


def case_card(indicator: Definition, view: View) -> Component:
    return card(view.say(CASE_LIST), case_list("monitor-cases", indicator, view))


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a chart goes one level down, to the month clicked."""
    for chart in ("monitor-heatmap", "monitor-ranked"):
        app.clientside_callback(
            ClientsideFunction("shell", "go"),
            Output("shell-location", "href", allow_duplicate=True),
            Input(chart, "clickData"),
            prevent_initial_call=True,
        )


PAGE = Page(
    name="monitor",
    path="/monitor",
    title=TITLE,
    order=2,
    icon="monitor",
    body=body,
    register=register,
)
