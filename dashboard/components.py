"""Pieces that several pages are made of. A state is always a shape, a word and a colour together."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import dash_ag_grid as dag

from audit_models import format as fmt
from audit_models.judgement import MARKS
from audit_models.text import Lang, Text
from dashboard import html
from dashboard.html import Component, element
from dashboard.view import View

BEFORE = Text("‹ 上一页", "‹ Previous")
AFTER = Text("下一页 ›", "Next ›")
LINES_OF = Text("第{first}–{last}条，共{total}条", "{first}–{last} of {total}")
TABLE = Text("以表格查看", "Show as a table")

GRID_TEXTS: dict[Lang, dict[str, str]] = {
    "zh": {
        "loadingOoo": "载入中…",
        "noRowsToShow": "没有记录",
        "ariaLabelLoadingOverlay": "载入中",
        "ariaRowSelect": "按空格键选中此行",
        "ariaColumn": "列",
        "ariaHeaderSelection": "选择列",
        "ariaRowToggleSelection": "按空格键选中或取消此行",
        "ariaRowSelectAll": "按空格键选中或取消所有行",
        "ariaChecked": "已选中",
        "ariaUnchecked": "未选中",
        "ariaIndeterminate": "部分选中",
    },
    "en": {},
}
"""The grid speaks English by itself; these are its words in Chinese."""


def mark(state: str, lang: Lang) -> Component:
    """A state as shape, word and colour."""
    shape, word = MARKS[state]
    return html.Span(
        [html.Span(shape, className="mark-shape", **{"aria-hidden": "true"}), word.in_(lang)],
        className=f"mark mark-{state}",
    )


def counted_mark(state: str, count: int, lang: Lang) -> Component:
    """How many are in a state."""
    shape, word = MARKS[state]
    return html.Span(
        [
            html.Span(shape, className="mark-shape", **{"aria-hidden": "true"}),
            html.Span([html.Strong(fmt.count(count)), f" {word.in_(lang)}"]),
        ],
        className=f"mark mark-{state}",
    )


def legend(states: Sequence[str], lang: Lang) -> Component:
    return html.Div([mark(state, lang) for state in states], className="legend")


def named(text: Text, lang: Lang) -> Component | str:
    """A name in the reader's language; one that exists in Chinese only says so to screen readers."""
    chosen = text.in_(lang)
    if lang == "en" and any("\u4e00" <= letter <= "\u9fff" for letter in chosen):
        return html.Span(chosen, lang="zh-CN")
    return chosen


def picture(svg: str, *, alt: str, class_name: str = "picture") -> Component:
    """A drawing as an image; it scales, and prints as lines."""
    return html.Img(src=f"data:image/svg+xml,{quote(svg)}", alt=alt, className=class_name)


def card(title: Any, *children: Any, note: str = "", class_name: str = "") -> Component:
    heading = [html.H2(title)]
    if note:
        heading.append(html.P(note, className="note"))
    return html.Section(
        [html.Div(heading, className="card-head"), *children], className=f"card {class_name}"
    )


def table(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], *, caption: str = ""
) -> Component:
    """A plain table. `columns` are (heading, class): class `num` aligns right in tabular figures."""
    head = html.Tr([html.Th(title, className=kind, scope="col") for title, kind in columns])
    body = [
        html.Tr(
            [
                html.Td(value, className=kind, **{"data-label": title})
                for value, (title, kind) in zip(row, columns, strict=True)
            ]
        )
        for row in rows
    ]
    parts = [html.Caption(caption)] if caption else []
    return html.Div(
        html.Table([*parts, html.Thead(head), html.Tbody(body)], className="table"),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption or " · ".join(title for title, _ in columns if title)},
    )


def twin(found: Component, lang: Lang) -> Component:
    """The same numbers as the chart above, as a table."""
    return html.Details([html.Summary(TABLE.in_(lang)), found], className="twin")


def facts(pairs: Sequence[tuple[str, Any]]) -> Component:
    """Name and value, several to a line."""
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs], className="facts"
    )


def link(
    text: Any, href: str, *, class_name: str = "", style: dict[str, Any] | None = None
) -> Component:
    """A link to another state of the dashboard; nothing is loaded anew."""
    props = {"href": href, "className": class_name, "style": style or {}}
    return element("Link", "dash_core_components", text, props)


def grid(
    grid_id: str,
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    *,
    lang: Lang,
    label: str,
) -> Component:
    """The rows of one page of a list; the next page is another address."""
    return html.Div(
        dag.AgGrid(
            id=grid_id,
            columnDefs=columns,
            rowData=rows,
            columnSize="responsiveSizeToFit",
            defaultColDef={
                "minWidth": 120,
                "sortable": False,
                "resizable": True,
                "suppressMovable": True,
                "suppressHeaderMenuButton": True,
            },
            dashGridOptions={
                "localeText": GRID_TEXTS[lang],
                "domLayout": "autoHeight",
                "enableCellTextSelection": True,
                "rowHeight": 34,
                "headerHeight": 36,
            },
            className="grid",
        ),
        className="grid-frame",
        role="group",
        **{"aria-label": label},
    )


def pager(total: int, lines: int, view: View) -> Component:
    """Which lines of how many, with a link to the lines before and after."""
    page = view.address.page
    first, last = (page - 1) * lines + 1, min(page * lines, total)
    steps: list[Component] = []
    if page > 1:
        steps.append(link(view.say(BEFORE), view.href(page=page - 1), class_name="button"))
    if last < total:
        steps.append(link(view.say(AFTER), view.href(page=page + 1), class_name="button"))
    where = view.say(LINES_OF).format(
        first=fmt.count(first), last=fmt.count(last), total=fmt.count(total)
    )
    return html.Div([html.Span(where, className="note"), *steps], className="pager")
