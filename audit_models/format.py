"""Numbers, money, months and dates as people read them, in both languages.

There is one sign for "no number", and no number is ever shown as 0.
"""

from typing import Any

import pandas as pd

from audit_models.text import Lang, Text

Cell = Any
"""One cell of a query's answer: a number, a date or a moment, or None, NaN, NaT or NA."""

NO_NUMBER = "—"

UNITS: dict[str, Text] = {
    "workdays": Text("工作日", "working days"),
    "percent": Text("%", "%"),
    "count": Text("件", "cases"),
    "CNY": Text("元", "CNY"),
    "per_workday": Text("件/工作日", "cases per working day"),
    "items": Text("件", "items"),
    "hours": Text("小时", "hours"),
    "times": Text("次", "times"),
    "per_10k": Text("件/万户", "per 10k customers"),
    "per_100": Text("每百件", "per 100"),
}
"""Units of indicators as their definitions write them."""

SCALES = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "B"), (1e6, "M"), (1e3, "k"))}

MOST_DIGITS = 6

MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def is_number(value: Cell) -> bool:
    """Whether there is a number at all: None and NA are none, nor is NaN or NaT, which differ from themselves.

    A page asks it thousands of times: `pandas.isna` takes ten times as long.
    """
    return value is not None and value is not pd.NA and bool(value == value)


def number(value: Cell, *, digits: int = 1) -> str:
    """A number with thousands separators and at most `digits` decimals; trailing zeros dropped."""
    if not is_number(value):
        return NO_NUMBER
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def number_against(value: Cell, target: Cell) -> str:
    """A number with one decimal, or as many more as show on which side of the target it lies."""
    digits = 1
    if is_number(value) and is_number(target) and value != target:
        while digits < MOST_DIGITS and round(value, digits) == target:
            digits += 1
    return number(value, digits=digits)


def fixed(value: Cell, *, digits: int = 1) -> str:
    """A number with exactly `digits` decimals, for columns that are read downwards."""
    return f"{round(value, digits) + 0.0:,.{digits}f}" if is_number(value) else NO_NUMBER


def count(value: Cell) -> str:
    """A whole number with thousands separators."""
    return f"{value:,.0f}" if is_number(value) else NO_NUMBER


def scaled(value: Cell, lang: Lang) -> str:
    """A large number in 万/亿 or k/M/B, three significant figures."""
    if not is_number(value):
        return NO_NUMBER
    for size, sign in SCALES[lang]:
        if abs(value) >= size:
            part = value / size
            return number(part, digits=2 if abs(part) < 10 else 1 if abs(part) < 100 else 0) + sign
    return number(value, digits=2)


def money(value: Cell, lang: Lang) -> str:
    """Yuan, scaled."""
    if not is_number(value):
        return NO_NUMBER
    return (
        f"{scaled(float(value), 'zh')}元" if lang == "zh" else f"CNY {scaled(float(value), 'en')}"
    )


def unit_name(unit: str, lang: Lang) -> str:
    """A unit of measure in words."""
    return UNITS[unit].in_(lang) if unit in UNITS else unit


def with_unit(value: Cell, unit: str, lang: Lang, *, target: Cell = None) -> str:
    """A value followed by its unit; only the sign for no number when there is none.

    A value that would round to its target without meeting it gets more decimals.
    """
    if not is_number(value):
        return NO_NUMBER
    written = number_against(value, target)
    if unit == "percent":
        return f"{written}%"
    # Between digits and Chinese characters the style sheet makes the room.
    sign = ("个" if unit == "workdays" else "") if lang == "zh" else " "
    return f"{written}{sign}{unit_name(unit, lang)}"


def month(value: Cell, lang: Lang) -> str:
    """`2026年10月` or `Oct 2026`."""
    if not is_number(value):
        return NO_NUMBER
    if lang == "zh":
        return f"{value.year}年{value.month}月"
    return f"{MONTHS_EN[value.month - 1]} {value.year}"


def day(value: Cell) -> str:
    """`2026-10-31`."""
    return f"{value:%Y-%m-%d}" if is_number(value) else NO_NUMBER


def minute(value: Cell) -> str:
    """`2026-10-31 16:05`."""
    return f"{value:%Y-%m-%d %H:%M}" if is_number(value) else NO_NUMBER
