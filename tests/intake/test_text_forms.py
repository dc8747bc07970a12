"""Every text form that the contract accepts, and every look-alike that it does not."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake.world import at, many_projects, projects, take_in

NEARLY_ALL = {"max_reject_share": 1.0}

ACCEPTED = [
    ("applied_at", "2026-01-02 08:30:15", at("2026-01-02 08:30:15")),
    ("applied_at", "2026-01-02 08:30:15.250", at("2026-01-02 08:30:15.250000")),
    ("applied_at", "2026-01-02T08:30:15", at("2026-01-02 08:30:15")),
    ("applied_at", "2026-01-02", at("2026-01-02 00:00:00")),
    ("applied_at", "2026/1/2", at("2026-01-02 00:00:00")),
    ("applied_at", "2026/1/2 8:05", at("2026-01-02 08:05:00")),
    ("applied_at", "2026年1月2日", at("2026-01-02 00:00:00")),
    ("applied_at", "2026年1月2日 08:30:15", at("2026-01-02 08:30:15")),
    ("applied_at", "20260102", at("2026-01-02 00:00:00")),
    ("applied_at", "2026-01-02T00:30:15Z", at("2026-01-02 08:30:15")),
    ("applied_at", "2026-01-02 08:30:15+08:00", at("2026-01-02 08:30:15")),
    ("applied_at", "2026-01-01 23:30:00-0500", at("2026-01-02 12:30:00")),
    ("applied_at", "2024-02-29 00:00:00", at("2024-02-29 00:00:00")),
    ("applied_at", "  2026-01-02 08:30:15 ", at("2026-01-02 08:30:15")),
    ("applied_at", "２０２６－０１－０２", at("2026-01-02 00:00:00")),
    ("wanted_on", "2026-01-02", date(2026, 1, 2)),
    ("wanted_on", "2026-01-02 00:00:00", date(2026, 1, 2)),
    ("wanted_on", "9999-12-31", date(9999, 12, 31)),
    ("customer_paid_cny", "1234.5", Decimal("1234.50")),
    ("customer_paid_cny", "1,234.50", Decimal("1234.50")),
    ("customer_paid_cny", "￥1,234.50", Decimal("1234.50")),
    ("customer_paid_cny", "¥5", Decimal("5.00")),
    ("customer_paid_cny", "1.2万元", Decimal("12000.00")),
    ("customer_paid_cny", "1.23456万元", Decimal("12345.60")),
    ("customer_paid_cny", "0.07", Decimal("0.07")),
    ("customer_paid_cny", "9999999999999999.99", Decimal("9999999999999999.99")),
    ("applied_kva", "1,250.5", 1250.5),
    ("applied_kva", "1e3", 1000.0),
    ("supply_sources", "2", 2),
    ("supply_sources", "2.0", 2),
    ("voltage_kv", "0.38", 0.38),
    ("customer_id", "0012345678901234567", "0012345678901234567"),
    ("customer_id", " C9　", "C9"),
    ("contact_phone", "=1+1", "=1+1"),
    ("cancel_reason", '说"不",\n第二行', '说"不",\n第二行'),
    ("cancel_reason", "𠮷野家", "𠮷野家"),
] + [
    ("is_urban", text, truth)
    for truth, texts in {
        True: ("true", "TRUE", "1", "yes", "Y", "是"),
        False: ("false", "0", "no", "n", "否"),
    }.items()
    for text in texts
]

MISSING = ["", "NULL", "null", "NaN", "N/A", "无", "—", "  ", "　", " NULL "]

REJECTED = [
    ("applied_at", "2026-13-45", "impossible_date"),
    ("applied_at", "2026-02-30 08:00:00", "impossible_date"),
    ("applied_at", "1900-02-29", "impossible_date"),
    ("applied_at", "0000-01-01 00:00:00", "impossible_date"),
    ("applied_at", "2026.13.45", "unreadable_timestamp"),
    ("applied_at", "26-01-02", "unreadable_timestamp"),
    ("applied_at", "01/02/2026", "unreadable_timestamp"),
    ("applied_at", "2/1/2026 08:00", "unreadable_timestamp"),
    ("applied_at", "45321", "unreadable_timestamp"),
    ("applied_at", "民国115年1月2日", "unreadable_timestamp"),
    ("applied_at", "infinity", "unreadable_timestamp"),
    ("applied_at", "2026-01-02 24:00:00", "unreadable_timestamp"),
    ("applied_at", "2026-01-02 08:60:00", "unreadable_timestamp"),
    ("applied_at", "2026-01-02 08:00:00 PST", "unreadable_timestamp"),
    ("wanted_on", "2026-01-02 13:45:00", "time_in_date"),
    ("wanted_on", "2026-02-30", "impossible_date"),
    ("wanted_on", "2026-01-02 (BC)", "unreadable_date"),
    ("customer_paid_cny", "1.005", "too_many_decimals"),
    ("customer_paid_cny", "1.200", "too_many_decimals"),
    ("customer_paid_cny", "1.2345678万元", "too_many_decimals"),
    ("customer_paid_cny", "1.234,5", "unreadable_amount"),
    ("customer_paid_cny", "12,34.50", "unreadable_amount"),
    ("customer_paid_cny", "(1,234.50)", "unreadable_amount"),
    ("customer_paid_cny", "1e18", "unreadable_amount"),
    ("customer_paid_cny", "--5", "unreadable_amount"),
    ("customer_paid_cny", "10000000000000000", "amount_too_large"),
    ("customer_paid_cny", "100 USD", "unreadable_amount"),
    ("applied_kva", "1e400", "unreadable_number"),
    ("applied_kva", "inf", "unreadable_number"),
    ("applied_kva", "250kVA", "unreadable_number"),
    ("supply_sources", "1.7", "unreadable_integer"),
    ("supply_sources", "99999999999", "unreadable_integer"),
    ("voltage_kv", "11", "not_in_list"),
    ("is_urban", "t", "unreadable_boolean"),
    ("is_urban", "2", "unreadable_boolean"),
    ("service", "NEW", "unknown_code"),
    ("channel", "fax", "unknown_code"),
    ("cancel_reason", "坏了\ufffd的", "damaged_text"),
]


def test_every_accepted_form_is_read_as_what_it_means(tmp_path: Path) -> None:
    rows = [{"project_id": f"P{n}", column: text} for n, (column, text, _) in enumerate(ACCEPTED)]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.counts("client_projects") == (len(ACCEPTED), len(ACCEPTED), 0), got.rejects(
        "client_projects"
    )
    for n, (column, text, expected) in enumerate(ACCEPTED):
        found = got.rows(f"select {column} from source.client_projects where project_id = 'P{n}'")
        assert found == [(expected,)], text


@pytest.mark.parametrize("text", MISSING)
def test_a_word_for_nothing_is_missing(tmp_path: Path, text: str) -> None:
    special = dict.fromkeys(("wanted_on", "customer_paid_cny", "is_urban", "cancel_reason"), text)
    got = take_in(tmp_path, {"client_projects.csv": projects(special)})
    columns = ", ".join(special)
    assert got.rows(f"select {columns} from source.client_projects") == [(None,) * 4]


def test_every_other_form_is_rejected_with_its_place_and_reason(tmp_path: Path) -> None:
    rows = [{"project_id": f"P{n}", column: text} for n, (column, text, _) in enumerate(REJECTED)]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)}, **NEARLY_ALL)
    expected = [(n, *one) for n, one in enumerate(REJECTED, start=2)]
    assert got.rejects("client_projects") == expected
    assert got.counts("client_projects") == (len(REJECTED), 0, len(REJECTED))


def test_a_required_value_that_is_missing_rejects_the_row(tmp_path: Path) -> None:
    rows = [*many_projects(9), {"project_id": "bad", "accepted_at": "无"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.rejects("client_projects") == [(11, "accepted_at", None, "missing")]


def test_a_month_is_the_first_of_a_month(tmp_path: Path) -> None:
    text = "unit_code,month,customers\nA,2026-01-01,5\nA,2026/2/1,5\nA,2026-03-02,5\nA,2026-04,5\n"
    got = take_in(tmp_path, {"customer_counts.csv": text}, **NEARLY_ALL)
    assert got.rows("select month from source.customer_counts order by 1") == [
        (date(2026, 1, 1),),
        (date(2026, 2, 1),),
    ]
    assert got.rejects("customer_counts") == [
        (4, "month", "2026-03-02", "not_first_of_month"),
        (5, "month", "2026-04", "unreadable_date"),
    ]


def test_all_problems_of_a_row_are_told_in_one_reject_in_both_languages(tmp_path: Path) -> None:
    rows = [*many_projects(9), {"project_id": "bad", "service": "x", "customer_paid_cny": "1.005"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    ((file, zh, en),) = got.rows("select file_name, reason_zh, reason_en from meta.rejects")
    assert file == "client_projects.csv"
    assert zh == (
        "不在代码表中；可用的值：new, capacity_increase, temporary, change"
        "；customer_paid_cny 1.005：金额的小数超过两位"
    )
    assert en == (
        "not in the code list; accepted: new, capacity_increase, temporary, change"
        "; customer_paid_cny 1.005: an amount with more than two decimals"
    )


def test_the_rejected_row_is_kept_as_it_was(tmp_path: Path) -> None:
    rows = [*many_projects(9), {"project_id": "007 ", "service": "x"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    ((number, project, service),) = got.rows(
        "select row_number, \"row\" ->> 'project_id', \"row\" ->> 'service' from meta.rejected_rows"
    )
    assert (number, project, service) == (11, "007 ", "x")
