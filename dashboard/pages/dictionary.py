"""Data dictionary: every source table and every definition, from the contract and the snapshot."""

from typing import Any

from audit_models.contract import Column, Table, load_contract
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, facts, link, table
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import NOT_FOUND, Nothing, View

TITLE = Text("数据字典", "Dictionary")
TABLES = Text("源数据表", "Source tables")
DEFINITIONS = Text("指标与规则", "Indicators and rules")
ALL = Text("全部数据表", "All tables")
NAME = Text("名称", "Name")
TECHNICAL = Text("规范名", "Canonical name")
GRAIN = Text("一行代表", "One row is")
COLUMNS = Text("列数", "Columns")
KEY = Text("主键", "Key")
COLUMN = Text("列", "Column")
TYPE = Text("类型", "Type")
MEASURE = Text("计量单位", "Unit")
REQUIRED = Text("必填", "Required")
VALUES = Text("取值", "Values")
HEADERS = Text("可识别表头", "Accepted headers")
SENSITIVITY = Text("敏感性", "Sensitivity")
PERSONAL = Text("个人信息", "Personal data")
CAVEATS = Text("注意", "Mind")
MEANING = Text("含义", "Meaning")
GROUPS = {
    "organisation": Text("组织与人员", "Organisation and people"),
    "connection": Text("业扩报装", "Connection process"),
    "contracts": Text("合同与承包商", "Contracts and contractors"),
    "service": Text("服务质量", "Service quality"),
    "results": Text("督察结果", "What people found"),
}
TYPES = {
    "id": Text("编号", "Id"),
    "text": Text("文本", "Text"),
    "code": Text("代码", "Code"),
    "timestamp": Text("时间", "Timestamp"),
    "date": Text("日期", "Date"),
    "month": Text("月份", "Month"),
    "money": Text("金额（元）", "Money (CNY)"),
    "number": Text("数值", "Number"),
    "integer": Text("整数", "Integer"),
    "rate": Text("比率（0–1）", "Rate (0–1)"),
    "boolean": Text("是／否", "Yes or no"),
}


def body(view: View) -> Component:
    """All tables and definitions, or the one table that the address names."""
    if view.address.id is None:
        return html.Div([_heading(view.say(TITLE)), *table_groups(view), definition_card(view)])
    found = load_contract().get(view.address.id)
    if found is None:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=ALL)
    return one_table(found, view)


def _heading(title: str, *more: Any) -> Component:
    return html.Div([html.H1(title), *more], className="title")


def table_groups(view: View) -> list[Component]:
    """The tables of the contract by group."""
    cards = []
    columns = [
        (view.say(NAME), "name"),
        (view.say(TECHNICAL), ""),
        (view.say(GRAIN), ""),
        (view.say(COLUMNS), "num"),
    ]
    for group, title in GROUPS.items():
        rows = [
            [
                link(one.label.in_(view.lang), view.href(id=one.name)),
                html.Code(one.name),
                one.grain.in_(view.lang),
                str(len(one.columns)),
            ]
            for one in load_contract().values()
            if one.group == group
        ]
        cards.append(card(view.say(title), table(columns, rows), note=view.say(TABLES)))
    return cards


def definition_card(view: View) -> Component:
    """What was evaluated in this snapshot."""
    known = [
        *((one, "/indicator", "definition") for one in view.catalogue.indicators.values()),
        *((one, "/rules", "why") for one in view.catalogue.rules.values()),
    ]
    rows = [
        [
            html.Span(one.id, className="id"),
            link(one.title.in_(view.lang), view.href(path=path, id=one.id)),
            one.text(text).in_(view.lang),
        ]
        for one, path, text in known
    ]
    columns = [("", ""), (view.say(NAME), "name"), (view.say(MEANING), "")]
    return card(view.say(DEFINITIONS), table(columns, rows))


def one_table(found: Table, view: View) -> Component:
    """Every column of one table."""
    lang = view.lang
    about = [
        (view.say(TECHNICAL), html.Code(found.name)),
        (view.say(GRAIN), found.grain.in_(lang)),
        (view.say(KEY), _joined([found.columns[name].label.in_(lang) for name in found.key], view)),
    ]
    if found.caveats:
        about.append((view.say(CAVEATS), found.caveats.in_(lang)))
    headings = (COLUMN, TECHNICAL, TYPE, MEASURE, REQUIRED, VALUES, SENSITIVITY, HEADERS)
    return html.Div(
        [
            _heading(
                found.label.in_(lang),
                html.Div(link(f"‹ {view.say(ALL)}", view.href(id=None)), className="own"),
            ),
            card(view.say(GROUPS[found.group]), facts(about)),
            card(
                view.say(COLUMN),
                table(
                    [(view.say(text), "") for text in headings],
                    [column_line(one, view) for one in found.columns.values()],
                ),
            ),
        ]
    )


def column_line(column: Column, view: View) -> list[Any]:
    lang = view.lang
    values = [label.in_(lang) for label in column.codes.values()] or [
        f"{value:g}" for value in column.values
    ]
    name: list[Any] = [column.label.in_(lang)]
    if column.description:
        name.append(html.Span(column.description.in_(lang), className="reason"))
    return [
        name,
        html.Code(column.name),
        TYPES[column.type].in_(lang),
        column.unit or "",
        html.Span("✓", title=view.say(REQUIRED)) if column.required else "",
        _joined(values, view),
        view.say(PERSONAL) if column.sensitivity == "personal" else "",
        html.Span(_joined(list(column.headers), view), lang="zh-CN"),
    ]


def _joined(names: list[str], view: View) -> str:
    return ("、" if view.lang == "zh" else ", ").join(names)


PAGE = Page(
    name="dictionary",
    path="/dictionary",
    title=TITLE,
    order=6,
    icon="dictionary",
    body=body,
)
