"""Monitor: where is it, and is that place different from its neighbours?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition, name_of
from audit_models.exports.sheet import Column, Sheet
from audit_models.judgement import MARKS, case_count, judge, shown_value, target_text
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from audit_models.words import missing_text
from dashboard import html
from dashboard.cases import case_list
from dashboard.components import card, legend, link, mark, named
from dashboard.figures.monitor import FEW, FEW_CASES, heatmap, ranked
from dashboard.figures.theme import Figure, graph
from dashboard.html import Component
from dashboard.indicator.choice import choice, chosen
from dashboard.monitor.funnel import funnel_pane, funnel_sheet
from dashboard.monitor.measure import (
    RATE,
    children_shown,
    measure_choice,
    measure_of,
    month_shown,
    shown,
)
from dashboard.monitor.pinned import MOST as MOST_PINNED
from dashboard.monitor.pinned import pin_link, pinned_pane, pinned_sheet_of
from dashboard.monitor.tiles import tile_positions
from dashboard.page import Page
from dashboard.panes import pane
from dashboard.peer_groups import group_note
from dashboard.view import Row, View

TITLE = Text("三级监测", "Monitor")
TILES = Text("下级单位", "Units below")
TILES_NOTE = Text(
    "示意位置，不是地图；单击选中，双击或回车进入下一级，◎钉住两个单位并排比较",
    "Schematic places, not a map; click to select, double-click or Enter to go one level down, ◎ pins two to compare",
)
RANKED = Text("本月排列", "This month, ordered")
RANKED_NOTE = Text(
    "横线为95%区间；灰底空心：案例少于{few}件，不排名；没有数值的单位不列出",
    "Bars: 95% interval; hollow on grey: fewer than {few} cases, not ranked; no number, not listed",
)
HEATMAP = Text("单位 × 月份", "Unit × month")
HEATMAP_NOTE = Text(
    "蓝＝达标，橙＝未达标，离目标越远颜色越深；斜线：案例少于 {few} 件；叉：没有数值；点击进入该单位该月",
    "Blue = met, orange = missed, darker = farther; stroke: fewer than {few} cases; cross: no number; click to go there",
)
COUNT_NOTE = Text(
    "颜色越深数量越大；叉：没有数据；点击进入该单位该月",
    "The darker the more; cross: no data; click to go there",
)
UNIT = Text("单位", "Unit")
VALUE = Text("本月值", "This month")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
TARGET = Text("目标", "Target")
LOW = Text("区间下限", "Interval from")
HIGH = Text("区间上限", "Interval to")
RANK = Text("排名", "Rank")
RANK_LOW = Text("可能最前", "Best rank by chance")
RANK_HIGH = Text("可能最后", "Worst rank by chance")
SELECTED = Text("已选中", "Selected")
GO_DOWN = Text("进入下一级", "Go down")
CLEAR = Text("取消选中", "Clear")
PIN_BOTH = Text("并排比较", "Side by side")
DETAIL = Text("定义与历史", "Definition and history")
CASE_LIST = Text("本月案例", "Cases of the month")


def body(view: View) -> Component:
    """The units below one unit for one indicator; at the lowest level, its cases."""
    indicator = chosen(view)
    own = views.unit_values(view.snapshot, view.unit.code, view.month, count=1)
    own = own[own["indicator_id"] == indicator.id]
    children = children_shown(view)
    if children.empty:
        ways, parts = None, [case_card(indicator, view)]
    else:
        ways, parts = measure_choice(view), panes(children, shown(view), view)
    return html.Div(
        [
            heading(own, indicator, view),
            choice(indicator, view),
            ways,
            group_note(view),
            chip(view),
            *parts,
        ]
    )


def heading(own: pd.DataFrame, indicator: Definition, view: View) -> Component:
    """The unit's own number."""
    row = records(own)[0] if len(own) else None
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


