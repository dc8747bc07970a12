"""Doubled keys, references, cascades, the tree of units, and the limit on rejected rows."""

from pathlib import Path

import pytest

from audit_models.errors import Refused
from tests.intake.world import UNITS, csv_of, many_projects, orders, projects, take_in


def test_identical_rows_count_once_and_are_no_fault(tmp_path: Path) -> None:
    got = take_in(tmp_path, {"client_projects.csv": projects({}, {}, {}, {"project_id": "P2"})})
    assert got.counts("client_projects") == (4, 2, 2)
    assert got.rejects("client_projects") == [
        (3, "project_id", "P1", "duplicate_identical"),
        (4, "project_id", "P1", "duplicate_identical"),
    ]


def test_differing_rows_of_one_key_are_all_rejected(tmp_path: Path) -> None:
    rows = [{}, *many_projects(9), {"customer_paid_cny": "5"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.counts("client_projects") == (11, 9, 2)
    assert got.rejects("client_projects") == [
        (2, "project_id", "P1", "duplicate_conflict"),
        (12, "project_id", "P1", "duplicate_conflict"),
    ]


def test_an_unreadable_row_makes_its_readable_twin_doubtful(tmp_path: Path) -> None:
    rows = [{}, *many_projects(9), {"applied_at": "2026-13-01"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.rejects("client_projects") == [
        (2, "project_id", "P1", "duplicate_conflict"),
        (12, "applied_at", "2026-13-01", "impossible_date"),
    ]


def test_a_key_of_two_columns_is_doubled_only_when_both_agree(tmp_path: Path) -> None:
    text = (
        "unit_code,month,customers\nA,2026-01-01,5\nA,2026-02-01,5\nB,2026-01-01,5\nA,2026/1/1,5\n"
    )
    got = take_in(tmp_path, {"customer_counts.csv": text})
    assert got.rejects("customer_counts") == [
        (5, "unit_code, month", "A · 2026-01-01", "duplicate_identical")
    ]


def test_a_reference_to_a_supplied_table_must_exist(tmp_path: Path) -> None:
    files = {
        "org_units.csv": UNITS,
        "client_projects.csv": projects(*many_projects(9), {"unit_code": "999999"}),
    }
    got = take_in(tmp_path, files)
    assert got.rejects("client_projects") == [(11, "unit_code", "999999", "unknown_reference")]


def test_a_reference_to_a_table_that_was_not_supplied_is_kept(tmp_path: Path) -> None:
    got = take_in(tmp_path, {"client_projects.csv": projects({"unit_code": "999999"})})
    assert got.rows("select unit_code, customer_id from source.client_projects") == [
        ("999999", "C1")
    ]


def test_a_rejected_parent_takes_its_children_along_with_a_reason_of_their_own(
    tmp_path: Path,
) -> None:
    files = {
        "org_units.csv": UNITS,
        "client_projects.csv": projects(*many_projects(9), {"service": "x"}),
        "work_orders.csv": orders(
            *({"work_order_id": f"W{n}", "project_id": f"OK{n % 9}"} for n in range(18)),
            {"work_order_id": "child"},
            {"work_order_id": "orphan", "project_id": "P404"},
        ),
    }
    got = take_in(tmp_path, files)
    assert got.rejects("work_orders") == [
        (20, "project_id", "P1", "parent_rejected"),
        (21, "project_id", "P404", "unknown_reference"),
    ]
    assert got.rows("select reason_zh, reason_en from meta.rejects where row_number = 20") == [
        (
            "所引用的 client_projects 行已被拒绝",
            "the row of client_projects that it refers to was rejected",
        )
    ]


def test_references_within_a_table_are_followed_to_the_end(tmp_path: Path) -> None:
    columns = {"contract_id": "K1", "contractor_id": "B1", "amount_cny": "1", "subcontract_id": ""}
    chain = [
        {"subcontract_id": "S1", "parent_subcontract_id": "S404"},
        {"subcontract_id": "S2", "parent_subcontract_id": "S1"},
        {"subcontract_id": "S3", "parent_subcontract_id": "S2"},
        *({"subcontract_id": f"T{n}"} for n in range(20)),
    ]
    got = take_in(tmp_path, {"subcontracts.csv": csv_of(columns, chain)})
    assert got.rejects("subcontracts") == [
        (2, "parent_subcontract_id", "S404", "unknown_reference"),
        (3, "parent_subcontract_id", "S1", "parent_rejected"),
        (4, "parent_subcontract_id", "S2", "parent_rejected"),
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("21,甲,province,\n22,乙,province,\n", "exactly one unit without a parent but has 2"),
        ("21,甲,province,\nA,乙,county,B\nB,丙,county,A\n", "has a cycle: A、B"),
        ("21,甲,province,\nA,乙,county,A\n", "has a cycle: A"),
        ("A,乙,county,B\nB,丙,county,A\n", "exactly one unit without a parent but has 0"),
    ],
)
def test_units_that_are_no_tree_refuse_the_import(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"org_units.csv": "unit_code,name_zh,level,parent_code\n" + lines})
    assert said in refused.value.text.en


def test_a_condition_of_the_contract_rejects_with_its_own_sentence(tmp_path: Path) -> None:
    lines = "".join(f"X{n},单位,county,21\n" for n in range(9))
    got = take_in(tmp_path, {"org_units.csv": UNITS + lines + "Z,孤儿,county,\n"})
    assert got.rejects("org_units") == [
        (14, "level, parent_code", "county, ∅", "parent_below_province")
    ]
    assert got.rows("select reason_zh, reason_en from meta.rejects") == [
        ("省级以下单位必须填写上级单位", "A unit below the province needs its parent unit")
    ]


def test_a_fifth_of_rejected_rows_is_allowed_and_more_is_not(tmp_path: Path) -> None:
    at_limit = projects(
        *many_projects(8), *({"project_id": f"B{n}", "service": "x"} for n in range(2))
    )
    got = take_in(tmp_path, {"client_projects.csv": at_limit})
    assert got.counts("client_projects") == (10, 8, 2)
    over = projects(*many_projects(7), *({"project_id": f"B{n}", "service": "x"} for n in range(2)))
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"client_projects.csv": over})
    assert "2 of 9 rows of client_projects were rejected, more than 20%" in refused.value.text.en
    assert "row 9, column service, value x" in refused.value.text.en
    got = take_in(tmp_path, {"client_projects.csv": over}, max_reject_share=0.5)
    assert got.counts("client_projects") == (9, 7, 2)


def test_copies_of_rows_do_not_count_towards_the_limit(tmp_path: Path) -> None:
    got = take_in(tmp_path, {"client_projects.csv": projects({}, {}, {}, {})})
    assert got.counts("client_projects") == (4, 1, 3)


def test_odd_rows_are_accepted_and_counted(tmp_path: Path) -> None:
    rows = [
        {"project_id": "minus", "customer_paid_cny": "-5"},
        {"project_id": "early", "energised_at": "2025-12-31", "status": "energised"},
    ]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.counts("client_projects") == (2, 2, 0)
    odd = got.rows("select table_name, count, example_key from meta.oddities")
    assert ("client_projects", 1, "minus") in odd
    assert ("client_projects", 1, "early") in odd
