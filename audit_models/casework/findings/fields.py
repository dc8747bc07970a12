"""What can be filled in at a finding: the form of each field, and how a written value is read."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.text import Text

LONGEST = 4_000
"""Letters of one text."""
LARGEST_CNY = Decimal(10) ** 15

Kind = Literal["text", "line", "date", "money", "count", "choice", "unit", "account", "finding"]


@dataclass(frozen=True)
class Field:
    """One thing to fill in."""

    name: Text
    kind: Kind
    choices: Mapping[str, Text] | None = None


def _codes(table: str, column: str, *, but: str = "") -> dict[str, Text]:
    codes = load_contract()[table].columns[column].codes or {}
    return {code: text for code, text in codes.items() if code != but}


RECEIVERS = {
    "discipline": Text("纪检机构", "Discipline inspection"),
    "legal": Text("法务部门", "Legal department"),
    "police": Text("公安机关", "Police"),
    "energy_regulator": Text("能源监管机构", "Energy regulator"),
}
FIELDS: Mapping[str, Field] = {
    "description": Field(Text("问题描述", "Description"), "text"),
    "amount_cny": Field(Text("事实金额（元）", "Amount (CNY)"), "money"),
    "topic": Field(
        Text("审计主题", "Topic"), "choice", _codes("inspection_results", "topic")
    ),
    "stage": Field(Text("环节", "Stage"), "line"),
    "department": Field(Text("责任部门", "Department"), "line"),
    "category": Field(Text("问题类别", "Category"), "line"),
    "severity": Field(Text("严重程度", "Severity"), "choice", _codes("findings", "severity")),
    "owner_id": Field(Text("责任人", "Owner"), "account"),
    "unit_code": Field(Text("单位", "Unit"), "unit"),
    "answer": Field(Text("单位答复", "Answer of the unit"), "text"),
    "verdict": Field(
        Text("核实结论", "Verdict"), "choice", _codes("findings", "verdict", but="cleared")
    ),
    "characterisation": Field(Text("定性", "Characterisation"), "text"),
    "ground": Field(Text("依据（文号与条款）", "Ground (document and clause)"), "line"),
    "requirement": Field(Text("整改要求", "What has to be done"), "text"),
    "due_on": Field(Text("整改期限", "Due on"), "date"),
    "measures": Field(Text("整改措施", "Measures"), "text"),
    "similar_cases": Field(Text("举一反三", "Similar cases looked at"), "text"),
    "recovered_cny": Field(Text("挽回/追缴金额（元）", "Recovered (CNY)"), "money"),
    "rules_improved": Field(Text("制度完善数", "Rules improved"), "count"),
    "people_accountable": Field(Text("问责人数", "People held accountable"), "count"),
    "receiver": Field(Text("移送对象", "Transferred to"), "choice", RECEIVERS),
    "merged_into": Field(Text("并入的问题", "Merged into"), "finding"),
}  # fmt: skip


def read_value(name: str, value: Any) -> Any:
    """A written value in its own type; None where nothing was written.

    Raises:
        Refused: the field does not exist, or the value has not its form.
    """
    field = FIELDS.get(name)
    if field is None:
        raise Refused(f"没有名为 {name!r} 的字段。", f"There is no field {name!r}.")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return _READERS[field.kind](field, value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise Refused(
            f"“{field.name.zh}”的值 {str(value)[:60]!r} 不符合要求；{_FORMS[field.kind].zh}。",
            f"'{field.name.en}' cannot be {str(value)[:60]!r}: {_FORMS[field.kind].en}.",
        ) from error


def clean_text(value: str, longest: int = LONGEST) -> str:
    """A text without signs that change how other text is shown or logged; its lines are kept.

    Raises:
        ValueError: it is no text, or too long.
    """
    if not isinstance(value, str):
        raise ValueError("no text")
    composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
    kept = "".join(
        sign for sign in composed if sign in "\n\t" or unicodedata.category(sign)[0] != "C"
    ).strip()
    if len(kept) > longest:
        raise ValueError("too long")
    return kept


def written(value: Any, longest: int = LONGEST) -> str:
    """The same for a person, who is told so.

    Raises:
        Refused: it is no text, or too long.
    """
    try:
        return clean_text(value, longest)
    except ValueError as error:
        raise Refused(
            f"内容应为不超过 {longest} 字的文字。", f"Write a text of at most {longest} letters."
        ) from error


def _line(_: Field, value: Any) -> str:
    return " ".join(clean_text(value, 200).split())


def _date(_: Field, value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _money(_: Field, value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("no amount")
    amount = Decimal(str(value).strip())
    if not amount.is_finite() or not 0 <= amount < LARGEST_CNY:
        raise ValueError("no amount")
    return amount.quantize(Decimal("0.01"))


def _count(_: Field, value: Any) -> int:
    if isinstance(value, bool | float) or not 0 <= int(value) <= 100_000:
        raise ValueError("no count")
    return int(value)


def _choice(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in (field.choices or {}):
        raise ValueError("no choice")
    return value


_READERS: Mapping[Kind, Callable[[Field, Any], Any]] = {
    "text": lambda _, value: clean_text(value),
    "line": _line,
    "date": _date,
    "money": _money,
    "count": _count,
    "choice": _choice,
    "unit": _line,
    "account": _count,
    "finding": _line,
}
_FORMS: Mapping[Kind, Text] = {
    "text": Text(f"应为不超过 {LONGEST} 字的文字", f"write a text of at most {LONGEST} letters"),
    "line": Text("应为不超过 200 字的一行文字", "write one line of at most 200 letters"),
    "date": Text("应为 2026-11-30 形式的日期", "write a date like 2026-11-30"),
    "money": Text("应为不小于 0 的金额（元）", "write an amount in yuan that is not negative"),
    "count": Text("应为不小于 0 的整数", "write a whole number that is not negative"),
    "choice": Text("请从所列选项中选择", "choose one of the list"),
    "unit": Text("应为单位编码", "write a unit's code"),
    "account": Text("请选择一个账号", "choose an account"),
    "finding": Text("请选择一个问题", "choose a finding"),
}
