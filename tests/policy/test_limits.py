"""Time limits and ceilings, by facts picked from the policy by hand."""

from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from audit_models.errors import Refused
from audit_models.policy.limits import load_limits
from tests.policy.conftest import policy_with


def in_force(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    sources: int,
    yardstick: str,
    day: str,
) -> list[tuple[int, bool]]:
    """(days, verified) of every limit that holds on a day: at most one may."""
    return con.execute(
        "select limit_days, is_verified from core.limits where parameter = ? and customer_class = ?"
        " and ? between min_sources and max_sources and yardstick = ?"
        " and ?::date between valid_from and valid_to",
        [parameter, customer_class, sources, yardstick, day],
    ).fetchall()


@pytest.mark.parametrize(
    ("parameter", "customer_class", "sources", "yardstick", "day", "days"),
    [
        ("plan_reply", "hv", 1, "law", "2009-12-31", None),
        ("plan_reply", "hv", 1, "law", "2010-01-01", 20),
        ("plan_reply", "hv", 1, "law", "2024-05-31", 20),
        ("plan_reply", "hv", 1, "law", "2024-06-01", 10),
        ("plan_reply", "hv", 2, "law", "2024-05-31", 45),
        ("plan_reply", "hv", 2, "law", "2024-06-01", 20),
        ("plan_reply", "hv", 3, "law", "2026-11-24", 20),
        ("plan_reply", "hv", 1, "promise", "2010-12-31", None),
        ("plan_reply", "hv", 1, "promise", "2011-01-01", 15),
        ("plan_reply", "hv", 1, "promise", "2022-12-31", 15),
        ("plan_reply", "hv", 1, "promise", "2023-01-01", 10),
        ("plan_reply", "hv", 2, "promise", "2022-12-31", 30),
        ("plan_reply", "hv", 2, "promise", "2023-01-01", 20),
        ("plan_reply", "lv_nonresident", 1, "law", "2024-05-31", 8),
        ("plan_reply", "lv_nonresident", 1, "law", "2024-06-01", 3),
        ("plan_reply", "lv_nonresident", 1, "promise", "2022-12-31", 7),
        ("plan_reply", "lv_nonresident", 1, "promise", "2023-01-01", None),
        ("plan_reply", "lv_resident", 1, "law", "2026-01-01", 3),
        ("plan_reply", "lv_resident", 2, "promise", "2005-01-01", 3),
        ("design_review", "hv", 1, "law", "2025-01-01", 20),
        ("design_review", "hv", 2, "promise", "2005-01-01", 10),
        ("design_review", "lv_nonresident", 1, "law", "2025-01-01", None),
        ("mid_check", "hv", 1, "law", "2025-01-01", 5),
        ("mid_check", "hv", 1, "promise", "2025-01-01", 5),
        ("final_check", "hv", 1, "law", "2025-01-01", 7),
        ("final_check", "hv", 1, "promise", "2025-01-01", 5),
        ("meter_energise", "hv", 1, "law", "2025-01-01", 7),
        ("meter_energise", "hv", 1, "promise", "2025-01-01", 5),
        ("meter_energise", "lv_nonresident", 1, "law", "2025-01-01", 5),
        ("meter_energise", "lv_nonresident", 1, "promise", "2025-01-01", None),
        ("meter_energise", "lv_resident", 1, "law", "2025-01-01", 3),
        ("accept_energise", "hv", 1, "law", "2025-01-01", None),
        ("accept_energise", "lv_nonresident", 1, "law", "2025-01-01", 20),
        ("accept_energise", "lv_resident", 1, "law", "2025-01-01", 2),
        ("accept_energise", "lv_nonresident", 1, "promise", "2019-12-31", None),
        ("accept_energise", "lv_nonresident", 1, "promise", "2020-01-01", 15),
        ("accept_energise", "lv_resident", 1, "promise", "2020-01-01", 5),
        ("average_connection", "hv", 2, "promise", "2025-01-01", 40),
        ("average_connection", "lv_nonresident", 1, "promise", "2025-01-01", 20),
        ("average_connection", "lv_resident", 1, "promise", "2025-01-01", 2),
        ("three_zero_total", "lv_nonresident", 1, "law", "2022-12-30", None),
        ("three_zero_total", "lv_nonresident", 1, "law", "2022-12-31", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2021-06-29", None),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2021-06-30", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2022-11-29", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2022-11-30", 12),
    ],
)
def test_the_limit_in_force_on_a_day(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    sources: int,
    yardstick: str,
    day: str,
    days: int | None,
) -> None:
    found = in_force(con, parameter, customer_class, sources, yardstick, day)
    assert [limit for limit, _ in found] == ([] if days is None else [days])


