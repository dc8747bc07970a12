"""The frame of every page: rail, top bar, ribbon, footer. It holds no data until it is asked."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.records import records
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import menu
from dashboard.address import Address, read_address
from dashboard.components import named
from dashboard.icons import icon
from dashboard.menu import PRODUCT
from dashboard.page import LOCATION, Page
from dashboard.view import LEVELS, Nothing, View, open_view

SKIP = Text("跳到正文", "Skip to content")
SEARCH = Text("查找单位或项目编号  /", "Find a unit or project id  /")
SEARCH_LABEL = Text("按名称、拼音首字母或编码查找", "Find by name, pinyin initials or code")
NOTHING_FOUND = Text("没有匹配的单位或项目", "No such unit or project")
MONTH = Text("月份", "Month")
PREVIOUS = Text("上一月  [", "Previous month  [")
NEXT = Text("下一月  ]", "Next month  ]")
UP = Text("上一级  Alt+↑", "One level up  Alt+↑")
PRINT = Text("打印", "Print")
COPY = Text("复制链接", "Copy link")
COPIED = Text("已复制", "Copied")
THEME = Text("深色／浅色", "Dark or light")
MENU = Text("页面", "Pages")
UNITS = Text("单位层级", "Levels")
OTHER_LANGUAGE = Text("English", "中文")
FAILED = Text("有一部分没有载入成功。", "A part could not be loaded.")
DEMONSTRATION = Text(
    "演示数据，由程序生成（种子 {seed}），不涉及任何真实单位的业务",
    "Demonstration data, generated (seed {seed}); not the business of any real unit",
)
FOOTER = (
    ("id", Text("快照", "Snapshot")),
    ("as_of", Text("数据截至", "Data to")),
    ("calendar", Text("工作日历至", "Working-day calendar to")),
    ("version", Text("版本", "Version")),
)
TOOLS = (("copy", "link", COPY), ("print", "print", PRINT), ("theme-switch", "theme", THEME))


def layout() -> Component:
    """The empty frame."""
    return dmc.MantineProvider(
        id="shell-theme",
        children=[
            dcc.Location(id="shell-location", refresh="callback-nav"),
            dcc.Store(id="shell-state"),
            html.A(id="shell-skip", href="#shell-page", className="skip"),
            html.Div(
                [
                    html.Nav(id="shell-rail", className="rail"),
                    html.Div(
                        [
                            html.Header(_bar(), className="bar"),
                            html.Div(id="shell-ribbon"),
                            html.Div(
                                id="shell-error", className="failed", role="alert", hidden=True
                            ),
                            html.Main(id="shell-page", tabIndex=-1),
                            html.Footer(id="shell-footer", className="footer"),
                        ],
                        className="column",
                    ),
                ],
                className="frame",
            ),
        ],
        theme={"primaryColor": "blue", "fontFamily": "inherit"},
    )


def _bar() -> list[Component]:
    return [
        html.Nav(id="shell-crumbs", className="crumbs"),
        dmc.Select(
            id="shell-search",
            searchable=True,
            data=[],
            filter={"function": "asServed"},
            debounce=False,
            className="search",
            size="sm",
            comboboxProps={"withinPortal": True},
        ),
        html.Div(
            [
                html.Span(id="shell-previous-slot"),
                dmc.Select(id="shell-month", data=[], size="sm", allowDeselect=False),
                html.Span(id="shell-next-slot"),
            ],
            className="months",
        ),
        html.Div(
            [
                html.Span(id="shell-account"),
                html.Span(id="shell-language"),
                *[
                    html.Button(icon(drawing), id=f"shell-{name}", className="tool", type="button")
                    for name, drawing, _ in TOOLS
                ],
            ],
            className="tools",
        ),
    ]


def register(app: Dash, warehouse: Warehouse, pages: list[Page]) -> None:
    """The callbacks of the frame."""
    _register_frame(app, warehouse, pages)
    _register_search(app, warehouse)
    for function, output, inputs in (
        (
            "theme",
            Output("shell-theme", "forceColorScheme"),
            [Input("shell-theme-switch", "n_clicks")],
        ),
        ("say", Output("shell-page", "lang"), [Input("shell-state", "data")]),
        ("recover", Output("shell-error", "hidden"), list(LOCATION)),
    ):
        app.clientside_callback(ClientsideFunction("shell", function), output, *inputs)
    app.clientside_callback(
        ClientsideFunction("shell", "month"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("shell-month", "value"),
        State("shell-state", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("shell", "found"),
        Output("shell-location", "href", allow_duplicate=True),
        Output("shell-search", "value"),
        Input("shell-search", "value"),
        prevent_initial_call=True,
    )


def _register_frame(app: Dash, warehouse: Warehouse, pages: list[Page]) -> None:
    @app.callback(
        Output("shell-rail", "children"),
        Output("shell-rail", "aria-label"),
        Output("shell-crumbs", "children"),
        Output("shell-crumbs", "aria-label"),
        Output("shell-ribbon", "children"),
        Output("shell-footer", "children"),
        Output("shell-month", "data"),
        Output("shell-month", "value"),
        Output("shell-month", "aria-label"),
        Output("shell-previous-slot", "children"),
        Output("shell-next-slot", "children"),
        Output("shell-account", "children"),
        Output("shell-language", "children"),
        Output("shell-search", "placeholder"),
        Output("shell-search", "aria-label"),
        Output("shell-search", "nothingFoundMessage"),
        Output("shell-skip", "children"),
        Output("shell-error", "children"),
        *[Output(f"shell-{name}", "title") for name, _, _ in TOOLS],
        *[Output(f"shell-{name}", "aria-label") for name, _, _ in TOOLS],
        Output("shell-state", "data"),
        *LOCATION,
    )
    def frame(path: str, search: str) -> tuple[Any, ...]:
        address = read_address(path, search)
        view = _try_view(warehouse, address)
        lang = address.lang
        at = view.address if view else address
        shown = f"{view.month:%Y-%m}" if view else None
        tools = tuple(label.in_(lang) for _, _, label in TOOLS)
        return (
            menu.rail(pages, at, view),
            MENU.in_(lang),
            _crumbs(view) if view else html.Span(PRODUCT.in_(lang)),
            UNITS.in_(lang),
            _ribbon(view) if view else None,
            _footer(view) if view else None,
            _months(view) if view else [],
            shown,
            MONTH.in_(lang),
            _step(view, -1) if view else None,
            _step(view, +1) if view else None,
            menu.account(lang),
            _language(at),
            SEARCH.in_(lang),
            SEARCH_LABEL.in_(lang),
            NOTHING_FOUND.in_(lang),
            SKIP.in_(lang),
            FAILED.in_(lang),
            *tools,
            *tools,
            {
                "lang": "zh-CN" if lang == "zh" else "en",
                "title": _title(pages, at),
                "month": shown,
                "href": at.href,
                "copied": COPIED.in_(lang),
            },
        )


def _register_search(app: Dash, warehouse: Warehouse) -> None:
    @app.callback(
        Output("shell-search", "data"),
        Input("shell-search", "searchValue"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def find(text: str | None, path: str, search: str) -> list[dict[str, str]]:
        if not isinstance(text, str) or not text.strip():
            return []
        return found_places(warehouse, read_address(path, search), text.strip()[:40])


def found_places(warehouse: Warehouse, address: Address, text: str) -> list[dict[str, str]]:
    """Units that a text may mean, and the project of exactly that id; the value is an address."""
    try:
        view = open_view(warehouse, address.to(unit=None))
    except Nothing:
        raise PreventUpdate from None
    lang = address.lang
    places = [
        {
            "value": view.href(unit=row["unit_code"], path=_unit_path(address.path)),
            "label": f"{name_of(row).in_(lang)}  {row['unit_code']}",
        }
        for row in records(views.find_units(view.snapshot, text))
    ]
    if not views.project(view.snapshot, text).empty:
        places.append({"value": view.href(path="/project", id=text), "label": text})
    return places


def _unit_path(path: str) -> str:
    """Where a unit is shown: the page the reader is on, unless that shows one thing of its own."""
    return "/" if path == "/project" else path


def _try_view(warehouse: Warehouse, address: Address) -> View | None:
    """The view, or the nearest one that exists, so that the frame leads out of an empty page."""
    for tried in (address, address.to(month=None), address.to(unit=None, month=None)):
        try:
            return open_view(warehouse, tried)
        except Nothing:
            continue
    return None


def _title(pages: list[Page], at: Address) -> str:
    page = next((page.title for page in pages if page.path == at.path), PRODUCT)
    return f"{page.in_(at.lang)} · {PRODUCT.in_(at.lang)}"


def _crumbs(view: View) -> list[Component]:
    chain = view.catalogue.ancestors(view.unit)
    path = _unit_path(view.address.path)
    steps: list[Component] = []
    for unit in chain[:-1]:
        steps.append(
            dcc.Link(
                named(unit.name, view.lang),
                href=view.href(unit=unit.code, path=path),
                id="shell-up" if unit is chain[-2] else f"shell-up-{unit.level}",
                title=view.say(UP) if unit is chain[-2] else "",
            )
        )
        steps.append(html.Span("›", className="crumb-sign", **{"aria-hidden": "true"}))
    here = html.Span(
        named(view.unit.name, view.lang), className="crumb-here", **{"aria-current": "page"}
    )
    level = html.Span(view.say(LEVELS[view.unit.level]), className="crumb-level")
    return [*steps, here, level]


def _months(view: View) -> list[dict[str, str]]:
    return [
        {"value": f"{month:%Y-%m}", "label": f"{month:%Y-%m}"}
        for month in reversed(view.catalogue.months)
    ]


def _step(view: View, by: int) -> Component:
    months = view.catalogue.months
    position = months.index(view.month) + by
    label = view.say(PREVIOUS if by < 0 else NEXT)
    drawing = icon("previous" if by < 0 else "next")
    if not 0 <= position < len(months):
        return html.Span(drawing, className="tool is-off")
    return dcc.Link(
        drawing,
        href=view.href(month=months[position]),
        id="shell-previous" if by < 0 else "shell-next",
        className="tool",
        title=label,
    )


def _language(at: Address) -> Component:
    other: Lang = "en" if at.lang == "zh" else "zh"
    return html.Span(
        dcc.Link(
            OTHER_LANGUAGE.in_(at.lang), href=at.to(lang=other).href, id="shell-other-language"
        ),
        lang="en" if other == "en" else "zh-CN",
        className="language",
    )


def _ribbon(view: View) -> list[Component]:
    facts = view.snapshot.facts
    lines = []
    if facts.is_demonstration:
        lines.append(DEMONSTRATION.in_(view.lang).format(seed=facts.seed))
    if view.snapshot.notice:
        lines.append(view.say(view.snapshot.notice))
    return [html.Div(line, className="ribbon", role="note") for line in lines]


def _footer(view: View) -> list[Component]:
    facts = view.snapshot.facts
    values = {
        "id": facts.snapshot_id,
        "as_of": fmt.day(facts.as_of),
        "calendar": fmt.day(view.catalogue.calendar_until),
        "version": facts.app_version,
    }
    return [
        html.Span([f"{label.in_(view.lang)} ", html.Strong(values[key])]) for key, label in FOOTER
    ]
