"""Data quality and imports: what arrived, what was rejected and why, what is odd, what is missing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.build import AFTER_AS_OF
from audit_models.contract import load_contract
from audit_models.exports.sheet import Column, Sheet
from audit_models.records import records
from audit_models.text import Text
from audit_models.words import column_name
from dashboard import html
from dashboard.components import named
from dashboard.data.arrivals import NOTE as ARRIVALS_NOTE
from dashboard.data.arrivals import TITLE as ARRIVALS
from dashboard.data.arrivals import arrivals_pane, arrivals_sheet
from dashboard.data.upload_detail import chosen_upload, upload_detail
from dashboard.data.uploads import upload_card, waiting_uploads
from dashboard.html import Component
from dashboard.page import Page
from dashboard.panes import pane
from dashboard.view import View

TITLE = Text("数据质量与导入", "Data and imports")
QUESTION = Text("本期数据能否信赖，还缺什么", "Can this month be trusted, and what is missing")
ARRIVED = Text("已导入的文件", "Files imported")
REJECTED = Text("被拒绝的数据", "Rejected values")
REJECTED_NOTE = Text(
    "被拒绝的行未进入任何指标；全部行及原因另存于快照旁的 CSV 文件。",
    "Rejected rows are in no number; all of them, with reasons, are in the CSV beside the snapshot.",
)
ODD = Text("已接受但异常的数据", "Accepted although odd")
SUPPLIED = Text("各数据表的到位情况", "Which tables were supplied")
NONE_REJECTED = Text("没有被拒绝的数据。", "Nothing was rejected.")
NONE_ARRIVED = Text("没有导入任何文件。", "No file was imported.")
NONE_ODD = Text("没有发现异常数据。", "Nothing odd was found.")
TABLE = Text("数据表", "Table")
FILE = Text("文件", "File")
READ = Text("读入行数", "Rows read")
ACCEPTED = Text("接受行数", "Rows accepted")
REJECTED_ROWS = Text("拒绝行数", "Rows rejected")
CONTROL = Text("控制合计", "Control total")
DIGEST = Text("SHA-256 前12位", "SHA-256, first 12")
COLUMN = Text("列", "Column")
REASON = Text("原因", "Reason")
COUNT = Text("数量", "Count")
FIRST = Text("首例所在行", "First in row")
KIND = Text("异常", "Oddity")
EXAMPLE = Text("示例主键", "Example key")
STATE = Text("状态", "State")
ROWS = Text("已提供列数", "Columns supplied")
OF = Text("约定列数", "Columns agreed")
YES, NO = Text("已提供", "Supplied"), Text("未提供", "Not supplied")
LATE = Text("日期晚于数据截止日", "Later than the day the data run to")


def body(view: View) -> Component:
    """Panes of their own; whoever does not see the whole company is told so in those that need it. An
    upload that the address names is shown instead."""
    if found := chosen_upload(view):
        return upload_detail(found, view)
    head = html.Div(
        [
            html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
            html.Span(view.say(QUESTION), className="sub"),
        ],
        className="title",
    )
    return html.Div(
        [
            head,
            upload_card(view),
            pane(
                view,
                "data-arrivals",
                view.say(ARRIVALS),
                partial(arrivals_pane, view),
                note=view.say(ARRIVALS_NOTE),
            ),
            *[
                pane(
                    view,
                    f"data-{name}",
                    view.say(title),
                    partial(_or_none, make, none, view),
                    note=view.say(note) if note else "",
                    has_picture=False,
                    is_open=True,
                )
                for name, (title, make, none, note) in PANES.items()
            ],
        ]
    )


def _or_none(make: Callable[[View], Sheet], none: Text, view: View) -> tuple[Any, Sheet | None]:
    sheet = make(view)
    if not sheet.rows:
        return html.P(view.say(none), className="empty-text"), None
    return [], sheet


def table_name(name: str) -> Text:
    """A source table in words."""
    known = load_contract().get(name)
    return known.label if known else Text(name, name)


def odd_name(table: str, kind: str) -> Text:
    """What is odd about the rows, in the words of the contract."""
    if kind == AFTER_AS_OF:
        return LATE
    known = load_contract().get(table)
    found = [rule.label for rule in known.odd if rule.code == kind] if known else []
    return found[0] if found else Text(kind, kind)


def arrived(view: View) -> Sheet:
    """One line a file."""
    columns = [
        Column(TABLE), Column(FILE), Column(READ, "", 0), Column(ACCEPTED, "", 0),
        Column(REJECTED_ROWS, "", 0), Column(CONTROL, "CNY", 2), Column(DIGEST),
    ]  # fmt: skip
    rows = [
        [
            table_name(row["table_name"]),
            row["file_name"],
            int(row["rows_read"]),
            int(row["rows_accepted"]),
            int(row["rows_rejected"]),
            float(row["control_total_cny"]) if fmt.is_number(row["control_total_cny"]) else None,
            row["file_sha256"][:12],
        ]
        for row in records(views.imports(view.snapshot))
    ]
    return Sheet(ARRIVED, columns, rows)


def rejected(view: View) -> Sheet:
    """One line a table, column and reason."""
    columns = [Column(one) for one in (TABLE, COLUMN, REASON, COUNT, FILE, FIRST)]
    rows = [
        [
            table_name(row["table_name"]),
            _column(row["table_name"], row["column_name"], view),
            Text(row["reason_zh"], row["reason_en"]),
            int(row["rows"]),
            row["file_name"],
            int(row["row_number"]) if fmt.is_number(row["row_number"]) else None,
        ]
        for row in records(views.reject_reasons(view.snapshot))
    ]
    return Sheet(REJECTED, columns, rows)


def _column(table: str, column: Any, view: View) -> str:
    if not fmt.is_number(column) or not column:
        return fmt.NO_NUMBER
    return column_name(f"{table}.{column}", view.lang)


def odd(view: View) -> Sheet:
    """One line a table and kind of oddity."""
    columns = [Column(one) for one in (TABLE, KIND, COUNT, EXAMPLE)]
    rows = [
        [
            table_name(row["table_name"]),
            odd_name(row["table_name"], row["kind"]),
            int(row["count"]),
            row["example_key"] if fmt.is_number(row["example_key"]) else None,
        ]
        for row in records(views.oddities(view.snapshot))
    ]
    return Sheet(ODD, columns, rows)


def supplied(view: View) -> Sheet:
    """One line a table of the contract: supplied or not, and how much of it."""
    found = views.missing_tables(view.snapshot)
    counts = dict(zip(found["table_name"], found["columns"], strict=True))
    columns = [Column(TABLE), Column(STATE), Column(ROWS, "", 0), Column(OF, "", 0)]
    rows = [
        [
            table.label,
            YES if counts.get(name) else NO,
            int(counts.get(name, 0)),
            len(table.columns),
        ]
        for name, table in sorted(load_contract().items(), key=lambda one: bool(counts.get(one[0])))
    ]
    return Sheet(SUPPLIED, columns, rows)


PANES = {
    "supplied": (SUPPLIED, supplied, NONE_ARRIVED, None),
    "rejected": (REJECTED, rejected, NONE_REJECTED, REJECTED_NOTE),
    "odd": (ODD, odd, NONE_ODD, None),
    "arrived": (ARRIVED, arrived, NONE_ARRIVED, None),
}

PAGE = Page(
    name="data",
    path="/data",
    title=TITLE,
    order=10,
    icon="data",
    body=body,
    sheets={
        "arrivals": arrivals_sheet,
        **{name: make for name, (_, make, _, _) in PANES.items()},
    },
    waiting=waiting_uploads,
)
