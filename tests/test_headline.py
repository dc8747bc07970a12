"""The sentence of the month is made of the same words for the same data."""

from dataclasses import replace
from datetime import date

from audit_models.headline import Judged, headline
from audit_models.text import Text

UNIT = Text("甲省", "Jia Province")
MARCH = date(2026, 3, 1)


def one(state: str) -> Judged:
    return Judged(
        Text("平均时长", "Average time"),
        state,
        Text("43.2个工作日", "43.2 working days"),
        Text("≤ 40个工作日", "≤ 40 working days"),
    )


def test_it_counts_and_names_what_was_missed() -> None:
    judged = [one("met"), one("missed"), one("insufficient_data")]

    said = headline(judged, hits=12, states=["hit", "clean"], unit=UNIT, month=MARCH)

    assert said.zh == (
        "2026年3月，甲省的3项指标中1项达标，1项未达标：平均时长43.2个工作日（目标 ≤ 40个工作日），"
        "1项没有数值；规则发现疑点12条，待核实。"
    )
    assert said.en == (
        "Mar 2026, Jia Province: 1 of 3 indicators met; 1 missed: Average time 43.2 working days"
        " (target ≤ 40 working days); 1 without a number; leads to verify from the rules: 12."
    )


def with_signal(variation: str, name: str = "甲") -> Judged:
    return replace(one("met"), variation=variation, name=Text(name, name))


def test_what_differs_by_more_than_chance_is_named_where_it_is_worse_and_counted_where_not() -> (
    None
):
    judged = [
        with_signal("concern", "甲"),
        with_signal("improvement"),
        with_signal("common_cause"),
        with_signal("concern", "乙"),
        with_signal("neutral"),
    ]
    said = headline(judged, hits=0, states=["clean"], unit=UNIT, month=MARCH)

    assert said.zh == (
        "2026年3月，甲省的5项指标中5项达标，没有未达标的指标；异于往常：恶化2项（甲、乙），改善1项，"
        "另有变化1项；规则未发现疑点。"
    )
    assert said.en.endswith(
        "; unlike the usual: 2 worse (甲, 乙), 1 better, 1 otherwise; the rules raised no leads."
    )


def test_a_month_of_usual_movements_says_so_and_one_that_cannot_be_judged_says_nothing() -> None:
    said = headline(
        [with_signal("common_cause"), with_signal("none")],
        hits=0,
        states=["clean"],
        unit=UNIT,
        month=MARCH,
    )
    assert "；变化均在正常波动范围内；" in said.zh
    said = headline([with_signal("none")], hits=0, states=["clean"], unit=UNIT, month=MARCH)
    assert "波动" not in said.zh


def test_nothing_found_is_not_said_when_nothing_could_be_checked() -> None:
    said = headline([one("met")], hits=0, states=["insufficient_data"], unit=UNIT, month=MARCH)

    assert said.zh.endswith("；本月没有规则可以检查，另有1条规则未能判定。")
    assert "no leads" not in said.en


def test_a_month_without_any_number_is_not_called_good() -> None:
    said = headline([one("no_cases")], hits=0, states=["clean"], unit=UNIT, month=MARCH)

    assert said.zh == "2026年3月，甲省没有可判定的指标，1项没有数值；规则未发现疑点。"


def test_it_stays_one_sentence_with_sixty_rules() -> None:
    states = ["hit"] * 20 + ["clean"] * 20 + ["insufficient_data"] * 12 + ["error"] * 8
    said = headline(
        [one("missed"), one("no_cases")], hits=345, states=states, unit=UNIT, month=MARCH
    )

    assert said.zh.count("。") == 1
    assert said.zh.endswith("规则发现疑点345条，待核实，另有20条规则未能判定。")
    assert said.en.count(". ") == 0
    assert said.en.endswith("leads to verify from the rules: 345; rules left undecided: 20.")
