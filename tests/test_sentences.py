"""The sentence of a number says which rule fired, on which side, and what that means for the target."""

import pytest

from audit_models.sentences import number_sentence, part_clause, restated_because, rule_clause
from audit_models.text import Text

OK = {"status": "ok", "value": 12.0}


def signal(
    variation: str, rule: str | None = None, *, assurance: str = "may", chart: str = "xmr"
) -> dict[str, object]:
    """A signal whose centre is 10, so that a value of 12 lies above it."""
    return {
        "chart": chart,
        "variation": variation,
        "assurance": assurance,
        "rule": rule,
        "centre": 10.0,
    }


def test_a_signal_names_its_rule_and_where_the_target_lies() -> None:
    said = number_sentence(OK, signal("concern", "run7"), better="lower")

    assert said.zh == "连续7个月高于均值，属特殊原因，向差；目标在控制限内，时好时坏。"
    assert said.en == (
        "Seven months in a row lie above the mean: a special cause, for the worse; the target lies"
        " within the limits, so it is met in some months and missed in others."
    )


def test_usual_variation_asks_for_no_reaction() -> None:
    said = number_sentence(OK, signal("common_cause", assurance="will"), better="lower")

    assert said.zh == "在正常波动范围内，不宜据此作出反应；按现状，预期能达到目标。"
    assert said.en == (
        "Within the usual variation, no reason to react; the target will be met as things are."
    )


@pytest.mark.parametrize(
    ("rule", "value", "zh"),
    [
        ("outside", 12.0, "本月值高于控制上限"),
        ("outside", 8.0, "本月值低于控制下限"),
        ("run7", 8.0, "连续7个月低于均值"),
        ("two_of_three", 12.0, "近3个月中有2个月接近控制上限"),
        ("two_of_three", 8.0, "近3个月中有2个月接近控制下限"),
    ],
)
def test_every_rule_is_named_with_its_side(rule: str, value: float, zh: str) -> None:
    said = number_sentence(
        {"status": "ok", "value": value}, signal("neutral", rule, assurance="none"), better="none"
    )

    assert said.zh == f"{zh}，属特殊原因。"


@pytest.mark.parametrize(
    ("variation", "better", "zh"),
    [
        # A trend may still lie on the other side of the mean: its direction counts.
        ("improvement", "lower", "连续7个月下降"),
        ("improvement", "higher", "连续7个月上升"),
        ("concern", "lower", "连续7个月上升"),
        ("concern", "higher", "连续7个月下降"),
        ("neutral", "none", "连续7个月单向变化"),
    ],
)
def test_a_trend_is_named_by_its_direction(variation: str, better: str, zh: str) -> None:
    said = number_sentence(OK, signal(variation, "trend7"), better=better)

    assert said.zh.startswith(f"{zh}，")


@pytest.mark.parametrize(
    ("status", "zh"),
    [
        ("no_cases", "本月没有案例，不作判断。"),
        ("insufficient_data", "数据不足，不作判断。"),
        ("error", "本月未能算出，不作判断。"),
    ],
)
def test_without_a_number_nothing_is_called_usual_and_no_target_is_promised(
    status: str, zh: str
) -> None:
    said = number_sentence(
        {"status": status, "value": None}, signal("none", assurance="will"), better="lower"
    )

    assert said.zh == zh


@pytest.mark.parametrize(
    ("found", "zh"),
    [
        (None, "有数值的月份不足12个，尚无控制限。"),
        (signal("none", assurance="none"), "有数值的月份不足12个，尚无控制限。"),
        (
            signal("none", assurance="none", chart="p"),
            "有数值的月份不足12个，或最初12个月全为0%或100%，没有控制限。",
        ),
    ],
)
def test_without_limits_the_sentence_says_why(found: dict[str, object] | None, zh: str) -> None:
    assert number_sentence(OK, found, better="lower").zh == zh


def test_the_assessment_is_mentioned_only_where_it_does_something_else_than_score() -> None:
    usual = signal("common_cause", assurance="none")

    assert number_sentence(OK, usual, better="lower", part={"state": "three_months"}).zh == (
        "在正常波动范围内，不宜据此作出反应；案例少于5件，综合评价取近3个月合计。"
    )
    assert part_clause({"state": "month"}) is None
    assert part_clause({"state": "falsified"}) == Text(
        "因确认的数据造假，综合评价计0分",
        "falsified data were confirmed, so the assessment gives 0",
    )


def test_beside_a_number_stands_only_the_rule_that_fired() -> None:
    assert rule_clause(OK, signal("concern", "run7"), better="lower") == Text(
        "连续7个月高于均值", "7 months above mean"
    )
    assert rule_clause(OK, signal("common_cause"), better="lower") is None
    assert (
        rule_clause({"status": "no_cases", "value": None}, signal("none"), better="lower") is None
    )


@pytest.mark.parametrize(
    ("kinds", "is_redefined", "expected"),
    [
        (
            {"added": 2, "changed": 1},
            False,
            Text("新增案例2件、案例更正1件", "2 cases added, 1 cases corrected"),
        ),
        (
            {"removed": 3},
            True,
            Text("指标定义已更改、移出案例3件", "the definition was changed, 3 cases removed"),
        ),
        # As where the number of customers was corrected.
        (
            {},
            False,
            Text("案例之外的源数据更正", "source data other than its cases were corrected"),
        ),
    ],
)
def test_a_restated_number_says_why(
    kinds: dict[str, int], is_redefined: bool, expected: Text
) -> None:
    assert restated_because(kinds, is_redefined=is_redefined) == expected