def panes(children: pd.DataFrame, indicator: Definition, view: View) -> list[Component | None]:
    """Tiles, order of the month, funnel and every month, all with the same unit standing out."""
    children = children.assign(name=[name_of(row).in_(view.lang) for row in records(children)])
    month = month_shown(children, view)
    target = month["target"].dropna()
    is_rate = measure_of(view) == RATE
    look: dict[str, Any] = {
        "unit": indicator.unit,
        "lang": view.lang,
        "selected": view.address.selected,
    }
    judged = {**look, "better": indicator.better, "target": None}
    if len(target):
        judged["target"] = float(target.iloc[0])

    def chart(key: str, title: Text, figure: Figure) -> Component:
        return graph(f"monitor-{key}", figure, lang=view.lang, label=view.say(title))

    return [
        html.Div(
            [
                pane(
                    view,
                    "monitor-month",
                    view.say(TILES),
                    lambda: (
                        [tiles(month, indicator, view), *(_marks(view) if is_rate else [])],
                        month_sheet(indicator, month, view),
                    ),
                    note=view.say(TILES_NOTE),
                    has_picture=False,
                ),
                pane(
                    view,
                    "monitor-ranks",
                    view.say(RANKED),
                    lambda: (
                        chart("ranked", RANKED, ranked(month, **judged)),
                        rank_sheet(indicator, month, view),
                    ),
                    note=view.say(RANKED_NOTE).format(few=FEW) if is_rate else "",
                ),
            ],
            className="two",
        ),
        pinned_pane(children, indicator, view),
        funnel_pane(indicator, view),
        pane(
            view,
            "monitor-every",
            view.say(HEATMAP),
            lambda: (
                chart("heatmap", HEATMAP, heatmap(children, **judged, is_count=not is_rate)),
                every_month_sheet(view),
            ),
            note=view.say(HEATMAP_NOTE if is_rate else COUNT_NOTE).format(few=FEW),
        ),
    ]


def read_month(view: View) -> tuple[Definition, pd.DataFrame]:
    return shown(view), month_shown(children_shown(view), view)


def chip(view: View) -> Component | None:
    """Which units stand out, the way down to one and the way back to all; two can be set side by side."""
    known = [view.catalogue.units.get(code) for code in (view.address.selected or "").split(",")]
    units = [one for one in known if one and view.unit in view.catalogue.ancestors(one)[:-1]]
    if not units:
        return None
    codes = ",".join(unit.code for unit in units)
    ways = {
        1: [link(view.say(GO_DOWN), view.href(unit=codes), class_name="button")],
        MOST_PINNED: [link(view.say(PIN_BOTH), view.href(pinned=codes), class_name="button")],
    }
    return html.Div(
        [
            html.Span(view.say(SELECTED)),
            *[html.Strong(named(unit.name, view.lang)) for unit in units],
            *ways.get(len(units), []),
            link(view.say(CLEAR), view.href(selected=None), class_name="button"),
        ],
        className="chip",
        role="status",
    )


def _marks(view: View) -> list[Component]:
    return [
        legend(["met", "missed", "no_cases", "insufficient_data"], view.lang),
        html.Div(
            [html.Span(className="swatch few"), view.say(FEW_CASES).format(few=FEW)],
            className="legend",
        ),
    ]


def tiles(month: pd.DataFrame, indicator: Definition, view: View) -> Component:
    """One tile a unit, in its schematic place where there is one; a tile is a link downwards, a
    click of the pointer selects it."""
    positions = tile_positions(tuple(month["unit_code"]))
    ordered = month.sort_values("unit_code", key=lambda codes: codes.map(positions))
    return html.Div(
        [tile(row, positions, indicator, view) for row in records(ordered)],
        className="tiles",
        style={"--tile-columns": max(column for _, column in positions.values())},
    )


def tile(
    row: Row, positions: Mapping[str, tuple[int, int]], indicator: Definition, view: View
) -> Component:
    code, state = row["unit_code"], judge(row, indicator.better)
    selected = (view.address.selected or "").split(",")
    looks = ["tile", f"is-{state}", *(["is-few"] if is_few(row) else [])]
    if not set(selected).isdisjoint(positions):
        looks.append("is-selected" if code in selected else "is-dimmed")
    down = link(
        [
            html.Span(named(name_of(row), view.lang), className="tile-name"),
            html.Span(fmt.number_against(row["value"], row["target"]), className="tile-value"),
            mark(state, view.lang)
            if measure_of(view) == RATE
            else html.Span(_counted_in(row, indicator, view), className="sub"),
        ],
        view.href(unit=code),
        class_name=" ".join(looks),
    )
    other = None if selected == [code] else code
    return html.Div(
        [
            html.Div(down, className="tile-link", **{"data-select": view.href(selected=other)}),
            pin_link(code, view),
        ],
        className="tile-place",
        style={"gridArea": "{} / {}".format(*positions[code])},
    )


