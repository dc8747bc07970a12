"""Two units side by side: pinned by a link, kept in the address, the twin table holds both."""

from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.catalogue import Definition
from audit_models.exports.sheet import Column, Sheet
from audit_models.text import LANGS, Text
from dashboard import html
from dashboard.components import link, named
from dashboard.figures.control import peers_figure
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.panes import pane
from dashboard.view import View

MOST = 2
TITLE = Text("并排比较", "Side by side")
NOTE = Text(
    "两个单位逐月，同一刻度；虚线为目标", "Two units month by month on one scale; dashed: target"
)
PIN = Text("钉住以比较：", "Pin to compare: ")
UNPIN = Text("取消钉住：", "Unpin: ")
ONE_MORE = Text(
    "已钉住{unit}；再钉住一个单位即可并排比较。", "{unit} is pinned; pin one more to see both."
)
CLEAR = Text("取消比较", "Clear")
MONTH = Text("月份", "Month")
CASES = Text("{unit}案例数", "{unit}, cases")
DIFFERENCE = Text("相差", "Difference")


def pins(view: View) -> tuple[str, ...]:
    """The pinned units that lie directly below the shown one, at most two."""
    below = {unit.code for unit in view.catalogue.children(view.unit)}
    wanted = dict.fromkeys((view.address.pinned or "").split(","))
    return tuple(code for code in wanted if code in below)[:MOST]


def pin_link(code: str, view: View) -> Component:
    """Pin a unit, or let it go; a third takes the place of the first."""
    now = pins(view)
    is_pinned = code in now
    others = [one for one in now if one != code]
    then = others if is_pinned else [*others, code][-MOST:]
    name = view.catalogue.units[code].name
    words = view.say(UNPIN if is_pinned else PIN)
    return link(
        [
            html.Span("◉" if is_pinned else "◎", **{"aria-hidden": "true"}),
            html.Span([words, named(name, view.lang)], className="only-heard"),
        ],
        view.href(pinned=",".join(then) or None),
        class_name="pin is-pinned" if is_pinned else "pin",
    )


def pinned_pane(children: pd.DataFrame, indicator: Definition, view: View) -> Component | None:
    """Both units month by month; what is still missing while only one is pinned; else nothing."""
    now = pins(view)
    if not now:
        return None
    clear = link(view.say(CLEAR), view.href(pinned=None), class_name="button")
    if len(now) < MOST:
        name = view.catalogue.units[now[0]].name.in_(view.lang)
        return html.Div(
            [html.Span(view.say(ONE_MORE).format(unit=name)), clear],
            className="chip",
            role="status",
        )
    pair = children[children["unit_code"].isin(now)]
    return pane(
        view,
        "monitor-pinned",
        view.say(TITLE),
        lambda: (
            [
                graph("monitor-pinned", peers_figure(pair), lang=view.lang, label=view.say(TITLE)),
                html.Div(clear, className="pinned-clear"),
            ],
            pinned_sheet_of(children, indicator, view),
        ),
        note=view.say(NOTE),
    )


def pinned_sheet_of(children: pd.DataFrame, indicator: Definition, view: View) -> Sheet:
    """Every month, the latest first: the two values, their cases, and how much the second lies above the first."""
    now = pins(view)
    columns = [Column(MONTH)]
    for code in now:
        name = view.catalogue.units[code].name
        columns += [Column(name, indicator.unit), Column(_of(name, CASES))]
    wide = children.pivot(index="month", columns="unit_code", values=["value", "n"])
    rows = [
        [month.date(), *(one for code in now for one in _cells(row["value", code], row["n", code]))]
        for month, row in zip(wide.index, wide.to_dict("records"), strict=True)
    ]
    if len(now) == MOST:
        columns.append(Column(DIFFERENCE, indicator.unit))
        gaps = wide["value", now[1]] - wide["value", now[0]]
        rows = [[*row, gap] for row, gap in zip(rows, gaps.tolist(), strict=True)]
    rows.reverse()
    return Sheet(TITLE, columns, rows, [view.href(month=row[0]) for row in rows])


def _of(name: Text, what: Text) -> Text:
    return Text(*(what.in_(lang).format(unit=name.in_(lang)) for lang in LANGS))


def _cells(value: Any, cases: Any) -> tuple[Any, int | None]:
    return value, int(cases) if fmt.is_number(cases) else None
