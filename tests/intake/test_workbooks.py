"""Excel and Parquet files."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from audit_models.errors import Refused
from tests.intake.world import PROJECT_COLUMNS, UNITS, at, many_projects, take_in

UNIT_ROWS = [line.split(",") for line in UNITS.splitlines()]


def workbook(path: Path, sheets: dict[str, list[list[object]]], **options: object) -> Path:
    """An .xlsx written cell by cell; texts that begin with = become formulas with the value None or given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, **options})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(r, c, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(r, c, cell, day)
                elif isinstance(cell, tuple):
                    sheet.write_formula(r, c, cell[0], None, cell[1])
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return path


def project_rows(*rows: dict[str, object]) -> list[list[object]]:
    names = list(dict.fromkeys([*PROJECT_COLUMNS, *(name for row in rows for name in row)]))
    return [names, *([{**PROJECT_COLUMNS, **row}.get(name) for name in names] for row in rows)]


def test_sheets_named_after_tables_are_read_and_others_named(tmp_path: Path) -> None:
    sheets = {
        "供电单位": UNIT_ROWS,
        "client_projects": project_rows({}),
        "说明": [["x"]],
    }
    path = workbook(tmp_path / "extract" / "2026年11月.xlsx", sheets)
    got = take_in(tmp_path / "extract")
    assert got.counts("org_units") == (3, 3, 0)
    assert got.counts("client_projects") == (1, 1, 0)
    assert "说明" in got.report.notices[0].zh
    assert got.rows("select distinct file_name from meta.imports") == [(path.name,)]


def test_a_lone_sheet_stands_for_the_files_name(tmp_path: Path) -> None:
    workbook(tmp_path / "extract" / "org_units.xlsx", {"Sheet1": UNIT_ROWS})
    assert take_in(tmp_path / "extract").counts("org_units") == (3, 3, 0)


def test_two_sheets_of_which_none_is_named_after_a_table_are_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "extract" / "org_units.xlsx", {"A": UNIT_ROWS, "B": UNIT_ROWS})
    with pytest.raises(Refused, match=r"No sheet of org_units\.xlsx is named after a table"):
        take_in(tmp_path / "extract")


def test_numbers_dates_and_truths_of_excel_mean_what_they_show(tmp_path: Path) -> None:
    row = {
        "project_id": 1001,
        "customer_id": "007",
        "applied_at": at("2026-01-02 08:30:15"),
        "accepted_at": 46024.5,  # 2026-01-02 12:00, a day number without a date format
        "wanted_on": date(2026, 3, 1),
        "energised_at": "2026/2/3",
        "customer_paid_cny": 0.1 + 0.2,
        "supply_sources": 2,
        "voltage_kv": 0.38,
        "is_urban": True,
        "unit_code": 210102,
        "channel": "counter",
    }
    workbook(tmp_path / "extract" / "client_projects.xlsx", {"S": project_rows(row)})
    got = take_in(tmp_path / "extract")
    assert got.rows(
        "select project_id, customer_id, unit_code, applied_at, accepted_at, wanted_on, energised_at,"
        " customer_paid_cny, supply_sources, voltage_kv, is_urban from source.client_projects"
    ) == [
        (
            "1001",
            "007",
            "210102",
            at("2026-01-02 08:30:15"),
            at("2026-01-02 12:00:00"),
            date(2026, 3, 1),
            at("2026-02-03 00:00:00"),
            Decimal("0.30"),
            2,
            0.38,
            True,
        )
    ]


def test_day_numbers_of_a_1904_workbook_count_from_1904(tmp_path: Path) -> None:
    rows = project_rows({"wanted_on": 44562, "applied_at": at("2026-01-02 08:00:00")})
    workbook(tmp_path / "extract" / "client_projects.xlsx", {"S": rows}, date_1904=True)
    got = take_in(tmp_path / "extract")
    assert got.rows("select wanted_on, applied_at from source.client_projects") == [
        (date(2026, 1, 2), at("2026-01-02 08:00:00"))
    ]


def test_cells_that_excel_has_already_spoiled_reject_their_rows(tmp_path: Path) -> None:
    rows = [
        *many_projects(20),
        {"project_id": 1234567890123456789},
        {"project_id": "A", "customer_paid_cny": ("=B1*2", "")},
        {"project_id": "B", "cancel_reason": ("=1/0", "#DIV/0!")},
        {"project_id": "C", "wanted_on": 60},
        {"project_id": "123456789012345678"},
        {"project_id": "D", "customer_paid_cny": ("=1+1", 2)},
    ]
    workbook(tmp_path / "extract" / "client_projects.xlsx", {"S": project_rows(*rows)})
    got = take_in(tmp_path / "extract")
    assert got.rejects("client_projects") == [
        (22, "project_id", "1.23456789012346e+18", "rounded_id"),
        (23, "customer_paid_cny", "=B1*2", "formula_without_value"),
        (24, "cancel_reason", "#DIV/0!", "excel_error"),
        (25, "wanted_on", "60", "unreadable_date"),
    ]
    assert got.rows(
        "select customer_paid_cny from source.client_projects where project_id = 'D'"
    ) == [(Decimal("2.00"),)]
    assert got.counts("client_projects") == (26, 22, 4)


