"""Working days against the official holiday notices, counted by hand."""

import csv
from datetime import date

import duckdb
import pytest

from audit_models.calendar import BUILT_IN, COLUMNS, built_in_days, load_days
from audit_models.contract import load_contract


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """A stage without an imported calendar."""
    connection = duckdb.connect()
    connection.execute("create schema source")
    connection.execute(load_contract()["calendar_days"].ddl())
    return connection


def imported(con: duckdb.DuckDBPyConnection, *days: tuple[str, bool]) -> None:
    """Import these days and load the calendar."""
    con.executemany(
        "insert into source.calendar_days (day, is_workday, source) values (?, ?, 'notice')",
        [list(day) for day in days],
    )
    load_days(con)


def working_days(con: duckdb.DuckDBPyConnection, after: str, until: str) -> int | None:
    """wd(after, until) as definitions compute it; None where a day is outside the calendar."""
    return con.execute(
        "select (select workday from core.days where day = ?::date)"
        " - (select workday from core.days where day = ?::date)",
        [until, after],
    ).fetchall()[0][0]


def is_workday(con: duckdb.DuckDBPyConnection, day: str) -> bool | None:
    found = con.execute("select is_workday from core.days where day = ?::date", [day]).fetchall()
    return found[0][0] if found else None


def test_the_file_is_what_the_package_says_day_by_day() -> None:
    with BUILT_IN.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert tuple(header) == COLUMNS
    assert [tuple(row) for row in rows] == list(built_in_days())


def test_the_built_in_calendar_has_every_day_from_2004_to_2026(
    con: duckdb.DuckDBPyConnection,
) -> None:
    load_days(con)
    # 23 years with the leap days of 2004, 2008, 2012, 2016, 2020 and 2024.
    found = con.execute("select min(day), max(day), count(*), count(workday) from core.days")
    assert found.fetchall() == [(date(2004, 1, 1), date(2026, 12, 31), 23 * 365 + 6, 23 * 365 + 6)]


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ],
)
def test_a_year_has_the_working_days_of_its_notice(
    con: duckdb.DuckDBPyConnection, year: int, count: int
) -> None:
    load_days(con)
    found = con.execute(
        "select count(*) filter (where is_workday) from core.days where year(day) = ?", [year]
    )
    assert found.fetchall() == [(count,)]
    assert working_days(con, f"{year - 1}-12-31", f"{year}-12-31") == count


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-13", True),  # Friday before the holiday
        ("2026-02-14", True),  # Saturday, made up for the Spring Festival
        ("2026-02-15", False),  # Sunday, first day of the holiday
        ("2026-02-17", False),  # New Year's Day of the lunar calendar
        ("2026-02-23", False),  # Monday, ninth and last day of the holiday
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, made up for the Spring Festival
        ("2026-03-01", False),  # ordinary Sunday
        ("2026-10-01", False),
        ("2026-10-04", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, made up for National Day
        ("2026-10-11", False),
    ],
)
def test_holidays_and_make_up_saturdays_of_2026(
    con: duckdb.DuckDBPyConnection, day: str, expected: bool
) -> None:
    load_days(con)
    assert is_workday(con, day) is expected


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        ("2026-03-02", "2026-03-02", 0),  # the first day is not counted
        ("2026-03-02", "2026-03-03", 1),
        ("2026-03-02", "2026-03-09", 5),  # Monday to Monday over a weekend
        ("2026-03-06", "2026-03-09", 1),  # accepted on Friday, one day passes on Monday
        ("2026-03-07", "2026-03-09", 1),  # accepted on Saturday: the same
        ("2026-03-06", "2026-03-08", 0),  # Friday to Sunday
        ("2026-02-13", "2026-02-24", 2),  # the Saturday 14th and the Tuesday after the festival
        ("2026-02-14", "2026-02-24", 1),
        ("2026-09-30", "2026-10-10", 3),  # Thursday 8th, Friday 9th and the Saturday 10th
        ("2025-12-31", "2026-01-05", 2),  # New Year's holiday 1st to 3rd; Sunday the 4th is made up
    ],
)
def test_working_days_between_two_days_counted_by_hand(
    con: duckdb.DuckDBPyConnection, after: str, until: str, expected: int
) -> None:
    load_days(con)
    assert working_days(con, after, until) == expected


def test_a_make_up_day_is_named_after_the_holiday_it_pays_for(
    con: duckdb.DuckDBPyConnection,
) -> None:
    load_days(con)
    named = con.execute(
        "select name_zh, name_en from core.days where day in ('2026-02-14', '2026-02-17') order by day"
    ).fetchall()
    assert named == [
        ("春节调休上班", "Make-up working day for Spring Festival"),
        ("春节", "Spring Festival"),
    ]


def test_a_day_of_2027_is_unknown_until_a_calendar_is_imported(
    con: duckdb.DuckDBPyConnection,
) -> None:
    load_days(con)
    assert is_workday(con, "2027-01-04") is None
    assert working_days(con, "2026-12-31", "2027-01-04") is None

    imported(
        con,
        ("2027-01-01", False),
        ("2027-01-02", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
    )
    assert is_workday(con, "2027-01-04") is True
    assert working_days(con, "2026-12-30", "2027-01-04") == 2  # 31 December and 4 January


def test_an_imported_day_overrides_the_built_in_one(con: duckdb.DuckDBPyConnection) -> None:
    load_days(con)
    assert working_days(con, "2026-03-02", "2026-03-06") == 4

    imported(con, ("2026-03-04", False))
    assert is_workday(con, "2026-03-04") is False
    assert working_days(con, "2026-03-02", "2026-03-06") == 3
    assert con.execute("select count(*) from core.days").fetchall() == [(23 * 365 + 6,)]


def test_nothing_is_counted_across_a_day_that_nobody_stated(
    con: duckdb.DuckDBPyConnection,
) -> None:
    imported(con, ("2027-01-01", False), ("2027-01-04", True), ("2027-01-05", True))
    assert working_days(con, "2026-12-30", "2027-01-01") == 1
    assert is_workday(con, "2027-01-05") is True
    assert working_days(con, "2027-01-01", "2027-01-04") is None
    assert working_days(con, "2027-01-04", "2027-01-05") is None


def test_a_mistyped_day_long_ago_leaves_the_calendar_as_it_was(
    con: duckdb.DuckDBPyConnection,
) -> None:
    imported(con, ("1926-03-04", True), ("2206-03-04", True))
    assert working_days(con, "2026-03-02", "2026-03-06") == 4
    assert working_days(con, "1926-03-04", "2026-03-04") is None
    assert con.execute("select count(*) from core.days").fetchall() == [(23 * 365 + 6 + 2,)]


def test_a_calendar_before_2004_joins_on_where_it_is_unbroken(
    con: duckdb.DuckDBPyConnection,
) -> None:
    imported(con, ("2003-12-30", True), ("2003-12-31", True))
    assert working_days(con, "2003-12-30", "2004-01-02") == 2  # 31 December and 2 January
