"""The frame of every page: rail, top bar, ribbon, footer. It holds no data until it is asked."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from audit_models import format as fmt
from audit_models.casework import read_only, uploads
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import peer_groups, session
from dashboard.address import Address, read_address
from dashboard.components import named
from dashboard.frame import menu, shortcuts
from dashboard.frame.icons import icon
from dashboard.frame.menu import PRODUCT
from dashboard.frame.search import Place, found_places, unit_path
from dashboard.page import LOCATION, Page
from dashboard.view import LEVELS, Nothing, View, open_view

SKIP = Text("跳到正文", "Skip to content")
SEARCH = Text("查找单位、指标、规则、承包商…  /", "Find a unit, indicator, rule, contractor …  /")
SEARCH_LABEL = Text(
    "按名称、拼音首字母或编号查找单位、指标、规则、承包商、项目、问题",
    "Find units, indicators, rules, contractors, projects and findings by name, pinyin initials or id",
)
NOTHING_FOUND = Text("没有匹配的内容", "Nothing of that name")
MONTH = Text("月份", "Month")
PREVIOUS = Text("上一月  [", "Previous month  [")
NEXT = Text("下一月  ]", "Next month  ]")
UP = Text("上一级  Alt+↑", "One level up  Alt+↑")
PRINT = Text("打印", "Print")
COPY = Text("复制链接", "Copy link")
COPIED = Text("已复制", "Copied")
KEEP = Text("保存视图", "Keep this view")
VIEWS = "/views"
THEME = Text("深色／浅色", "Dark or light")
DENSITY = Text("表格疏密：标准、紧凑、宽松", "Rows of tables: normal, compact, roomy")
DENSITIES = {
    "": Text("标准", "Normal"),
    "compact": Text("紧凑", "Compact"),
    "roomy": Text("宽松", "Roomy"),
}
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
    ("approved", Text("批准", "Approved by")),
)
NOT_APPROVED = Text("未经页面批准（命令行导入）", "nobody: imported at the command line")
DEFINITIONS = Text("指标与规则定义", "Definitions")
TOOLS = (
    ("copy", "link", COPY),
    ("print", "print", PRINT),
    ("density", "density", DENSITY),
    ("theme-switch", "theme", THEME),
    ("keys", "keyboard", shortcuts.TITLE),
)


def layout() -> Component:
    """The empty frame."""
    return dmc.MantineProvider(
        id="shell-theme",
        children=[
            dcc.Location(id="shell-location", refresh="callback-nav"),
            dcc.Store(id="shell-state"),
            html.A(id="shell-skip", href="#shell-page", className="skip"),
            html.Dialog(
                id="shell-keys-window",
                className="keys",
                **{"aria-labelledby": "shell-keys-title"},
            ),
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
            dmc.Select(id="shell-peers", data=[], size="sm", w=170, allowDeselect=False),
            id="shell-peers-slot",
            hidden=True,
        ),
        html.Div(
            [
                html.Span(id="shell-account"),
                html.Span(id="shell-language"),
                html.Span(id="shell-bookmark"),
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
    for picked in ("month", "peers"):
        app.clientside_callback(
            ClientsideFunction("shell", picked),
            Output("shell-location", "href", allow_duplicate=True),
            Input(f"shell-{picked}", "value"),
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
        Output("shell-peers", "data"),
        Output("shell-peers", "value"),
        Output("shell-peers", "aria-label"),
        Output("shell-peers-slot", "hidden"),
        Output("shell-previous-slot", "children"),
        Output("shell-next-slot", "children"),
        Output("shell-account", "children"),
        Output("shell-language", "children"),
        Output("shell-bookmark", "children"),
        Output("shell-search", "placeholder"),
        Output("shell-search", "aria-label"),
        Output("shell-search", "nothingFoundMessage"),
        Output("shell-skip", "children"),
        Output("shell-error", "children"),
        Output("shell-keys-window", "children"),
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
        groups = peer_groups.options(view) if view else []
        group = peer_groups.option(view) if groups and view else None
        tools = tuple(label.in_(lang) for _, _, label in TOOLS)
        return (
            menu.rail(pages, at, view),
            MENU.in_(lang),
            _crumbs(view) if view else html.Span(PRODUCT.in_(lang)),
            UNITS.in_(lang),
            _ribbon(view, lang),
            _footer(view) if view else None,
            _months(view) if view else [],
            shown,
            MONTH.in_(lang),
            groups,
            group,
            peer_groups.LABEL.in_(lang),
            not groups,
            _step(view, -1) if view else None,
            _step(view, +1) if view else None,
            menu.account(lang),
            _language(at),
            _bookmark(at),
            SEARCH.in_(lang),
            SEARCH_LABEL.in_(lang),
            NOTHING_FOUND.in_(lang),
            SKIP.in_(lang),
            FAILED.in_(lang),
            shortcuts.words(lang),
            *tools,
            *tools,
            {
                "lang": "zh-CN" if lang == "zh" else "en",
                "title": _title(pages, at),
                "month": shown,
                "peers": group,
                "href": at.href,
                "copied": COPIED.in_(lang),
                "densities": {name: text.in_(lang) for name, text in DENSITIES.items()},
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
    def find(text: str | None, path: str, search: str) -> list[Place]:
        if not isinstance(text, str) or not text.strip():
            return []
        return found_places(warehouse, read_address(path, search), text.strip()[:40])


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
    path = unit_path(view.address.path)
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


def _bookmark(at: Address) -> Component:
    """The way to the page on which what is shown can be kept under a name."""
    kept = None if at.path == VIEWS else at.href
    return dcc.Link(
        [icon("bookmark"), html.Span(KEEP.in_(at.lang), className="only-heard")],
        href=Address(VIEWS, unit=at.unit, month=at.month, lang=at.lang, id=kept).href,
        className="tool",
        title=KEEP.in_(at.lang),
    )


def _ribbon(view: View | None, lang: Lang) -> list[Component]:
    lines = []
    if read_only.found(session.casework().home):
        lines.append(read_only.ReadOnly().text.in_(lang))
    if view and view.snapshot.facts.is_demonstration:
        lines.append(DEMONSTRATION.in_(lang).format(seed=view.snapshot.facts.seed))
    if view and view.snapshot.notice:
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
    if not facts.is_demonstration:
        approval = uploads.approval_of(session.casework(), facts.snapshot_id)
        values["approved"] = " ".join(approval) if approval else NOT_APPROVED.in_(view.lang)
    said = [(label, values[key]) for key, label in FOOTER if key in values]
    return [
        *[html.Span([f"{label.in_(view.lang)} ", html.Strong(value)]) for label, value in said],
        dcc.Link(DEFINITIONS.in_(view.lang), href=view.href(path="/dictionary")),
    ]