def test_rows_and_columns_are_counted_as_the_sheet_shows_them(tmp_path: Path) -> None:
    header, *body = project_rows(*many_projects(9), {"service": "x"})
    rows = [
        [None, *header],
        [],
        *([None, *row] for row in body[:5]),
        [],
        *([None, *row] for row in body[5:]),
    ]
    workbook(tmp_path / "extract" / "client_projects.xlsx", {"S": rows})
    got = take_in(tmp_path / "extract")
    assert got.counts("client_projects") == (10, 9, 1)
    assert got.rejects("client_projects") == [(13, "service", "x", "unknown_code")]


def test_headers_further_down_a_sheet_are_found_and_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "extract" / "org_units.xlsx", {"S": [["清单"], [], *UNIT_ROWS]})
    with pytest.raises(Refused, match="seem to be on row 3"):
        take_in(tmp_path / "extract")


def parquet(path: Path, select: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect().execute(f"copy ({select}) to '{path}' (format parquet)")


def test_parquet_is_read_by_name_and_by_value(tmp_path: Path) -> None:
    parquet(
        tmp_path / "extract" / "client_projects.parquet",
        """select 'P' || i as project_id, 7.0::double as customer_id, '210102' as 供电单位编码, 'new' as service,
            'hv' as customer_class, timestamptz '2026-01-02 00:30:00+00' as applied_at,
            timestamp_ns '2026-01-02 09:00:00' as accepted_at, case when i = 9 then 'gone' else 'open' end as status,
            1.5::decimal(18, 4) as customer_paid_cny, date '2026-03-01' as wanted_on, true as is_urban,
            2.0::double as supply_sources
        from range(10) as t(i)""",
    )
    got = take_in(tmp_path / "extract")
    assert got.counts("client_projects") == (10, 9, 1)
    assert got.rejects("client_projects") == [(11, "status", "gone", "unknown_code")]
    assert got.rows(
        "select distinct customer_id, unit_code, applied_at, accepted_at, customer_paid_cny, wanted_on,"
        " is_urban, supply_sources from source.client_projects"
    ) == [
        (
            "7",
            "210102",
            at("2026-01-02 08:30:00"),
            at("2026-01-02 09:00:00"),
            Decimal("1.50"),
            date(2026, 3, 1),
            True,
            2,
        )
    ]


def test_parquet_ids_that_were_rounded_and_nested_columns_are_not_taken(tmp_path: Path) -> None:
    units = "select {} as unit_code, '甲' as name_zh, 'province' as level"
    parquet(tmp_path / "a" / "org_units.parquet", units.format("1.2345678901234567e18"))
    got = take_in(tmp_path / "a", max_reject_share=1.0)
    assert got.rejects("org_units") == [(2, "unit_code", "1.2345678901234568e+18", "rounded_id")]
    parquet(tmp_path / "b" / "org_units.parquet", units.format("['21']"))
    with pytest.raises(Refused, match="no single value or text"):
        take_in(tmp_path / "b")


def test_parquet_floats_are_read_to_their_fifteenth_digit_and_nan_is_missing(
    tmp_path: Path,
) -> None:
    columns = ", ".join(f"'{value}' as {name}" for name, value in PROJECT_COLUMNS.items())
    parquet(
        tmp_path / "extract" / "client_projects.parquet",
        f"""select {columns.replace("'P1'", "'P' || i")},
            case i when 0 then 0.1::double + 0.2::double when 1 then 'nan'::double when 2 then 1.005::double
                else 5.0::double end as customer_paid_cny,
            case i when 0 then 0.1::float when 3 then 'inf'::float end as applied_kva
        from range(20) as t(i)""",
    )
    got = take_in(tmp_path / "extract")
    assert got.rejects("client_projects") == [
        (4, "customer_paid_cny", "1.005", "too_many_decimals"),
        (5, "applied_kva", "inf", "unreadable_number"),
    ]
    assert got.rows(
        "select customer_paid_cny, applied_kva from source.client_projects where project_id in ('P0', 'P1')"
    ) == [(Decimal("0.30"), 0.1), (None, None)]


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "extract" / "org_units.parquet"
    parquet(path, "select '21' as unit_code, '甲' as name_zh, 'province' as level")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Refused, match="no readable Parquet file"):
        take_in(tmp_path / "extract")
