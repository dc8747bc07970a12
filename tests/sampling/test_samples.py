"""Plans, draws and evaluations whose answers are worked out by hand."""

from collections.abc import Callable

import pandas as pd
import pytest

from audit_models.errors import Refused
from audit_models.sampling import (
    AttributePlan,
    Frame,
    MonetaryPlan,
    StratifiedPlan,
    make_frame,
    random_plan,
)


def frame_of(count: int = 100, *, strata: int = 0, amount: float = 100.0) -> Frame:
    rows = pd.DataFrame({"no": [f"C{n:03}" for n in range(count)], "cny": amount})
    rows["unit"] = [f"U{n % strata}" if strata else "U" for n in range(count)]
    return make_frame(rows, id="no", amount="cny", stratum="unit" if strata else None)


PLANS: dict[str, Callable[[Frame], AttributePlan | MonetaryPlan | StratifiedPlan]] = {
    "random": lambda frame: random_plan(frame, size=10),
    "attribute": lambda frame: AttributePlan.of(frame, tolerable_rate=0.1),
    "monetary": lambda frame: MonetaryPlan.of(frame, tolerable_cny=1_000),
}


@pytest.mark.parametrize("method", PLANS)
def test_the_draw_follows_from_seed_and_frame_and_not_from_the_order_of_rows(method: str) -> None:
    frame = frame_of()
    shuffled = make_frame(
        frame.rows.sample(frac=1, random_state=3), id="id", amount="amount", stratum=None
    )
    plan = PLANS[method](frame)
    first = plan.select(frame, seed=7)

    assert frame.hash == shuffled.hash
    assert first.method == method
    assert first.facts == PLANS[method](shuffled).select(shuffled, seed=7).facts
    assert first.facts != plan.select(frame, seed=8).facts


def test_another_amount_is_another_frame_and_needs_another_plan() -> None:
    frame = frame_of()
    rows = frame.rows.assign(amount=frame.rows["amount"].where(frame.rows["id"] != "C005", 101.0))
    other = make_frame(rows, id="id", amount="amount")

    assert other.hash != frame.hash
    with pytest.raises(Refused, match="plan again"):
        random_plan(frame, size=10).select(other, seed=1)


def test_every_row_is_as_likely_as_any_other() -> None:
    # 10 of 100, 400 times: each is expected 40 times, with a standard deviation of 6.
    frame = frame_of()
    plan = random_plan(frame, size=10)
    counts = pd.concat([plan.select(frame, seed=seed).rows["id"] for seed in range(400)])
    drawn = counts.value_counts().reindex(frame.rows["id"], fill_value=0)

    assert drawn.sum() == 4_000
    assert drawn.between(15, 65).all()


@pytest.mark.parametrize(
    ("rows", "remedy"),
    [
        (pd.DataFrame({"no": []}), "empty"),
        (pd.DataFrame({"no": ["a", "a"]}), "more than once"),
        (pd.DataFrame({"no": ["a", None]}), "fill them in"),
        (pd.DataFrame({"other": ["a"]}), "check its name"),
    ],
    ids=["empty", "repeated", "missing", "no column"],
)
def test_a_bad_frame_is_refused(rows: pd.DataFrame, remedy: str) -> None:
    with pytest.raises(Refused, match=remedy):
        make_frame(rows, id="no")


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True, "x"])
def test_a_bad_seed_is_refused(seed: int) -> None:
    frame = frame_of()
    with pytest.raises(Refused, match="whole number"):
        random_plan(frame, size=10).select(frame, seed=seed)


def test_strata_get_their_share_and_at_least_two() -> None:
    rows = pd.DataFrame({"no": range(100), "unit": ["a"] * 70 + ["b"] * 28 + ["c"] * 2})
    frame = make_frame(rows, id="no", stratum="unit")
    plan = StratifiedPlan.of(frame, size=20)

    # 14, 5.6 and 0.4 of 20; c needs its two.
    assert plan.sizes == {"a": 13, "b": 5, "c": 2}
    assert plan.select(frame, seed=1).rows["stratum"].value_counts().to_dict() == plan.sizes
    with pytest.raises(Refused, match="from 6"):
        StratifiedPlan.of(frame, size=5)


def test_neyman_sends_more_to_where_amounts_differ() -> None:
    amounts = [0.0, 200.0] * 10 + [90.0, 110.0] * 10
    rows = pd.DataFrame({"no": range(40), "cny": amounts, "unit": ["wide"] * 20 + ["narrow"] * 20})
    frame = make_frame(rows, id="no", amount="cny", stratum="unit")

    # Spreads 100 and 10 of 20 rows each: 10 of 11 parts of 11.
    assert StratifiedPlan.of(frame, size=11, by_amount=True).sizes == {"narrow": 2, "wide": 9}


