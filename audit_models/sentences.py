"""One sentence a number: whether it is noise or a signal, by which rule, and what that means for the target.

Pure functions over the rows of `result.signals`, `result.indicator_values` and `result.assessment_parts`: the same
rows always give the same words, on pages, in reports and in notebooks.
"""

from collections.abc import Mapping
from typing import Any, Literal

from audit_models.text import LANGS, Text

Row = Mapping[Any, Any]
Side = Literal["above", "below", "unknown"]

RULES: dict[str, dict[Side, Text]] = {
    "outside": {
        "above": Text("本月值高于控制上限", "this month lies above the upper control limit"),
        "below": Text("本月值低于控制下限", "this month lies below the lower control limit"),
    },
    "run7": {
        "above": Text("连续7个月高于均值", "seven months in a row lie above the mean"),
        "below": Text("连续7个月低于均值", "seven months in a row lie below the mean"),
    },
    "trend7": {
        "above": Text("连续7个月上升", "seven months in a row each rose"),
        "below": Text("连续7个月下降", "seven months in a row each fell"),
        "unknown": Text("连续7个月单向变化", "seven months in a row rose or fell"),
    },
    "two_of_three": {
        "above": Text(
            "近3个月中有2个月接近控制上限", "two of three months lie near the upper limit"
        ),
        "below": Text(
            "近3个月中有2个月接近控制下限", "two of three months lie near the lower limit"
        ),
    },
}
"""Every rule by the side on which it fired."""

CLAUSES: dict[str, dict[Side, Text]] = {
    "outside": {
        "above": Text("高于控制上限", "above upper limit"),
        "below": Text("低于控制下限", "below lower limit"),
    },
    "run7": {
        "above": Text("连续7个月高于均值", "7 months above mean"),
        "below": Text("连续7个月低于均值", "7 months below mean"),
    },
    "trend7": {
        "above": Text("连续7个月上升", "7 months rising"),
        "below": Text("连续7个月下降", "7 months falling"),
        "unknown": Text("连续7个月单向变化", "7 months one way"),
    },
    "two_of_three": {
        "above": Text("3个月中2个月近上限", "2 of 3 near upper limit"),
        "below": Text("3个月中2个月近下限", "2 of 3 near lower limit"),
    },
}
"""The same in as few words as fit beside a number."""

MEANINGS = {
    "improvement": Text("属特殊原因，向好", "a special cause, for the better"),
    "concern": Text("属特殊原因，向差", "a special cause, for the worse"),
    "neutral": Text("属特殊原因", "a special cause"),
}
USUAL = Text("在正常波动范围内，不宜据此作出反应", "within the usual variation, no reason to react")
TOO_FEW = Text(
    "有数值的月份不足12个，尚无控制限",
    "fewer than twelve months with a number, so there are no control limits yet",
)
TOO_FEW_SHARES = Text(
    "有数值的月份不足12个，或最初12个月全为0%或100%，没有控制限",
    "fewer than twelve months with a number, or 0% or 100% in all of the first twelve: no control limits",
)
TARGETS = {
    "will": Text("按现状，预期能达到目标", "the target will be met as things are"),
    "wont": Text("按现状，预期达不到目标", "the target will not be met as things are"),
    "may": Text(
        "目标在控制限内，时好时坏",
        "the target lies within the limits, so it is met in some months and missed in others",
    ),
}
STATES = {
    "no_cases": Text("本月没有案例，不作判断", "no cases this month, so nothing is judged"),
    "insufficient_data": Text("数据不足，不作判断", "insufficient data, so nothing is judged"),
    "error": Text("本月未能算出，不作判断", "it could not be computed, so nothing is judged"),
}
PARTS = {
    "three_months": Text(
        "案例少于5件，综合评价取近3个月合计",
        "with fewer than five cases the assessment takes three months together",
    ),
    "too_few_cases": Text(
        "案例过少，不计入综合评价", "with so few cases it does not count in the assessment"
    ),
    "falsified": Text(
        "因确认的数据造假，综合评价计0分",
        "falsified data were confirmed, so the assessment gives 0",
    ),
}
"""States of an assessment part that a reader must be told of."""

