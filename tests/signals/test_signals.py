"""Control charts by hand. Twelve months of 12 and 10 in turn: mean 11, every moving range 2, so the
limits are 11 ± 2.66 × 2 = 5.68 and 16.32, and two thirds of the way up is 14.5467."""

import numpy as np
import pandas as pd
import pytest

from audit_models.signals import limits, signals

BASE = [12.0, 10.0] * 6
NO_REBASES = pd.DataFrame(columns=["indicator_id", "unit_code", "month"])


def judged(
    value: list[float | None],
    *,
    chart: str = "xmr",
    better: str = "lower",
    numerator: list[float] | None = None,
    denominator: list[float] | None = None,
    target: float | None = None,
    rebases: pd.DataFrame = NO_REBASES,
) -> pd.DataFrame:
    """One series of one unit from January 2024 on."""
    values = pd.DataFrame(
        {
            "indicator_id": "I",
            "unit_code": "U",
            "month": pd.date_range("2024-01-01", periods=len(value), freq="MS"),
            "value": np.array(value, dtype=float),
            "numerator": numerator or [0.0] * len(value),
            "denominator": denominator or [1.0] * len(value),
            "target": np.nan if target is None else target,
        }
    )
    charts = pd.DataFrame(
        [("I", chart, better, chart == "p")],
        columns=["indicator_id", "chart", "better", "is_share"],
    )
    return signals(values, charts, rebases=rebases)


def rules(found: pd.DataFrame) -> dict[int, str]:
    """The rule at each position that has one."""
    return {i: rule for i, rule in enumerate(found["rule"]) if not pd.isna(rule)}


def test_xmr_limits_are_the_mean_and_2_66_mean_ranges() -> None:
    found = judged(BASE).iloc[-1]

    assert (found["centre"], found["lower"], found["upper"]) == pytest.approx((11, 5.68, 16.32))


def test_a_moving_range_above_3_267_mean_ranges_is_left_out_once() -> None:
    # Ten ranges of 1 and one of 21: mean 31/11, 21 > 3.267 × 31/11; without it the mean range is 1.
    found = judged([10.0, 11.0] * 5 + [10.0, 31.0]).iloc[-1]

    centre = 146 / 12
    assert found["centre"] == pytest.approx(centre)
    assert (found["lower"], found["upper"]) == pytest.approx((centre - 2.66, centre + 2.66))


def test_laney_limits_follow_the_cases_of_each_month() -> None:
    # p in turn 0.4 and 0.6 of 100: centre 0.5, σ 0.05, z ∓2, mean range of z 4; with 400 cases σ 0.025.
    value, hits, cases = [40.0, 60.0] * 6, [40.0, 60.0] * 6, [100.0] * 12
    found = judged([*value, 50.0], chart="p", numerator=[*hits, 200.0], denominator=[*cases, 400.0])

    half = 100 * 3 * 0.05 * 4 / 1.128
    assert found["centre"].iloc[0] == pytest.approx(50)
    assert found["upper"].iloc[0] == pytest.approx(50 + half)
    assert found["lower"].iloc[12] == pytest.approx(50 - half / 2)


def test_a_share_that_was_always_all_has_no_limits() -> None:
    found = judged([100.0] * 12, chart="p", numerator=[9.0] * 12, denominator=[9.0] * 12)

    assert found["upper"].isna().all()
    assert set(found["variation"]) == {"none"}


@pytest.mark.parametrize("value", [[*BASE[:11], None], BASE[:3], [None, None]])
def test_fewer_than_twelve_values_give_no_limits(value: list[float | None]) -> None:
    found = judged(value)

    assert found["centre"].isna().all()
    assert set(found["variation"]) == {"none"}


def test_later_months_do_not_move_the_limits() -> None:
    assert judged([*BASE, *[13.0] * 12])["centre"].iloc[-1] == pytest.approx(11)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([16.32], {}),
        ([16.33], {12: "outside"}),
        # The seven are the last of the base, 10, and what follows below the centre of 11.
        ([10.5] * 5, {}),
        ([10.5] * 6, {17: "run7"}),
        ([10.5] * 3 + [11.0] + [10.5] * 6, {}),
        ([10.2, 10.4, 10.6, 10.8, 11.0], {}),
        ([10.2, 10.4, 10.6, 10.8, 11.0, 11.2], {17: "trend7"}),
        ([10.2, 10.4, 10.6, 10.6, 11.0, 11.2], {}),
        ([14.6, 11.0, 14.6], {14: "two_of_three"}),
        ([14.6, 7.4, 11.0], {}),
        ([14.5, 11.0, 14.6], {}),
        ([14.6, 11.0, 11.0, 14.6], {}),
        ([14.6, 11.0, 16.4], {14: "outside"}),
    ],
)
def test_the_first_rule_that_fits_stands_at_the_month_that_completes_it(
    later: list[float], expected: dict[int, str]
) -> None:
    assert rules(judged([*BASE, *later])) == expected