def test_random_sample_of_amounts_by_hand() -> None:
    # 10 of 100 drawn, five of them 10 too high: 100 × 5 = 500. s² = 250/9; variance
    # 100² × 0.9 × (250/9) / 10 = 25 000; t(9; 95 %) = 1.8331.
    frame = frame_of()
    plan = random_plan(frame, size=10)
    sample = plan.select(frame, seed=1)
    audited = sample.rows.set_index("id")["amount"].copy()
    audited.iloc[:5] = 90.0
    found = plan.evaluate(sample, audited_cny=audited)

    assert (found.size, found.errors, found.rate) == (10, 5, 0.5)
    assert found.error_cny == pytest.approx(500)
    assert found.upper_error_cny == pytest.approx(500 + 1.8331 * 25_000**0.5, abs=0.05)
    assert found.warning is None


def test_too_few_errors_have_no_limit_of_amount_rather_than_a_limit_of_zero() -> None:
    frame = frame_of()
    plan = random_plan(frame, size=10)
    sample = plan.select(frame, seed=1)
    found = plan.evaluate(sample, audited_cny=sample.rows.set_index("id")["amount"])

    assert found.error_cny == 0
    assert found.upper_error_cny is None
    assert found.warning is not None
    assert found.upper_rate > 0.2


def test_unanswered_items_are_refused() -> None:
    frame = frame_of()
    plan = AttributePlan.of(frame, tolerable_rate=0.1)
    sample = plan.select(frame, seed=1)
    answers = pd.Series(False, index=sample.rows["id"])
    with pytest.raises(Refused, match="have no result"):
        plan.evaluate(sample, answers.iloc[1:])
    with pytest.raises(Refused, match="not in the sample"):
        plan.evaluate(sample, pd.concat([answers, pd.Series({"zz": True})]))


def test_attribute_plan_holds_what_it_promises() -> None:
    frame = frame_of(500)
    plan = AttributePlan.of(frame, tolerable_rate=0.06, expected_rate=0.01)
    sample = plan.select(frame, seed=1)
    wrong = pd.Series(False, index=sample.rows["id"])
    wrong.iloc[: plan.allowed] = True
    within = plan.evaluate(sample, wrong)
    wrong.iloc[plan.allowed] = True
    beyond = plan.evaluate(sample, wrong)

    assert len(sample.rows) == plan.size < 78  # the binomial size of table A-1
    assert within.is_within
    assert within.upper_rate <= 0.06 < beyond.upper_rate
    assert "not support" in beyond.text.en


def test_monetary_plan_and_stringers_limit_by_hand() -> None:
    # Book value 10 000, tolerable 1 000, none expected: 2.9957 × 10 = 30 items, interval 333.33.
    frame = frame_of()
    plan = MonetaryPlan.of(frame, tolerable_cny=1_000)
    sample = plan.select(frame, seed=1)
    audited = sample.rows.set_index("id")["amount"].copy()
    clean = plan.evaluate(sample, audited)
    audited.iloc[0], audited.iloc[1], audited.iloc[2] = 0.0, 50.0, 130.0
    found = plan.evaluate(sample, audited)

    assert (plan.size, sample.rows["hits"].sum(), len(sample.rows)) == (30, 30, 30)
    assert clean.upper_error_cny == pytest.approx(2.9957 * 10_000 / 30, abs=0.05)
    assert clean.is_within
    # Taints 1 and 0.5: 333.33 × (2.9957 + 1.7481 × 1 + 1.5519 × 0.5); the understated one apart.
    assert found.projected_cny == pytest.approx(500)
    assert found.upper_error_cny == pytest.approx(
        10_000 / 30 * (2.9957 + 1.7481 + 0.77595), abs=0.1
    )
    assert found.understated_cny == pytest.approx(30)
    assert not found.is_within


def test_what_is_as_large_as_the_interval_is_certain_and_its_error_known() -> None:
    rows = pd.DataFrame({"no": range(51), "cny": [5_000.0] + [100.0] * 50})
    frame = make_frame(rows, id="no", amount="cny")
    plan = MonetaryPlan.of(frame, tolerable_cny=2_000)  # 15 items, every 666.67
    for seed in range(20):
        sample = plan.select(frame, seed=seed)
        assert "0" in set(sample.rows["id"])
        assert sample.rows["hits"].sum() == plan.size
    audited = sample.rows.set_index("id")["amount"].copy()
    audited["0"] = 4_000.0
    found = plan.evaluate(sample, audited)

    assert found.known_cny == 1_000
    assert found.upper_error_cny == pytest.approx(1_000 + 2.9957 * 10_000 / 15, abs=0.1)


@pytest.mark.parametrize("bad", [0.0, -5.0])
def test_amounts_that_cannot_be_drawn_are_refused(bad: float) -> None:
    rows = pd.DataFrame({"no": ["a", "b"], "cny": [100.0, bad]})
    with pytest.raises(Refused, match="such as b"):
        MonetaryPlan.of(make_frame(rows, id="no", amount="cny"), tolerable_cny=10)


def test_a_tolerable_misstatement_beyond_the_books_is_refused() -> None:
    with pytest.raises(Refused, match="book value"):
        MonetaryPlan.of(frame_of(), tolerable_cny=20_000)