REDEFINED = Text("指标定义已更改", "the definition was changed")
CASES = {
    "added": Text("新增案例{count}件", "{count} cases added"),
    "removed": Text("移出案例{count}件", "{count} cases removed"),
    "changed": Text("案例更正{count}件", "{count} cases corrected"),
}
"""What a later import did to the cases of a published number."""
NO_CASE = Text("案例之外的源数据更正", "source data other than its cases were corrected")
COMMAS = Text("、", ", ")

JOINTS = Text("；", "; ")
END = Text("。", ".")


def number_sentence(
    value: Row, signal: Row | None, *, better: str, part: Row | None = None
) -> Text:
    """Noise or signal, the target, and what the assessment does out of the ordinary.

    `value`: value and status of `result.indicator_values`; `signal`: chart, variation, assurance, rule
    and centre of `result.signals`; `part`: state of `result.assessment_parts`.
    """
    clauses = [
        variation_clause(value, signal, better=better),
        target_clause(value, signal),
        part_clause(part),
    ]
    return _sentence([clause for clause in clauses if clause])


def rule_clause(value: Row, signal: Row | None, *, better: str) -> Text | None:
    """The rule that fired in a few words; None where none did."""
    if value["status"] != "ok" or signal is None or str(signal["variation"]) not in MEANINGS:
        return None
    return CLAUSES[str(signal["rule"])][side(value, signal, better=better)]


def restated_because(kinds: Mapping[str, int], *, is_redefined: bool) -> Text:
    """Why a published number changed: by another definition, or by which cases. `kinds`: cases by kind
    (added, removed, changed)."""
    parts = [REDEFINED] if is_redefined else []
    parts += [words.format(count=kinds[kind]) for kind, words in CASES.items() if kinds.get(kind)]
    return _joined(parts or [NO_CASE], COMMAS)


def variation_clause(value: Row, signal: Row | None, *, better: str) -> Text:
    """Whether the month differs by more than chance, and by which rule; without a number, why not."""
    if value["status"] != "ok":
        return STATES[str(value["status"])]
    if signal is None or signal["variation"] == "none":
        return TOO_FEW_SHARES if signal is not None and signal["chart"] == "p" else TOO_FEW
    meaning = MEANINGS.get(str(signal["variation"]))
    if meaning is None:
        return USUAL
    by_side = RULES[str(signal["rule"])]
    fired = by_side[side(value, signal, better=better)]
    return Text(f"{fired.zh}，{meaning.zh}", f"{fired.en}: {meaning.en}")


def target_clause(value: Row, signal: Row | None) -> Text | None:
    """Whether the target will be met by the process as it is."""
    if signal is None or value["status"] != "ok":
        return None
    return TARGETS.get(str(signal["assurance"]))


def part_clause(part: Row | None) -> Text | None:
    """What the assessment does with the number, where that is not simply to score it."""
    return PARTS.get(str(part["state"])) if part is not None else None


def side(value: Row, signal: Row, *, better: str) -> Side:
    """The side of the centre on which the rule fired; of a trend its direction.

    A trend's direction follows from whether it is for the better; without a better direction it is
    unknown.
    """
    if signal["rule"] != "trend7":
        return "above" if value["value"] > signal["centre"] else "below"
    if better == "none":
        return "unknown"
    return "above" if (signal["variation"] == "improvement") == (better == "higher") else "below"


def _sentence(clauses: list[Text]) -> Text:
    zh, en = _joined(clauses, JOINTS)
    return Text(f"{zh}{END.zh}", f"{en[:1].upper()}{en[1:]}{END.en}")


def _joined(parts: list[Text], sign: Text) -> Text:
    return Text(*(sign.in_(lang).join(one.in_(lang) for one in parts) for lang in LANGS))
