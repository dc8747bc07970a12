"""Restatement: which published numbers this snapshot changed, from what to what, and because of what."""

from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import restatement
from audit_models.catalogue import Definition
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet
from audit_models.judgement import MARKS
from audit_models.records import records
from audit_models.snapshot import Facts, Snapshot
from audit_models.text import Text
from audit_models.words import column_name
from dashboard import html
from dashboard.components import card, link, named, table
from dashboard.html import Component
from dashboard.page import Page
from dashboard.panes import pane
from dashboard.view import Nothing, View

TITLE = Text("数据重述", "Restatement")
LINES = 100
QUESTION = Text("与较早的快照相比，哪些已公布的数字变了", "Published numbers that changed since")
COMPARED = Text("比较的快照", "Compared with")
NO_EARLIER = Text(
    "没有更早的快照可比：这是第一次生成，或较早的快照已清理。",
    "No earlier snapshot to compare with: this is the first, or the earlier ones were removed.",
)
NUMBERS = Text("变动的指标值", "Changed numbers")
HITS = Text("变动的疑点", "Changed hits")
NONE = Text("没有变动。", "Nothing changed.")
MORE = Text("只列出前{shown}项，共{count}项。", "The first {shown} of {count}.")
INDICATOR = Text("指标", "Indicator")
RULE = Text("规则", "Rule")
UNIT = Text("单位", "Unit")
MONTH = Text("月份", "Month")
OLD = Text("原值", "Old")
NEW = Text("现值", "New")
OLD_N = Text("原案例数", "Cases before")
NEW_N = Text("现案例数", "Cases now")
WHY = Text("原因", "Because of")
SHOW_ROWS = Text("查看变动的记录", "Rows that changed")
ADDED = Text("新增", "New")
REMOVED = Text("不再命中", "No longer found")
KINDS = {
    "added": Text("新增案例", "Case added"),
    "removed": Text("案例移出", "Case removed"),
    "changed": Text("案例数值变化", "Case changed"),
}
CASES = Text("变动的案例", "Cases that changed")
SOURCES = Text("变动的源数据", "Source rows that changed")
REDEFINED = Text("指标定义已更改。", "The definition of the indicator was changed.")
SUBJECT = Text("对象", "Subject")
CHANGE = Text("变动", "Change")
TABLE_NAME = Text("数据表", "Table")
ROW = Text("记录", "Row")
FIELD = Text("字段", "Field")
WHOLE_ROW = Text("整行", "Whole row")
BACK = Text("‹ 全部变动", "‹ All changes")


def body(view: View) -> Component:
    """The changes of a unit; with an indicator in the address, the rows behind one of them."""
    known = restatement.earlier(view.snapshot)
    before = opened(view)
    head = html.Div(
        [
            html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
            html.Span(view.say(QUESTION), className="sub"),
        ],
        className="title",
    )
    if before is None:
        return html.Div([head, html.P(view.say(NO_EARLIER), className="empty-text")])
    parts: list[Component] = [head, choice(known, before, view)]
    indicator = view.catalogue.indicators.get(view.address.id or "")
    if indicator:
        return html.Div([*parts, *rows_behind(before, indicator, view)])
    return html.Div(
        [
            *parts,
            pane(
                view,
                "restatement-numbers",
                view.say(NUMBERS),
                lambda: numbers(before, view),
                has_picture=False,
            ),
            pane(
                view,
                "restatement-hits",
                view.say(HITS),
                lambda: hits(before, view),
                has_picture=False,
                is_open=True,
            ),
        ]
    )


def opened(view: View) -> Snapshot | None:
    """The earlier snapshot that the address asks for, else the newest of the earlier ones.

    Raises:
        Nothing: its file is gone or damaged.
    """
    try:
        return restatement.open_earlier(view.snapshot, view.address.before)
    except Refused as refused:
        raise Nothing(refused.text) from refused


def choice(known: tuple[Facts, ...], before: Snapshot, view: View) -> Component:
    return html.Nav(
        [
            link(
                f"{facts.snapshot_id} · {facts.created_at:%Y-%m-%d %H:%M}",
                view.href(before=facts.snapshot_id),
                class_name="choice is-current" if facts.snapshot_id == before.id else "choice",
            )
            for facts in known
        ],
        className="choices",
        **{"aria-label": view.say(COMPARED)},
    )


def numbers(before: Snapshot, view: View) -> tuple[Any, Sheet | None]:
    """Every changed number as a line that leads to the rows behind it."""
    found = restatement.changed_values(before, view.snapshot, view.unit.code)
    known = view.catalogue.indicators
    found = found[
        found["indicator_id"].isin(list(known))
        & found["unit_code"].isin(list(view.catalogue.units))
    ]
    if found.empty:
        return html.P(view.say(NONE), className="empty-text"), None
    shown = records(found.head(LINES))
    rows = [
        [
            link(
                known[row["indicator_id"]].title.in_(view.lang),
                view.href(
                    id=row["indicator_id"],
                    unit=row["unit_code"],
                    month=row["month"].date(),
                    before=before.id,
                ),
            ),
            named(view.catalogue.units[row["unit_code"]].name, view.lang),
            f"{row['month']:%Y-%m}",
            value_text(row, "old", known[row["indicator_id"]], view),
            value_text(row, "new", known[row["indicator_id"]], view),
        ]
        for row in shown
    ]
    heads = [(INDICATOR, "name"), (UNIT, ""), (MONTH, ""), (OLD, "num"), (NEW, "num")]
    listed = table([(view.say(text), kind) for text, kind in heads], rows)
    more = view.say(MORE).format(shown=fmt.count(LINES), count=fmt.count(len(found)))
    note = html.P(more if len(found) > LINES else "", className="note")
    return [note, listed], numbers_sheet(view, before, found)