def _counted_in(row: Row, indicator: Definition, view: View) -> str:
    """The unit of a number of cases; where there is no number, that there are no data."""
    if not fmt.is_number(row["value"]):
        return MARKS[str(row["status"])][1].in_(view.lang)
    return fmt.unit_name(indicator.unit, view.lang)


def is_few(row: Row) -> bool:
    """Whether a number rests on so few cases that it must not be compared."""
    return bool(fmt.is_number(row["value"]) and not row["is_ranked"] and row["n"] < FEW)


def month_sheet(indicator: Definition, month: pd.DataFrame, view: View) -> Sheet:
    """The month, unit by unit."""
    columns = [
        Column(UNIT), Column(VALUE, indicator.unit), Column(TARGET, indicator.unit),
        Column(CASES), Column(STATE),
    ]  # fmt: skip
    found = records(month)
    rows = [
        [
            name_of(row),
            row["value"],
            row["target"],
            int(row["n"]),
            MARKS[judge(row, indicator.better)][1],
        ]
        for row in found
    ]
    return Sheet(TILES, columns, rows, [view.href(unit=row["unit_code"]) for row in found])


def rank_sheet(indicator: Definition, month: pd.DataFrame, view: View) -> Sheet:
    """Values in order, with the interval and the range of ranks that chance allows."""
    found = records(month.sort_values(["rank", "unit_code"], na_position="last"))
    columns = [
        Column(UNIT), Column(VALUE, indicator.unit), Column(LOW, indicator.unit),
        Column(HIGH, indicator.unit), Column(CASES), Column(RANK), Column(RANK_LOW),
        Column(RANK_HIGH),
    ]  # fmt: skip
    rows = [
        [
            name_of(row),
            *(row[name] for name in ("value", "low", "high")),
            int(row["n"]),
            *(
                int(row[name]) if fmt.is_number(row[name]) else None
                for name in ("rank", "rank_low", "rank_high")
            ),
        ]
        for row in found
    ]
    return Sheet(RANKED, columns, rows, [view.href(unit=row["unit_code"]) for row in found])


def every_month_sheet(view: View) -> Sheet:
    """Every month, one column each."""
    found = children_shown(view)
    wide = found.pivot(index="unit_code", columns="month", values="value")
    units = view.catalogue.units
    months = [Column(Text(f"{month:%Y-%m}", f"{month:%Y-%m}")) for month in wide.columns]
    rows = [
        [units[code].name, *row]
        for code, row in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    ]
    return Sheet(
        HEATMAP, [Column(UNIT), *months], rows, [view.href(unit=code) for code in wide.index]
    )


def pinned_sheet(view: View) -> Sheet:
    """The two pinned units side by side."""
    return pinned_sheet_of(children_shown(view), shown(view), view)


def case_card(indicator: Definition, view: View) -> Component:
    return card(view.say(CASE_LIST), case_list("monitor-cases", indicator, view))


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a unit's mark selects it; one on the heatmap goes down to that unit and month."""
    for chart in ("monitor-heatmap", "monitor-ranked", "monitor-funnel"):
        app.clientside_callback(
            ClientsideFunction("shell", "go"),
            Output("shell-location", "href", allow_duplicate=True),
            Input(chart, "clickData"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("shell", "gather"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("monitor-funnel", "selectedData"),
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
    sheets={
        "month": lambda view: month_sheet(*read_month(view), view),
        "ranks": lambda view: rank_sheet(*read_month(view), view),
        "every": every_month_sheet,
        "pinned": pinned_sheet,
        "funnel": lambda view: funnel_sheet(shown(view), view),
    },
)
