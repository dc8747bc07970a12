"""Assessments of a province so small that every score is worked out on paper.

Weights: I04 50 (98 → 100 points, 80 → 0), I08 30 (90 → 100, 60 → 0), I20 20 (95 → 100, 80 → 0).
Units: P with the cities A (counties A1, A2, A3) and B (counties B1, B2).
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from audit_models.assessment import write_assessments
from audit_models.policy import peer_groups
from audit_models.prepare import FUNCTIONS

UNITS = [
    ("P", None, "province"), ("A", "P", "city"), ("B", "P", "city"),
    ("A1", "A", "county"), ("A2", "A", "county"), ("B1", "B", "county"),
    ("A3", "A", "county"), ("B2", "B", "county"),
]  # fmt: skip
TREE = {
    "P": "P", "A": "AP", "B": "BP", "A1": ("A1", "A", "P"), "A2": ("A2", "A", "P"), "B1": ("B1", "B", "P"),
    "A3": ("A3", "A", "P"), "B2": ("B2", "B", "P"),
}  # fmt: skip
TARGETS = [("I04", 98, 80, 50), ("I08", 90, 60, 30), ("I20", 95, 80, 20)]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        for statement in FUNCTIONS:
            made.execute(statement)
        made.execute(
            """
            create schema core; create schema source; create schema result;
            create table core.units (unit_code varchar, parent_code varchar, level varchar);
            create table core.unit_tree (unit_code varchar, ancestor_code varchar);
            create table core.targets (
                indicator_id varchar, target double, floor double, weight double,
                valid_from date, valid_to date, scheme_id varchar);
            create table core.grades (scheme_id varchar, grade varchar, from_score double);
            insert into core.grades values
                ('s', 'excellent', 95), ('s', 'good', 85), ('s', 'fair', 75), ('s', 'poor', 0);
            create table source.findings (
                unit_code varchar, rule_id varchar, severity varchar, category varchar,
                verdict varchar, verified_on date);
            create table source.inspection_results (inspected_on date);
            create table result.indicator_values (
                indicator_id varchar, unit_code varchar, level varchar, month date, value double,
                numerator double, denominator double, n bigint, status varchar);
            create table result.indicator_intervals (
                indicator_id varchar, unit_code varchar, month date, low double, high double);
            """
        )
        made.execute(f"create table core.peer_group_units ({peer_groups.COLUMNS})")
        made.executemany("insert into core.units values (?, ?, ?)", UNITS)
        ancestors = [(unit, above) for unit, all_of in TREE.items() for above in all_of]
        made.executemany("insert into core.unit_tree values (?, ?)", ancestors)
        made.executemany(
            "insert into core.targets values (?, ?, ?, ?, date '1900-01-01', date '9999-12-31', 's')",
            TARGETS,
        )
        yield made


def share(con: Any, indicator: str, unit: str, met: int, n: int, *, month: str = "2026-03") -> None:
    """A share of the month, from its cases."""
    value, status = (100 * met / n, "ok") if n else (None, "no_cases")
    level = {code: level for code, _, level in UNITS}[unit]
    con.execute(
        "insert into result.indicator_values values (?, ?, ?, ?::date, ?, ?, ?, ?, ?)",
        [indicator, unit, level, f"{month}-01", value, met, n, n, status],
    )


def no_data(con: Any, indicator: str, unit: str) -> None:
    level = {code: level for code, _, level in UNITS}[unit]
    con.execute(
        "insert into result.indicator_values values (?, ?, ?, date '2026-03-01', null, null, null, 0,"
        " 'insufficient_data')",
        [indicator, unit, level],
    )


def finding(con: Any, unit: str, severity: str, **others: Any) -> None:
    row = {"rule_id": "CP02", "category": None, "verdict": "confirmed", "on": "2026-03-15"} | others
    con.execute(
        "insert into source.findings values (?, ?, ?, ?, ?, ?::date)",
        [unit, row["rule_id"], severity, row["category"], row["verdict"], row["on"]],
    )


def assessed(con: Any, unit: str, columns: str = "score, status, coverage") -> tuple[Any, ...]:
    write_assessments(con)
    found = con.execute(
        f"select {columns} from result.assessments where unit_code = ? and month = date '2026-03-01'",
        [unit],
    ).fetchall()
    assert len(found) == 1
    return tuple(round(one, 6) if isinstance(one, float) else one for one in found[0])


def part(con: Any, indicator: str, unit: str) -> tuple[Any, ...]:
    return con.execute(
        "select state, value, score, weight, points from result.assessment_parts"
        " where indicator_id = ? and unit_code = ? and month = date '2026-03-01'",
        [indicator, unit],
    ).fetchall()[0]


def halfway(con: Any, unit: str) -> None:
    """I04 89 of 100 → 50 points; I08 75 of 100 → 50 points."""
    share(con, "I04", unit, 89, 100)
    share(con, "I08", unit, 75, 100)
    no_data(con, "I20", unit)


def test_weights_of_what_is_absent_go_to_the_others(con):
    share(con, "I04", "A1", 98, 100)
    share(con, "I08", "A1", 75, 100)
    no_data(con, "I20", "A1")

    # Nothing was inspected: I20 is not missed. 100 × 50/80 + 50 × 30/80.
    assert assessed(con, "A1") == (81.25, "ok", 1.0)
    assert part(con, "I04", "A1") == ("month", 98.0, 100.0, 62.5, 62.5)
    assert part(con, "I20", "A1") == ("insufficient_data", None, None, None, None)


def test_exactly_a_fifth_of_the_weight_may_be_absent_and_no_more(con):
    halfway(con, "A1")
    con.execute("insert into source.inspection_results values (date '2026-03-31')")
    # Now I20 counts: 80 of 100 are known.
    assert assessed(con, "A1") == (50.0, "ok", 0.8)

    con.execute("update core.targets set weight = 20.1 where indicator_id = 'I20'")
    score, status, _ = assessed(con, "A1")
    assert (score, status) == (None, "not_assessed")


def test_an_inspection_after_the_month_does_not_make_i20_missed(con):
    halfway(con, "A1")
    con.execute("insert into source.inspection_results values (date '2026-04-01')")
    assert assessed(con, "A1") == (50.0, "ok", 1.0)


def test_too_little_data_is_not_assessed_and_has_no_rank(con):
    share(con, "I04", "A2", 98, 100)
    no_data(con, "I08", "A2")
    no_data(con, "I20", "A2")
    assert assessed(con, "A2", "score, status, grade, rank") == (None, "not_assessed", None, None)


def test_few_cases_take_the_three_months_ending_with_the_month(con):
    share(con, "I04", "B1", 2, 2)
    share(con, "I04", "B1", 1, 2, month="2026-02")
    share(con, "I04", "B1", 1, 1, month="2026-01")
    share(con, "I08", "B1", 90, 100)
    # 4 of 5 = 80 % → 0 points; 100 × 30/80.
    assert assessed(con, "B1", "score") == (37.5,)
    assert part(con, "I04", "B1")[:3] == ("three_months", 80.0, 0.0)


def test_five_cases_in_the_month_are_enough_and_four_in_three_months_are_not(con):
    share(con, "I04", "B1", 5, 5)
    share(con, "I08", "B1", 2, 2)
    share(con, "I08", "B1", 2, 2, month="2026-01")
    share(con, "I08", "B1", 9, 9, month="2025-12")
    write_assessments(con)
    assert part(con, "I04", "B1")[0] == "month"
    assert part(con, "I08", "B1")[:3] == ("too_few_cases", None, None)


def test_a_month_without_cases_uses_the_two_before(con):
    share(con, "I04", "B1", 0, 0)
    share(con, "I04", "B1", 8, 10, month="2026-02")
    write_assessments(con)
    assert part(con, "I04", "B1")[:3] == ("three_months", 80.0, 0.0)


def test_only_confirmed_findings_are_deducted_from_the_unit_and_all_above(con):
    for unit in ("B1", "B", "A"):
        halfway(con, unit)
    con.execute("update core.targets set weight = 0 where indicator_id = 'I20'")
    finding(con, "B1", "high")
    finding(con, "B1", "low")
    finding(con, "B1", "high", verdict="partly_confirmed")
    finding(con, "B1", "high", verdict="cleared")
    finding(con, "B1", "medium", on="2026-04-01")

    assert assessed(con, "B1", "score, deduction") == (46.5, 3.5)
    assert assessed(con, "B", "score, deduction") == (46.5, 3.5)
    assert assessed(con, "A", "score, deduction") == (50.0, 0.0)


def test_a_score_never_falls_below_zero(con):
    share(con, "I04", "A1", 80, 100)
    share(con, "I08", "A1", 60, 100)
    finding(con, "A1", "high")
    con.execute("update core.targets set weight = 0 where indicator_id = 'I20'")
    assert assessed(con, "A1", "score") == (0.0,)


def test_falsified_data_set_their_indicator_to_nought(con):
    halfway(con, "A1")
    con.execute("update core.targets set weight = 0 where indicator_id = 'I20'")
    finding(con, "A1", None, rule_id="I04", category="falsified_data")
    # 0 × 50/80 + 50 × 30/80.
    assert assessed(con, "A1", "score") == (18.75,)
    assert part(con, "I04", "A1")[0] == "falsified"


@pytest.mark.parametrize(
    ("met", "grade"),
    # I04 alone: 100 × (value − 80)/18; 97.1 → 95 exactly, 95.3 → 85, 93.5 → 75.
    [(971, "excellent"), (970, "good"), (953, "good"), (952, "fair"), (935, "fair"), (934, "poor")],
)
def test_a_grade_begins_exactly_at_its_score(con, met, grade):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    share(con, "I04", "A1", met, 1000)
    assert assessed(con, "A1", "grade") == (grade,)


def test_counties_are_ranked_in_their_city_and_in_the_province_and_ties_share(con):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    for unit, met in (("A1", 89), ("A2", 89), ("B1", 95)):
        share(con, "I04", unit, met, 100)
    columns = "rank, peers, province_rank, province_peers"

    assert assessed(con, "A1", columns) == (1, 2, 2, 3)
    assert assessed(con, "A2", columns) == (1, 2, 2, 3)
    assert assessed(con, "B1", columns) == (1, 1, 1, 3)


def in_group(
    con: Any, group: str, *units: str, first: str = "1900-01-01", last: str = "9999-12-31"
) -> None:
    con.executemany(
        "insert into core.peer_group_units values (?, 'county', ?, '组', 'Group', '', '', ?::date, ?::date)",
        [[group, unit, first, last] for unit in units],
    )


GROUP = "peer_group, group_rank, group_peers"


def test_a_group_of_four_with_a_tie_is_ranked_beside_city_and_province(con):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    in_group(con, "rural", "A1", "A2", "A3", "B1")
    for unit, met in (("A1", 95), ("A2", 90), ("A3", 90), ("B1", 85), ("B2", 98)):
        share(con, "I04", unit, met, 100)
    columns = f"rank, peers, province_rank, province_peers, {GROUP}"

    assert assessed(con, "A1", columns) == (1, 3, 2, 5, "rural", 1, 4)
    assert assessed(con, "A2", columns) == (2, 3, 3, 5, "rural", 2, 4)
    assert assessed(con, "A3", columns) == (2, 3, 3, 5, "rural", 2, 4)
    assert assessed(con, "B1", columns) == (2, 2, 5, 5, "rural", 4, 4)
    assert assessed(con, "B2", columns) == (1, 2, 1, 5, None, None, None)
    # Intervals without width: chance moves nobody.
    assert assessed(con, "A3", "group_rank_low, group_rank_high") == (2, 2)


def test_a_unit_that_changes_its_group_in_mid_year_is_ranked_where_it_then_belongs(con):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    in_group(con, "rural", "A2", "A3")
    in_group(con, "urban", "B1", "B2")
    in_group(con, "rural", "A1", last="2026-03-31")
    in_group(con, "urban", "A1", first="2026-04-01")
    for month in ("2026-03", "2026-04"):
        for unit, met in (("A1", 90), ("A2", 95), ("A3", 85), ("B1", 96), ("B2", 97)):
            share(con, "I04", unit, met, 100, month=month)

    assert assessed(con, "A1", GROUP) == ("rural", 2, 3)
    assert assessed(con, "B1", GROUP) == ("urban", None, 2)
    april = con.execute(
        f"select unit_code, {GROUP} from result.assessments"
        " where month = date '2026-04-01' and level = 'county' order by unit_code"
    ).fetchall()
    assert april == [
        ("A1", "urban", 3, 3),
        ("A2", "rural", None, 2),
        ("A3", "rural", None, 2),
        ("B1", "urban", 2, 3),
        ("B2", "urban", 1, 3),
    ]


def test_a_group_of_one_is_too_small_to_rank_and_says_how_many_it_has(con):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    in_group(con, "rural", "A2")
    for unit, met in (("A1", 81), ("A2", 95)):
        share(con, "I04", unit, met, 100)
    assert assessed(con, "A2", f"{GROUP}, peer_group_en") == ("rural", None, 1, "Group")
    assert assessed(con, "A1", f"rank, peers, {GROUP}") == (2, 2, None, None, None)


def test_the_range_of_ranks_is_what_chance_allows(con):
    con.execute("delete from core.targets where indicator_id <> 'I04'")
    # A 95 % interval of 90 ± 0.01 cannot meet 85 ± 0.01; 89 ± 8 can be on either side of 90.
    for unit, met, half in (("A1", 90, 0.01), ("A2", 89, 8), ("B1", 85, 0.01)):
        share(con, "I04", unit, met, 100)
        con.execute(
            "insert into result.indicator_intervals values ('I04', ?, date '2026-03-01', ?, ?)",
            [unit, met - half, met + half],
        )
    columns = "province_rank, province_rank_low, province_rank_high"
    assert assessed(con, "A1", columns) == (1, 1, 2)
    assert assessed(con, "A2", columns) == (2, 1, 3)
    first = assessed(con, "B1", columns)
    assert first == (3, 2, 3)
    assert assessed(con, "B1", columns) == first  # the draws are seeded