def value_text(row: dict[Any, Any], age: str, indicator: Definition, view: View) -> str:
    """A value with its unit, or why there is none."""
    status = row[f"{age}_status"]
    if status != "ok":
        return f"{fmt.NO_NUMBER} {view.say(MARKS[status][1])}"
    return fmt.with_unit(row[f"{age}_value"], indicator.unit, view.lang)


def numbers_sheet(view: View, before: Snapshot, found: pd.DataFrame | None = None) -> Sheet:
    if found is None:
        found = restatement.changed_values(before, view.snapshot, view.unit.code)
    columns = [Column(one) for one in (INDICATOR, UNIT, MONTH, OLD, NEW, OLD_N, NEW_N)]
    known, units = view.catalogue.indicators, view.catalogue.units
    rows = [
        [
            known[row["indicator_id"]].title,
            units[row["unit_code"]].name,
            row["month"].date(),
            row["old_value"],
            row["new_value"],
            int(row["old_n"]),
            int(row["new_n"]),
        ]
        for row in records(found)
        if row["indicator_id"] in known and row["unit_code"] in units
    ]
    return Sheet(NUMBERS, columns, rows)


def hits(before: Snapshot, view: View) -> tuple[Any, Sheet | None]:
    sheet = hits_sheet(view, before)
    if not sheet.rows:
        return html.P(view.say(NONE), className="empty-text"), None
    return [], sheet


def hits_sheet(view: View, before: Snapshot) -> Sheet:
    """New and vanished hits, rule by rule."""
    found = restatement.changed_hits(before, view.snapshot, view.unit.code)
    rules = view.catalogue.rules
    chosen = [row for row in records(found) if row["rule_id"] in rules]
    return Sheet(
        HITS,
        [Column(one) for one in (RULE, MONTH, ADDED, REMOVED)],
        [
            [
                rules[row["rule_id"]].title,
                row["month"].date(),
                int(row["added"]),
                int(row["removed"]),
            ]
            for row in chosen
        ],
        [view.href(path="/rules", id=row["rule_id"], month=row["month"].date()) for row in chosen],
    )


def rows_behind(before: Snapshot, indicator: Definition, view: View) -> list[Component]:
    """The cases that make the difference of one number, and the source rows behind those."""
    where = (indicator.id, view.unit.code, view.month)
    found = restatement.changed_cases(before, view.snapshot, *where)
    title = f"{indicator.title.in_(view.lang)} · {fmt.month(view.month, view.lang)}"
    notes = []
    if restatement.is_redefined(before, view.snapshot, indicator.id):
        notes.append(html.P(view.say(REDEFINED), className="note"))
    cases = table(
        [
            (view.say(SUBJECT), "name"),
            (view.say(CHANGE), ""),
            (view.say(OLD), "num"),
            (view.say(NEW), "num"),
        ],
        [
            [
                link(row["subject_id"], view.href(path="/project", id=row["subject_id"])),
                view.say(KINDS[row["kind"]]),
                fmt.number(row["numerator_old"], digits=2),
                fmt.number(row["numerator_new"], digits=2),
            ]
            for row in records(found.head(LINES))
        ],
    )
    sources = restatement.changed_sources(before, view.snapshot, list(found["subject_id"]))
    return [
        html.P(link(view.say(BACK), view.href(id=None))),
        card(title, *notes, html.H3(view.say(CASES)), cases if len(found) else view.say(NONE)),
        card(view.say(SOURCES), source_table(sources, view) if len(sources) else view.say(NONE)),
    ]


def source_table(found: pd.DataFrame, view: View) -> Component:
    heads = [(TABLE_NAME, "name"), (ROW, ""), (FIELD, ""), (OLD, ""), (NEW, "")]
    return table(
        [(view.say(text), kind) for text, kind in heads],
        [
            [
                column_name(row["table_name"], view.lang),
                row["key"],
                column_name(f"{row['table_name']}.{row['column_name']}", view.lang)
                if fmt.is_number(row["column_name"])
                else view.say(WHOLE_ROW),
                row["old"] if fmt.is_number(row["old"]) else fmt.NO_NUMBER,
                row["new"] if fmt.is_number(row["new"]) else fmt.NO_NUMBER,
            ]
            for row in records(found)
        ],
    )


def _needed(view: View) -> Snapshot:
    before = opened(view)
    if before is None:
        raise Nothing(NO_EARLIER)
    return before


PAGE = Page(
    name="restatement",
    path="/restatement",
    title=TITLE,
    order=8,
    icon="restatement",
    body=body,
    sheets={
        "numbers": lambda view: numbers_sheet(view, _needed(view)),
        "hits": lambda view: hits_sheet(view, _needed(view)),
    },
)