# Eleven months with every case met and one with half of them: a centre of 23/24 in both.
ONE_MISSED = {
    2: ([2.0] * 11 + [1.0], [2.0] * 12),
    40: ([40.0] * 11 + [20.0], [40.0] * 12),
}


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        # Centre 23/24: two of two is as near to 1.92 cases as two cases can be.
        (2, {}),
        # The same centre: 38.3 of 40 were to be expected, so forty of forty lie above it.
        (40, {18: "run7", 19: "run7"}),
    ],
)
def test_every_case_met_is_no_run_where_so_few_cases_could_not_come_nearer_to_the_centre(
    cases: int, expected: dict[int, str]
) -> None:
    hits, of = ONE_MISSED[cases]
    hits, of = [*hits, *[float(cases)] * 8], [*of, *[float(cases)] * 8]
    found = judged(
        [100 * a / b for a, b in zip(hits, of, strict=True)],
        chart="p",
        better="higher",
        numerator=hits,
        denominator=of,
    )

    assert {i: rule for i, rule in rules(found).items() if i >= 12} == expected


def test_a_month_without_a_value_is_passed_over() -> None:
    found = judged([*BASE, None, 14.6, None, 14.6])

    assert rules(found) == {15: "two_of_three"}
    assert found["variation"].iloc[12] == "none"


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        ("lower", 20, "concern"),
        ("lower", 2, "improvement"),
        ("higher", 20, "improvement"),
        ("higher", 2, "concern"),
        ("none", 20, "neutral"),
        ("lower", 11, "common_cause"),
    ],
)
def test_a_signal_is_good_or_bad_by_its_side(better: str, value: float, expected: str) -> None:
    assert judged([*BASE, value], better=better)["variation"].iloc[-1] == expected


@pytest.mark.parametrize(
    ("better", "target", "expected"),
    [
        ("lower", 17, "will"),
        ("lower", 11, "may"),
        ("lower", 5, "wont"),
        ("higher", 5, "will"),
        ("higher", 17, "wont"),
        ("none", 17, "none"),
        ("lower", None, "none"),
    ],
)
def test_assurance_says_where_the_target_lies(
    better: str, target: float | None, expected: str
) -> None:
    assert judged(BASE, better=better, target=target)["assurance"].iloc[-1] == expected


def test_only_a_recorded_decision_begins_the_limits_anew() -> None:
    decided = pd.DataFrame(
        [("I", "U", "2025-01-01")], columns=["indicator_id", "unit_code", "month"]
    )
    found = judged([*BASE, *[22.0, 20.0] * 6], rebases=decided)

    assert found["centre"].iloc[11] == pytest.approx(11)
    assert found["centre"].iloc[12] == pytest.approx(21)
    assert rules(found) == {}


# D. J. Wheeler, Making Sense of Data (2003), table 9.1: accident rates of two groups, and the limits
# printed there to one decimal.
GROUP_A = [43.0, 40, 37, 33, 30, 33, 34, 35, 29, 33, 31, 39]
GROUP_B = [35.0, 37, 33, 32, 27, 29, 31, 22, 25, 30, 24, 19]


@pytest.mark.parametrize(("rates", "printed"), [(GROUP_A, (25.6, 43.9)), (GROUP_B, (18.0, 39.3))])
def test_published_limits_come_out_to_one_decimal(
    rates: list[float], printed: tuple[float, float]
) -> None:
    found = judged(rates).iloc[-1]

    assert (found["lower"], found["upper"]) == pytest.approx(printed, abs=0.05)


def test_the_points_that_the_book_finds_outside_are_outside() -> None:
    """Group B against the limits of group A: its 8th, 9th, 11th and 12th point."""
    found = rules(judged([*GROUP_A, *GROUP_B]))

    assert [i - 12 + 1 for i, rule in found.items() if rule == "outside" and i >= 12] == [
        8,
        9,
        11,
        12,
    ]


# The series and the limits that the NHS-R community's implementation of NHS England's "Making Data Count"
# prints for it (NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md), to three digits. It takes its
# limits from all twenty points where no number is fixed.
MAKING_DATA_COUNT = [
    -0.560, -0.230, 1.56, 0.0705, 0.129, 1.72, 0.461, -1.27, -0.687, -0.446,
    1.22, 0.360, 0.401, 0.111, -0.556, 1.79, 0.498, -1.97, 0.701, -0.473,
]  # fmt: skip


def test_limits_are_those_of_making_data_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BASE", len(MAKING_DATA_COUNT))

    found = limits.xmr_limits(np.array([MAKING_DATA_COUNT]))

    assert found.centre[0, 0] == pytest.approx(0.142, abs=0.001)
    assert found.lower[0, 0] == pytest.approx(-3.01, abs=0.01)
    assert found.upper[0, 0] == pytest.approx(3.29, abs=0.01)


def test_two_points_near_opposite_limits_are_no_signal() -> None:
    """As in the same implementation's test: 1 and −1 in turn, then 5.5 and −5.5."""
    found = judged([1.0, -1.0] * 7 + [5.3, -5.3])

    # Twelve points: centre 0, every range 2, so the limits are ±5.32 and two thirds of the way is 3.55.
    assert found["upper"].iloc[-1] == pytest.approx(5.32)
    assert rules(found) == {}
