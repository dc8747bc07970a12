"""What a number, a signal or a rule's state is called, and how a number is judged against its target."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.text import Lang, Text

Row = Mapping[Any, Any]
"""One row of a query by column name."""

MARKS: dict[str, tuple[str, Text]] = {
    "met": ("■", Text("达标", "Met")),
    "missed": ("◆", Text("未达标", "Missed")),
    "watched": ("●", Text("仅监测", "Watched")),
    "no_cases": ("○", Text("本月无案例", "No cases")),
    "insufficient_data": ("◌", Text("数据不足", "Insufficient data")),
    "error": ("✕", Text("出错", "Error")),
    "hit": ("▲", Text("有疑点", "Hits")),
    "clean": ("✓", Text("无疑点", "Clean")),
    "not_applicable": ("–", Text("不适用", "Not applicable")),
    "retired": ("⊘", Text("已停用", "Retired")),
}
"""Every state that a number or a rule can be in."""

SEVERITIES = {
    "H": Text("高", "High"),
    "M": Text("中", "Medium"),
    "L": Text("低", "Low"),
}

DECIDED = ("hit", "clean")
"""States in which the number of hits is known."""
NOTHING_TO_DECIDE = ("not_applicable", "retired")
"""States in which there is none, and nothing is missing."""

GRADES = {
    "excellent": Text("优秀", "Excellent"),
    "good": Text("良好", "Good"),
    "fair": Text("合格", "Fair"),
    "poor": Text("较差", "Poor"),
}

VARIATIONS: dict[str, Text] = {
    "improvement": Text("改善", "Better"),
    "concern": Text("恶化", "Worse"),
    "neutral": Text("异常变化", "Changed"),
    "common_cause": Text("正常波动", "Common cause"),
    "none": Text("点数不足", "Too few months"),
}
"""Whether a month differs from the usual, and to which side."""

ASSURANCES: dict[str, Text] = {
    "will": Text("达标", "Will meet"),
    "wont": Text("未达标", "Won’t meet"),
    "may": Text("不确定", "Uncertain"),
    "none": Text("未评定", "Not judged"),
}
"""Whether the process as it is meets its target."""

SIGNAL_RULES = {
    "outside": Text("本月值超出控制限", "This month lies beyond a control limit"),
    "run7": Text("连续7个月在均值同一侧", "Seven months in a row on one side of the mean"),
    "trend7": Text("连续7个月单向变化", "Seven months in a row rising or falling"),
    "two_of_three": Text(
        "近3个月中有2个月接近控制限", "Two of the last three months close to a control limit"
    ),
}
ONLY_USUAL = Text(
    "变化在正常波动范围内，不宜据此作出反应", "The movement is no more than the usual one"
)


def judge(row: Row, better: str) -> str:
    """The state of an indicator's row: met, missed, watched, or why there is no number."""
    if row["status"] != "ok":
        return str(row["status"])
    if not fmt.is_number(row["target"]) or better == "none":
        return "watched"
    gap = row["value"] - row["target"]
    return "met" if (gap <= 0 if better == "lower" else gap >= 0) else "missed"


def shown_value(row: Row, unit: str, lang: Lang) -> str:
    """A row's value with its unit, precise enough to agree with its judgement."""
    return fmt.with_unit(row["value"], unit, lang, target=row["target"])


def case_count(row: Row) -> str:
    """How many cases; the sign for none where nothing could be counted."""
    return fmt.count(row["n"]) if row["status"] in {"ok", "no_cases"} else fmt.NO_NUMBER


def target_text(target: float | None, unit: str, better: str, lang: Lang) -> str:
    """`≤ 40 工作日`, or the sign for no number where nothing is aimed at."""
    if not fmt.is_number(target):
        return fmt.NO_NUMBER
    if unit == "percent" and better == "higher" and target == 100:
        return fmt.with_unit(target, unit, lang)
    sign = {"lower": "≤ ", "higher": "≥ "}.get(better, "")
    return sign + fmt.with_unit(target, unit, lang)


def hit_sum(found: pd.DataFrame) -> str:
    """Hits of these rules; the sign for no number where none of them could be decided."""
    decided = found[found["state"].isin(DECIDED)]
    return fmt.count(decided["hits"].sum()) if len(decided) else fmt.NO_NUMBER


def checked_sum(found: pd.DataFrame) -> str:
    """Subjects that these rules checked, one that two rules checked counted twice."""
    checked = found["checked"].sum()
    return fmt.count(checked) if checked or found["state"].isin(DECIDED).any() else fmt.NO_NUMBER
