"""Words for what the contract names: columns, codes, and what is missing."""

import json
from functools import cache
from typing import Any

from audit_models.contract import load_contract
from audit_models.text import Lang, Text
from dashboard import format as fmt

YES_NO = {True: Text("是", "Yes"), False: Text("否", "No")}
CALENDAR = Text("工作日历", "Working-day calendar")
COUNTED = Text("{name}（{count} 件）", "{name} ({count})")


def column_name(name: str, lang: Lang) -> str:
    """`table.column`, a table or a column in words; what the contract does not know stays as it is."""
    table, _, column = name.partition(".")
    contract = load_contract()
    if name == "calendar":
        return CALENDAR.in_(lang)
    if table in contract:
        found = contract[table]
        if not column:
            return found.label.in_(lang)
        if column in found.columns:
            return found.columns[column].label.in_(lang)
        name = column
    label = _labels().get(name)
    return label.in_(lang) if label else name


def code_name(column: str, value: Any, lang: Lang) -> str:
    """A code's label, a boolean in words, anything else as text; the sign for none where empty."""
    if not isinstance(value, (list, dict)) and not fmt.is_number(value):
        return fmt.NO_NUMBER
    if isinstance(value, bool):
        return YES_NO[value].in_(lang)
    label = _codes().get((column, str(value)))
    return label.in_(lang) if label else str(value)


def missing_text(missing: Any, lang: Lang) -> str:
    """What was missing, in words: a list, an object {name: count}, or names separated by commas."""
    if not isinstance(missing, str) or not missing.strip():
        return ""
    sign = "、" if lang == "zh" else ", "
    if missing.lstrip()[0] in "[{":
        found = json.loads(missing)
    else:
        found = [name.strip() for name in missing.split(",")]
    if isinstance(found, dict):
        return sign.join(
            # A table that was never supplied has no subjects to count.
            COUNTED.in_(lang).format(name=column_name(name, lang), count=fmt.count(count))
            if count
            else column_name(name, lang)
            for name, count in found.items()
        )
    return sign.join(column_name(str(name), lang) for name in found)


@cache
def _labels() -> dict[str, Text]:
    return {c.name: c.label for table in load_contract().values() for c in table.columns.values()}


@cache
def _codes() -> dict[tuple[str, str], Text]:
    return {
        (c.name, code): label
        for table in load_contract().values()
        for c in table.columns.values()
        for code, label in c.codes.items()
    }
