"""Words for what the contract names: columns, codes, and what is missing."""

import csv
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any

from audit_models import format as fmt
from audit_models.contract import CODELIST_FOLDER, load_contract
from audit_models.text import Lang, Text

GROUND_KINDS = {
    "law": Text("法律", "Law"),
    "regulation": Text("行政法规", "Regulation"),
    "rule": Text("部门规章", "Ministry rule"),
    "policy": Text("政策", "Policy"),
    "promise": Text("服务承诺", "Service promise"),
    "case": Text("监管案例", "Regulator's case"),
    "own": Text("督察实践", "Supervision practice"),
}
EVIDENCE_COLUMNS = CODELIST_FOLDER / "evidence_columns.csv"
"""Names of what rules prove their hits with, beyond the columns of the contract."""

YES_NO = {True: Text("是", "Yes"), False: Text("否", "No")}
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d):00(?:\.0+)?$")
MIDNIGHT = " 00:00"
LEAST_P = 0.001
"""Smaller probabilities are shown as smaller than this: 0 would say that something is impossible."""
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


class _Shown:
    """One value in a sentence. `{name:words}` says the words where it is missing, `{name:?words}` says them
    where it is yes and nothing where it is no; `:%` is a share in percent, `:m` a month, `:p` a probability."""

    def __init__(self, name: str, value: Any, lang: Lang) -> None:
        self._name, self._value, self._lang = name, value, lang

    def __format__(self, spec: str) -> str:
        if spec.startswith("?"):
            return spec[1:] if self._value is True else ""
        if is_missing(self._value):
            return spec if spec not in ("", "%", "m", "p") else fmt.NO_NUMBER
        if spec == "%":
            return f"{fmt.number(100 * self._value, digits=1)}%"
        if spec == "m":
            return fmt.month(date.fromisoformat(str(self._value)[:10]), self._lang)
        if spec == "p":
            return "p<0.001" if self._value < LEAST_P else f"p={fmt.number(self._value, digits=3)}"
        return evidence_value(self._name, self._value, self._lang)


class _Filled(dict[str, _Shown]):
    """Placeholders that the evidence does not name are missing."""

    def __missing__(self, key: str) -> _Shown:
        return _Shown(key, None, "zh")


def is_missing(value: Any) -> bool:
    """Whether a cell of evidence is empty."""
    return not isinstance(value, (list, dict)) and not fmt.is_number(value)


def rule_sentence(says: Text, evidence: Mapping[str, Any], lang: Lang) -> str:
    """A rule's sentence about one hit, its placeholders filled from the evidence.

    A part in square brackets is left out where one of its values is missing.
    """
    known = _Filled({name: _Shown(name, value, lang) for name, value in evidence.items()})
    said = OPTIONAL.sub(lambda part: _kept(part.group(1), evidence), says.in_(lang))
    return said.format_map(known)


def _kept(part: str, evidence: Mapping[str, Any]) -> str:
    names = [name for _, name, _, _ in Formatter().parse(part) if name]
    return "" if any(is_missing(evidence.get(name)) for name in names) else part


def evidence_value(name: str, value: Any, lang: Lang) -> str:
    """One cell of the evidence: codes in words, numbers with separators, a moment at midnight as its day."""
    if isinstance(value, bool) or value is None:
        return code_name(name, value, lang)
    if isinstance(value, int | float):
        return fmt.number(value, digits=2 if abs(value) >= 1 else 4)
    if isinstance(value, datetime):
        return fmt.minute(value).removesuffix(MIDNIGHT)
    if isinstance(value, date):
        return fmt.day(value)
    return _moment(code_name(name, value, lang))


def _moment(text: str) -> str:
    """A recorded moment without what it does not say: seconds of zero, and midnight."""
    return MOMENT.sub(lambda found: found.group(1).removesuffix(MIDNIGHT), text)


def evidence_facts(evidence: Mapping[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """The evidence of a hit in the reader's language, name by value; the other language's columns left out."""
    other = "_en" if lang == "zh" else "_zh"
    return [
        (evidence_name(name, lang), evidence_value(name, value, lang))
        for name, value in evidence.items()
        if not name.endswith(other)
    ]


def evidence_name(name: str, lang: Lang) -> str:
    """A column of evidence in words; one that is a column of the contract, too, goes by the contract's label."""
    label = _evidence_labels().get(name.removesuffix(f"_{lang}"))
    return label.in_(lang) if label else column_name(name, lang)


@cache
def _evidence_labels() -> dict[str, Text]:
    with EVIDENCE_COLUMNS.open(encoding="utf-8", newline="") as lines:
        return {row["column"]: Text(row["zh"], row["en"]) for row in csv.DictReader(lines)}


@cache
def _labels() -> dict[str, Text]:
    """By the column's name; where several tables have it, the one whose key it is says what it is called."""
    tables = load_contract().values()
    labels = {c.name: c.label for table in tables for c in table.columns.values()}
    keys = {
        table.key[0]: table.columns[table.key[0]].label for table in tables if len(table.key) == 1
    }
    return labels | keys


@cache
def _codes() -> dict[tuple[str, str], Text]:
    return {
        (c.name, code): label
        for table in load_contract().values()
        for c in table.columns.values()
        for code, label in c.codes.items()
    }
