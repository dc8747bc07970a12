"""Rank with the range that chance allows, worked out by hand."""

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd
import pytest

from audit_models.decomposition import decompose
from audit_models.ranks import write_ranks

Unit = tuple[float | None, int, float | None, float | None]
"""Value, cases, and the 95 % interval."""


def ranks(
    *units: Unit, better: str, unit: str = "workdays", cities: str = "AAA"
) -> list[Mapping[str, Any]]:
    """The rows of `result.ranks` of counties in these cities, in their order."""
    with duckdb.connect() as con:
        con.execute(
            "create schema core; create schema result;"
            "create table core.units (unit_code varchar, level varchar, parent_code varchar);"
            "create table result.definitions (kind varchar, id varchar, header json);"
            "create table result.indicator_values"
            " (indicator_id varchar, unit_code varchar, month date, value double, n bigint);"
            "create table result.indicator_intervals"
            " (indicator_id varchar, unit_code varchar, month date, low double, high double);"
        )
        header = json.dumps({"better": better, "unit": unit})
        con.execute("insert into result.definitions values ('indicator', 'I01', ?)", [header])
        for at, (city, (value, n, low, high)) in enumerate(zip(cities, units, strict=False)):
            where = ["I01", f"D{at}", "2026-03-01"]
            con.execute("insert into core.units values (?, 'county', ?)", [where[1], city])
            con.execute(
                "insert into result.indicator_values values (?, ?, ?, ?, ?)", [*where, value, n]
            )
            con.execute(
                "insert into result.indicator_intervals values (?, ?, ?, ?, ?)", [*where, low, high]
            )
        write_ranks(con)
        found = con.execute("from result.ranks order by unit_code")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def column(name: str, rows: list[Mapping[str, Any]]) -> list[Any]:
    return [row[name] for row in rows]


def test_overlapping_intervals_widen_the_range_and_separate_ones_do_not() -> None:
    # 10 ± 2 and 11 ± 2 overlap; 20 ± 1 lies behind both.
    found = ranks((10, 50, 8, 12), (11, 50, 9, 13), (20, 50, 19, 21), better="lower")

    assert column("rank", found) == [1, 2, 3]
    assert column("rank_low", found) == [1, 1, 3]
    assert column("rank_high", found) == [2, 2, 3]


def test_where_more_is_better_the_largest_is_first_and_equals_share() -> None:
    found = ranks((90, 50, 85, 95), (90, 50, 85, 95), (50, 50, 40, 60), better="higher")

    assert column("rank", found) == [1, 1, 3]
    # 85 and 95 bound both of the first two; 40 to 60 lies behind them.
    assert column("rank_low", found) == [1, 1, 3]
    assert column("rank_high", found) == [2, 2, 3]


def test_one_unknown_interval_leaves_the_ranks_and_takes_every_range() -> None:
    found = ranks((10, 50, 8, 12), (11, 50, None, None), better="lower")

    assert column("rank", found) == [1, 2]
    assert column("rank_low", found) == column("rank_high", found) == [None, None]


def test_only_units_under_the_same_unit_stand_beside_each_other() -> None:
    found = ranks((10, 50, 8, 12), (5, 50, 4, 6), (12, 50, 9, 13), better="lower", cities="ABA")

    assert column("rank", found) == [1, 1, 2]
    assert column("units", found) == [2, 1, 2]


@pytest.mark.parametrize(("unit", "is_ranked"), [("workdays", False), ("times", True)])
def test_nineteen_cases_are_not_ranked_but_few_events_are(unit: str, is_ranked: bool) -> None:
    found = ranks((10, 19, 8, 12), (11, 20, 9, 13), better="lower", unit=unit)

    assert found[0]["is_ranked"] is is_ranked
    assert column("peers", found) == ([2, 2] if is_ranked else [1, 1])
    assert column("units", found) == [2, 2]


def test_without_a_number_or_a_better_direction_there_is_no_rank() -> None:
    assert column("is_ranked", ranks((None, 50, None, None), better="lower")) == [False]
    assert column("is_ranked", ranks((5, 50, 4, 6), better="none")) == [False]


def month(*rows: tuple[str, float | None, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_code", "value", "denominator"])


def test_the_parts_of_a_change_add_up_to_it() -> None:
    # A 10 → 12 with half of the cases, then three quarters; B stays at 20.
    # Before 15, now 0.75 × 12 + 0.25 × 20 = 14; the mean of both 14.5.
    found = decompose(month(("A", 10, 5), ("B", 20, 5)), month(("A", 12, 15), ("B", 20, 5)))
    found = found.set_index("unit_code")

    # A: rate 0.625 × 2 = 1.25; mix 0.25 × (11 − 14.5) = −0.875. B: mix −0.25 × (20 − 14.5) = −1.375.
    assert found.loc["A"].tolist() == [1.25, -0.875]
    assert found.loc["B"].tolist() == [0.0, -1.375]
    assert found.to_numpy().sum() == pytest.approx(14 - 15)


def test_a_unit_that_comes_or_goes_moves_the_mix_alone() -> None:
    found = decompose(month(("A", 10, 5)), month(("A", 10, 5), ("B", 20, 5))).set_index("unit_code")

    assert found["rate"].tolist() == [0.0, 0.0]
    assert found.to_numpy().sum() == pytest.approx(15 - 10)
