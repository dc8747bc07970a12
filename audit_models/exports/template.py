"""An empty workbook for one source table: its headers, what belongs below them, and the accepted values."""

import io

import xlsxwriter

from audit_models.contract import Column, Table
from audit_models.exports.sheet import ABOUT, SAFE
from audit_models.text import Lang, Text

REQUIRED = Text("必填", "required")
ONE_OF = Text("可填：{values}", "one of: {values}")
UNIT = Text("单位：{unit}", "unit: {unit}")
FORMS: dict[str, Text] = {
    "id": Text("编号，按文本填写，保留前导零", "an id, as text: leading zeros stay"),
    "text": Text("文字", "text"),
    "code": Text("代码，从下拉列表选择", "a code, chosen from the list"),
    "timestamp": Text("日期时间，如 2026-11-30 09:30", "a moment, like 2026-11-30 09:30"),
    "date": Text("日期，如 2026-11-30", "a day, like 2026-11-30"),
    "month": Text("月份，如 2026-11", "a month, like 2026-11"),
    "money": Text("金额（元），如 12345.60", "an amount in CNY, like 12345.60"),
    "number": Text("数字", "a number"),
    "integer": Text("整数", "a whole number"),
    "rate": Text("0 至 1 的小数", "a share between 0 and 1"),
    "boolean": Text("是或否", "yes or no"),
}
HEADINGS = (Text("列", "Column"), Text("名称", "Name"), Text("填写", "What to fill in"))
AS_TEXT = frozenset({"id", "code", "text"})
LONGEST_LIST = 250
"""What Excel takes as a list of accepted values."""
MOST_ROWS = 10_000


def template(table: Table, lang: Lang) -> bytes:
    """The workbook; its one sheet that holds data is named after the table, so it is imported as it is."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        must = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"}
        )
        text = book.add_format({"num_format": "@"})
        page = book.add_worksheet(table.name)
        page.freeze_panes(1, 0)
        for at, column in enumerate(table.columns.values()):
            page.write_string(0, at, column.label.in_(lang), must if column.required else bold)
            page.write_comment(0, at, hint(column, lang))
            page.set_column(at, at, 18, text if column.type in AS_TEXT else None)
            codes = list(column.codes)
            if codes and len(",".join(codes)) <= LONGEST_LIST:
                page.data_validation(1, at, MOST_ROWS, at, {"validate": "list", "source": codes})
        notes = book.add_worksheet(ABOUT.in_(lang))
        notes.set_column(0, 1, 24)
        notes.set_column(2, 2, 80)
        for at, heading in enumerate(HEADINGS):
            notes.write_string(0, at, heading.in_(lang), bold)
        for line, column in enumerate(table.columns.values(), start=1):
            for at, said in enumerate((column.name, column.label.in_(lang), hint(column, lang))):
                notes.write_string(line, at, said)
    return out.getvalue()


def hint(column: Column, lang: Lang) -> str:
    """What belongs into a column."""
    said = [FORMS[column.type].in_(lang)]
    if column.required:
        said.insert(0, REQUIRED.in_(lang))
    if column.unit:
        said.append(UNIT.in_(lang).format(unit=column.unit))
    if column.codes:
        values = (f"{code} {label.in_(lang)}" for code, label in column.codes.items())
        said.append(ONE_OF.in_(lang).format(values="、".join(values)))
    if column.description:
        said.append(column.description.in_(lang))
    return ("；" if lang == "zh" else "; ").join(said)
