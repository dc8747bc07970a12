"""The one look of every figure, and the one way to put a figure on a page.

A figure is a dictionary in plotly's own schema, of values that JSON can hold: built as plotly's
objects, every part of it is checked and copied again for every reader, and a page takes several times
as long. The tests check each figure once, and notebooks show the same ones as plotly's objects.

Text takes the page's colour by style sheet, so that a figure is legible on light, on dark and on
paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any
from urllib.parse import quote

from dash import dcc

from audit_models.text import Lang, Text
from dashboard import html
from dashboard.html import Component

GRID = "rgba(124, 135, 152, 0.22)"

FONT = (
    "system-ui, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',"
    " 'Source Han Sans SC', sans-serif"
)

MONTH_FORMAT = "%Y-%m"

Figure = dict[str, Any]
"""`data` (the traces) and `layout`, as plotly's JSON schema has them."""

_AXIS = {
    "gridcolor": GRID,
    "linecolor": "white",
    "ticks": "",
    "zeroline": False,
    "automargin": True,
    "fixedrange": True,
}

TEMPLATE: dict[str, Any] = {
    "layout": {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": "#2a3f5f"},
        "hoverlabel": {"font": {"family": FONT, "size": 12}, "align": "left"},
        "hovermode": "closest",
        "autotypenumbers": "strict",
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    },
    "data": {"bar": [{"type": "bar", "marker": {"line": {"color": "#E5ECF6", "width": 0.5}}}]},
}
"""What holds unless a figure says otherwise; every axis of a figure takes it."""

TOP_LEGEND: dict[str, Any] = {
    "showlegend": True,
    "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    "margin": {"t": 34},
}
"""A layout with its legend in one line above."""

ZH_CN = {
    "dictionary": {
        "Autoscale": "自动缩放",
        "Download plot as a PNG": "下载图片",
        "Download plot": "下载图片",
        "Lasso Select": "套索选择",
        "Reset axes": "复位",
        "Zoom": "缩放",
        "Zoom in": "放大",
        "Zoom out": "缩小",
        "Pan": "平移",
        "Reset": "复位",
        "Taking snapshot - this may take a few seconds": "正在生成图片…",
        "Snapshot succeeded": "图片已生成",
        "Sorry, there was a problem downloading your snapshot!": "图片生成失败",
        "Double-click to zoom back out": "双击复位",
        "Click to enter Plot title": "",
    },
    "format": {
        "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
        "shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
        "months": [f"{n}月" for n in range(1, 13)],
        "shortMonths": [f"{n}月" for n in range(1, 13)],
        "date": "%Y-%m-%d",
    },
}

NO_DATA = Text("没有可画的数据", "Nothing to draw")


def place(unit_code: str, month: date) -> str:
    """Where a click on a mark leads, as `customdata`: the part of the address that changes.

    A text, because Dash drops lists from what a click on a heatmap reports.
    """
    return f"unit={quote(unit_code)}&month={month.isoformat()[:7]}"


def choose(unit_code: str) -> str:
    """What a click on a unit's mark selects, as `customdata`."""
    return f"sel={quote(unit_code)}"


def base(*, height: int, **layout: Any) -> Figure:
    """An empty figure in the one look; `layout`: what it has of its own."""
    look = {"template": TEMPLATE, "height": height, "showlegend": False, "dragmode": False}
    return {"data": [], "layout": {**look, **layout}}


def plain(column: Iterable[Any]) -> list[Any]:
    """A column as JSON can hold it: a date as text, None where there is no value."""
    values = column.tolist() if hasattr(column, "tolist") else column
    return [
        # Whatever stands for a missing number or date differs from itself.
        None if value != value else value.isoformat() if isinstance(value, date) else value
        for value in values
    ]


def upright(x: Any, line: dict[str, Any]) -> dict[str, Any]:
    """A line over the whole height of a figure."""
    ends = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", **ends, "line": line}


def above(x: Any, text: str) -> dict[str, Any]:
    """Words over the upper end of such a line."""
    return {
        "x": x,
        "xref": "x",
        "xanchor": "left",
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "text": text,
        "showarrow": False,
    }


def with_notes(figure: Figure, notes: Mapping[Any, Sequence[str]]) -> Figure:
    """The figure with a pencil at the foot of each month (a date) that people wrote a note on; it says the notes
    when it is pointed at."""
    marks = [
        {
            "x": month.isoformat(),
            "xref": "x",
            "y": 0,
            "yref": "paper",
            "yanchor": "bottom",
            "text": "✎",
            "showarrow": False,
            "font": {"size": 15},
            # What a person wrote is text, never markup.
            "hovertext": "<br>".join(escape(one) for one in said),
        }
        for month, said in notes.items()
    ]
    if marks:
        figure["layout"]["annotations"] = [*figure["layout"].get("annotations", []), *marks]
    return figure


def graph(
    graph_id: str, figure: Figure, *, lang: Lang, label: str, has_lasso: bool = False
) -> Component:
    """A figure on a page: nothing is uploaded anywhere, the buttons speak the page's language.

    `has_lasso`: a button by which a pointer draws around marks and so selects several.
    """
    config: dict[str, Any] = {
        "displaylogo": False,
        "showSendToCloud": False,
        "locale": "zh-CN" if lang == "zh" else "en",
        "locales": {"zh-CN": ZH_CN},
        "modeBarButtons": [["toImage"], *([["lasso2d"]] if has_lasso else [])],
        "responsive": True,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": graph_id},
    }
    return html.Figure(
        dcc.Graph(id=graph_id, figure=figure, config=config),
        className="graph",
        role="group",
        **{"aria-label": label},
    )