@pytest.mark.parametrize(
    ("parameter", "customer_class", "yardstick", "day", "is_verified"),
    [
        ("plan_reply", "hv", "law", "2024-06-01", True),
        ("plan_reply", "hv", "promise", "2022-12-31", True),
        ("plan_reply", "lv_nonresident", "law", "2024-06-01", False),
        ("accept_energise", "lv_nonresident", "promise", "2020-01-01", False),
        ("accept_energise", "lv_resident", "promise", "2020-01-01", False),
        ("plan_reply", "hv", "promise", "2023-01-01", False),
        ("average_connection", "hv", "promise", "2025-01-01", True),
    ],
)
def test_a_value_that_was_not_read_is_marked(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    yardstick: str,
    day: str,
    is_verified: bool,
) -> None:
    [(_, found)] = in_force(con, parameter, customer_class, 1, yardstick, day)
    assert found is is_verified


@pytest.mark.parametrize(
    ("is_urban", "day", "kva"),
    [
        (True, "2021-06-29", None),
        (True, "2021-06-30", 160),
        (False, "2021-06-30", 100),
        (False, "2022-11-29", 100),
        (False, "2022-11-30", 160),
        (True, "2022-11-30", 160),
    ],
)
def test_the_three_zero_ceiling_in_force_on_a_day(
    con: duckdb.DuckDBPyConnection, is_urban: bool, day: str, kva: int | None
) -> None:
    found = con.execute(
        "select limit_kva from core.three_zero_ceilings"
        " where is_urban = ? and ?::date between valid_from and valid_to",
        [is_urban, day],
    ).fetchall()
    assert found == ([] if kva is None else [(kva,)])


def test_no_two_periods_of_one_limit_overlap(con: duckdb.DuckDBPyConnection) -> None:
    limits = con.execute(
        "select parameter, customer_class, yardstick, min_sources, max_sources, valid_from, valid_to"
        " from core.limits"
    ).fetchall()
    for one, other in combinations(limits, 2):
        same = one[:3] == other[:3] and one[3] <= other[4] and other[3] <= one[4]
        assert not (same and one[5] <= other[6] and other[5] <= one[6]), (one, other)


def test_an_open_end_is_the_last_day_of_9999(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select max(valid_to) from core.limits").fetchall() == [
        (date(9999, 12, 31),)
    ]


def test_every_limit_names_a_ground_that_holds_while_the_limit_does(
    con: duckdb.DuckDBPyConnection,
) -> None:
    outside = con.execute(
        "select limits.* from core.limits left join core.legal_basis using (ground)"
        " where legal_basis.ground is null or limits.valid_from < legal_basis.valid_from"
        " or limits.valid_to > legal_basis.valid_to"
    ).fetchall()
    assert outside == []


FIRST_LIMIT = "{parameter: plan_reply, classes: [lv_resident], yardstick: law, days: 3, "


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIRST_LIMIT, FIRST_LIMIT.replace("days: 3", "days: 0"), "greater than 0"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("days", "day"), "day"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("plan_reply", "plan_answer"), "plan_reply"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("lv_resident", "lv_nonresident"), "2010-01-01"),
        (FIRST_LIMIT, FIRST_LIMIT + "valid_to: 2009-12-31, ", "before valid_from"),
        (
            "ground: policy_paper.sec_2_5}\n\n  - {parameter: three",
            "ground: nowhere}\n\n  - {parameter: three",
            "nowhere",
        ),
        ("area: urban", "area: rural", "rural on"),
    ],
)
def test_limits_that_are_not_in_order_are_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = policy_with(tmp_path, "limits.yaml", old, new)
    with pytest.raises(Refused, match=r"limits\.yaml") as refused:
        load_limits(folder)
    assert told in refused.value.text.en
    assert told in refused.value.text.zh
