"""Effects of small tables, worked out by hand: the counts of one county, whose cells are kinds of inspection."""

from datetime import UTC, date, datetime

import duckdb
import pandas as pd
import pytest

from audit_models.comparisons import Effect, connection_days, first_pass
from audit_models.comparisons.effects import ratio_to_expected
from audit_models.process.own import RESULTS_FOLDER
from audit_models.snapshot import Facts, Snapshot

MARCH = date(2025, 3, 1)
FACTS = Facts("effects", datetime(2025, 4, 1, tzinfo=UTC), MARCH, MARCH, "0", "", None)
Row = tuple[str, bool, int, int]
"""Cell, whether of an affiliate, value, cases."""


def durations(cell: str, ours: list[int], others: list[int]) -> list[Row]:
    return [(cell, True, value, 1) for value in ours] + [
        (cell, False, value, 1) for value in others
    ]


def counted(measure: str, rows: list[Row]) -> Snapshot:
    """A snapshot with the effects of these counts."""
    con = duckdb.connect()
    con.execute(
        f"""
        create schema core;
        create schema result;
        create table core.run as select date '{MARCH}' as first_month, date '{MARCH}' as last_month;
        create table core.unit_tree as select 'a' as unit_code, 'a' as ancestor_code;
        create table result.process_affiliates (
            unit_code varchar, month date, measure varchar, stage varchar, voltage_kv double, size_band int,
            is_affiliate boolean, value bigint, cases bigint
        );
        """
    )
    con.executemany(
        f"insert into result.process_affiliates values ('a', '{MARCH}', '{measure}', ?, 10, 1, ?, ?, ?)",
        rows,
    )
    sql = (RESULTS_FOLDER / "75_effects.sql").read_text("utf-8")
    con.execute(f"create table result.process_effects as {sql}")
    return Snapshot(FACTS, con)


def shift(rows: list[Row]) -> Effect | None:
    return connection_days(counted("connection_days", rows), "a", MARCH)


def rate_difference(rows: list[Row]) -> Effect | None:
    return first_pass(counted("first_pass", rows), "a", MARCH)


def test_the_shift_is_the_median_difference_with_the_interval_of_its_ranks() -> None:
    """Differences of 4…8 and 1…5: −1 once, 0 twice, 1, 2, 3 … symmetrical about 3.

    25 pairs, standard deviation of U √(25 · 11 / 12) = 4.787; 12.5 − 1.96 · 4.787 = 3.1: the fourth from
    either end, 1 and 5.
    """
    found = shift(durations("a", [1, 2, 3, 4, 5], [4, 5, 6, 7, 8]))
    assert found is not None
    assert (found.estimate, found.low, found.high) == (3, 1, 5)
    assert (found.ours, found.others, found.left_out) == (5, 5, 0)
    assert found.is_beyond_chance


def test_cases_written_as_counts_or_singly_are_the_same() -> None:
    singly = durations("a", [2] * 3 + [3] * 4, [3] * 2 + [7] * 6)
    at_once = [("a", True, 2, 3), ("a", True, 3, 4), ("a", False, 3, 2), ("a", False, 7, 6)]
    assert shift(singly) == shift(at_once)


def test_only_cells_with_both_sides_are_compared_and_only_within_a_cell() -> None:
    """Ours are all large projects and slow, the others mostly small: within cells they are 2 days faster."""
    rows = durations("large", [20] * 5, [22] * 5) + durations("small", [1] * 5, [3] * 5)
    rows += durations("other side only", [], [90] * 7)
    found = shift(rows)
    assert found is not None
    assert (found.estimate, found.low, found.high, found.left_out) == (2, 2, 2, 7)


@pytest.mark.parametrize(("ours", "others"), [(4, 5), (5, 4), (0, 9)])
def test_fewer_than_five_on_a_side_give_nothing(ours: int, others: int) -> None:
    assert shift(durations("a", [1] * ours, [2] * others)) is None
    rows = [("a", True, 1, ours), ("a", False, 1, others)]
    assert rate_difference([row for row in rows if row[3]]) is None


def test_the_rate_difference_weighs_cells_by_what_they_can_tell() -> None:
    """Cell a: 5 of 5 against 2 of 5, weight 25/10; cell b: 9 of 10 against 1 of 5, weight 50/15.

    (0.6 · 2.5 + 0.7 · 3.3333) ÷ 5.8333 = 0.657143. Variance: a (0 + 2 · 3 · 125) ÷ (25 · 100) = 0.3, b (9 · 1 · 125 +
    1 · 4 · 1000) ÷ (50 · 225) = 0.455556; √0.755556 ÷ 5.8333 = 0.149010, times 1.959964 = 0.292055.
    """
    rows = [
        ("a", True, 1, 5), ("a", False, 1, 2), ("a", False, 0, 3),
        ("b", True, 1, 9), ("b", True, 0, 1), ("b", False, 1, 1), ("b", False, 0, 4),
        ("c", True, 0, 3),
    ]  # fmt: skip
    found = rate_difference(rows)
    assert found is not None
    assert found.estimate == pytest.approx(0.657143, abs=1e-6)
    assert found.low == pytest.approx(0.365088, abs=1e-5)
    assert found.high == pytest.approx(0.949198, abs=1e-5)
    assert (found.ours, found.others, found.left_out) == (15, 10, 3)


def test_nobody_passing_is_a_rate_of_zero_and_not_a_gap() -> None:
    found = rate_difference([("a", True, 0, 6), ("a", False, 0, 7)])
    assert found is not None
    assert (found.estimate, found.low, found.high) == (0, 0, 0)
    assert not found.is_beyond_chance


def test_a_ratio_has_the_exact_poisson_interval() -> None:
    """Ten: 4.7954 to 18.3904 by the published table; none: 0 to 3.6889."""
    [ten, none] = ratio_to_expected(pd.Series([10, 0]), pd.Series([4.0, 1.0])).itertuples()
    assert (ten.ratio, ten.low, ten.high) == pytest.approx((2.5, 4.7954 / 4, 18.3904 / 4), abs=1e-4)
    assert (none.ratio, none.high) == pytest.approx((0, 3.6889), abs=1e-4)
