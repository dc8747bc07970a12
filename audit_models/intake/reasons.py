"""Why a row is rejected: one code, and one sentence in both languages."""

from audit_models.contract import Column, Table
from audit_models.text import Text

REASONS: dict[str, Text] = {
    "missing": Text("必填项为空", "a required value is missing"),
    "short_row": Text(
        "本行只有 {found} 列，应有 {expected} 列",
        "the row has {found} columns instead of {expected}",
    ),
    "long_row": Text(
        "本行有 {found} 列，应有 {expected} 列", "the row has {found} columns instead of {expected}"
    ),
    "malformed_quotes": Text("引号位置不正确", "quotes in the wrong place"),
    "rounded_id": Text(
        "以数字存储且超过15位，末尾数字已丢失；请以文本格式提供",
        "a number of more than 15 digits, whose last digits are already lost; provide it as text",
    ),
    "formula_without_value": Text(
        "公式没有存储的值；请在 Excel 中重新计算并保存",
        "a formula without a stored value; recalculate and save it in Excel",
    ),
    "excel_error": Text("单元格是错误值", "the cell holds an error value"),
    "damaged_text": Text(
        "含有替换字符 �，文本在导出前已损坏",
        "holds the replacement character �: the text was damaged before it was exported",
    ),
    "unknown_code": Text(
        "不在代码表中；可用的值：{accepted}", "not in the code list; accepted: {accepted}"
    ),
    "unreadable_date": Text(
        "不是可识别的日期；可用 2026-01-02、2026/1/2、2026年1月2日、20260102",
        "not a date in an accepted form (2026-01-02, 2026/1/2, 2026年1月2日, 20260102)",
    ),
    "unreadable_timestamp": Text(
        "不是可识别的时间；可用 2026-01-02 08:30:00，可带时区 +08:00 或 Z",
        "not a time in an accepted form (2026-01-02 08:30:00, an offset such as +08:00 or Z allowed)",
    ),
    "impossible_date": Text("日历上没有这个日期或时刻", "there is no such date or time"),
    "time_in_date": Text("应为日期，却带有时刻", "a date is expected, but it has a time of day"),
    "not_first_of_month": Text(
        "月份应为当月1日，例如 2026-01-01", "a month must be its first day, such as 2026-01-01"
    ),
    "unreadable_amount": Text(
        "不是可识别的金额；可用 1234.50、1,234.50、￥1234.5、1.2万元",
        "not an amount in an accepted form (1234.50, 1,234.50, ￥1234.5, 1.2万元)",
    ),
    "too_many_decimals": Text("金额的小数超过两位", "an amount with more than two decimals"),
    "amount_too_large": Text(
        "金额超过16位整数", "an amount of more than 16 digits before the point"
    ),
    "unreadable_number": Text("不是可识别的数值", "not a number"),
    "unreadable_integer": Text("不是可识别的整数", "not a whole number"),
    "unreadable_boolean": Text(
        "不是可识别的是否值；可用 true/false、1/0、yes/no、Y/N、是/否",
        "not a truth value (true/false, 1/0, yes/no, Y/N, 是/否)",
    ),
    "not_in_list": Text(
        "不在允许的数值中：{accepted}", "not one of the accepted values: {accepted}"
    ),
    "out_of_range": Text("超出允许的范围：{accepted}", "outside the accepted range: {accepted}"),
    "duplicate_identical": Text(
        "与另一行完全相同，只计一次", "identical to another row; counted once"
    ),
    "duplicate_conflict": Text(
        "主键与另一行相同而内容不同，无法判断哪一行正确",
        "another row has the same key but differs, and it cannot be told which is right",
    ),
    "unknown_reference": Text("在表 {parent} 中不存在", "does not exist in the table {parent}"),
    "parent_rejected": Text(
        "所引用的 {parent} 行已被拒绝", "the row of {parent} that it refers to was rejected"
    ),
}


def reason_text(code: str, table: Table, column: Column | None) -> Text:
    """The sentence of a reason for one column of a table."""
    must = next((rule.label for rule in table.must if rule.code == code), None)
    if must:
        return must
    parent = (column and column.references) or ""
    return REASONS[code].format(
        accepted=_accepted(column) if column else "",
        parent=parent,
        found="{found}",
        expected="{expected}",
    )


def _accepted(column: Column) -> str:
    if column.codes:
        return ", ".join(column.codes)
    if column.values:
        return ", ".join(f"{value:g}" for value in column.values)
    lower = 0 if column.type == "rate" and column.minimum is None else column.minimum
    upper = 1 if column.type == "rate" and column.maximum is None else column.maximum
    return f"{'' if lower is None else f'{lower:g}'}–{'' if upper is None else f'{upper:g}'}"
