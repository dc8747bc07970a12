"""One import on top of another: the same file, a corrected extract, a new month, a manifest."""

import hashlib
import os
from decimal import Decimal
from pathlib import Path

import pytest

from audit_models.errors import Refused
from tests.intake.world import (
    UNITS,
    Imported,
    many_projects,
    orders,
    projects,
    take_in,
    write_files,
)

FEES = "fee_id,project_id,item_code,amount_cny\nF1,P1,A,10.50\nF2,P1,A,20.25\n"


@pytest.fixture
def base(tmp_path: Path) -> Imported:
    files = {
        "org_units.csv": UNITS,
        "client_projects.csv": projects({}, {"project_id": "P2", "customer_paid_cny": "7"}),
        "work_orders.csv": orders({}),
    }
    return take_in(tmp_path, files).as_base()


def test_the_same_files_again_change_nothing(tmp_path: Path, base: Imported) -> None:
    files = {
        "client_projects.csv": projects({}, {"project_id": "P2", "customer_paid_cny": "7"}),
        "org_units.csv": UNITS,
    }
    again = take_in(tmp_path, files, base=base)
    assert again.report.unchanged
    assert again.report.tables == ()


def test_a_corrected_extract_replaces_rows_by_key_and_lists_what_changed(
    tmp_path: Path, base: Imported
) -> None:
    corrected = projects({"customer_paid_cny": "3.5", "status": "energised"}, {"project_id": "P3"})
    got = take_in(tmp_path, {"client_projects.csv": corrected}, base=base)
    (count,) = got.report.tables
    assert (count.rows_added, count.rows_changed, count.rows_unchanged) == (1, 1, 0)
    assert got.rows(
        "select project_id, customer_paid_cny, status from source.client_projects order by 1"
    ) == [
        ("P1", Decimal("3.50"), "energised"),
        ("P2", Decimal("7.00"), "open"),
        ("P3", None, "open"),
    ]
    assert got.rows("select * from meta.changes order by column_name") == [
        ("client_projects", "P1", "customer_paid_cny", None, "3.50"),
        ("client_projects", "P1", "status", "open", "energised"),
    ]
    assert got.rows("select count(*) from source.work_orders") == [(1,)]
    assert got.rows("select count(*) from source.org_units") == [(3,)]
    assert len(got.rows("select * from meta.imports")) == 4


def test_a_column_that_the_new_file_lacks_keeps_its_values(tmp_path: Path, base: Imported) -> None:
    got = take_in(
        tmp_path,
        {"client_projects.csv": projects({"project_id": "P2", "service": "temporary"})},
        base=base,
    )
    assert got.rows(
        "select service, customer_paid_cny from source.client_projects where project_id = 'P2'"
    ) == [("temporary", Decimal("7.00"))]
    assert ("client_projects", "customer_paid_cny") in got.rows("select * from meta.supplied")


def test_references_reach_into_the_base(tmp_path: Path, base: Imported) -> None:
    rows = [{"work_order_id": f"W{n}", "project_id": "P2"} for n in range(10, 20)]
    got = take_in(
        tmp_path,
        {"work_orders.csv": orders(*rows, {"work_order_id": "W99", "project_id": "P9"})},
        base=base,
    )
    assert got.rejects("work_orders") == [(12, "project_id", "P9", "unknown_reference")]
    assert got.rows("select count(*) from source.work_orders") == [(11,)]


def test_a_rejected_correction_leaves_the_old_row(tmp_path: Path, base: Imported) -> None:
    rows = [*many_projects(9), {"service": "x"}]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)}, base=base)
    assert got.rows("select service from source.client_projects where project_id = 'P1'") == [
        ("new",)
    ]


def test_a_refused_import_leaves_the_base_as_it_was(tmp_path: Path, base: Imported) -> None:
    before = base.path.read_bytes()
    with pytest.raises(Refused):
        take_in(tmp_path, {"client_projects.csv": projects({"service": "x"})}, base=base)
    assert base.path.read_bytes() == before


def test_the_tree_of_units_is_judged_after_the_merge(tmp_path: Path, base: Imported) -> None:
    second_root = "unit_code,name_zh,level\n22,吉林,province\n"
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"org_units.csv": second_root}, base=base)
    assert "has 2 (21、22)" in refused.value.text.en


def test_children_rejected_before_come_in_together_with_their_parent(
    tmp_path: Path, base: Imported
) -> None:
    rows = [{"work_order_id": f"W{n}"} for n in range(10, 19)]
    late = orders(*rows, {"work_order_id": "W99", "project_id": "P9"})
    first = take_in(tmp_path, {"work_orders.csv": late}, base=base).as_base()
    alone = take_in(tmp_path, {"work_orders.csv": late}, base=first)
    assert alone.report.unchanged
    assert "1 of its rows were rejected" in alone.report.notices[0].en
    both = {"work_orders.csv": late, "client_projects.csv": projects({"project_id": "P9"})}
    got = take_in(tmp_path, both, base=first)
    assert got.counts("work_orders") == (10, 10, 0)
    assert got.rows("select count(*) from source.work_orders where work_order_id = 'W99'") == [(1,)]


def manifest_of(**files: str) -> str:
    lines = ["file,rows,bytes,sha256,control_total"]
    for stem, text in files.items():
        data = text.encode()
        lines.append(
            f"{stem}.csv,{text.count(chr(10)) - 1},{len(data)},{hashlib.sha256(data).hexdigest()},"
        )
    return "\n".join(lines) + "\n"


def test_a_manifest_that_agrees_lets_the_files_in(tmp_path: Path) -> None:
    manifest = manifest_of(fees=FEES).replace(",\n", ",30.75\n")
    got = take_in(tmp_path, {"fees.csv": FEES, "manifest.csv": manifest})
    assert got.report.tables[0].control_total_cny == Decimal("30.75")
    assert got.rows("select control_total_cny from meta.imports") == [(Decimal("30.75"),)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.replace("fees.csv,2,", "fees.csv,3,"), "rows should be 3 but is 2"),
        (lambda m: m.replace(f",{len(FEES)},", ",9999,"), "bytes should be 9999"),
        (
            lambda m: m.replace(hashlib.sha256(FEES.encode()).hexdigest(), "0" * 64),
            "sha256 should be 0",
        ),
        (lambda m: m.replace(",\n", ",30.76\n"), "control total should be 30.76 but is 30.75"),
        (lambda m: m + "payments.csv,1,1,,\n", "lists the file payments.csv, which is not there"),
        (lambda m: "file\nother.csv\n", "lists the file other.csv"),
        (lambda m: "file\n", "is not listed in manifest.csv"),
        (lambda m: "a,b\n1,2\n", "cannot be read"),
        (lambda m: "file\n../fees.csv\n", "which is not there"),
    ],
)
def test_a_manifest_that_disagrees_refuses_the_import(tmp_path: Path, change, said: str) -> None:
    manifest = manifest_of(fees=FEES)
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"fees.csv": FEES, "manifest.csv": change(manifest)})
    assert said in refused.value.text.en


def test_a_folder_takes_what_is_named_after_a_table_and_names_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    write_files(folder, {"供电单位.csv": UNITS, "说明.txt": "x", "other.csv": "a\n"})
    write_files(folder / "truth", {"client_projects.csv": "not even read\n"})
    (folder / "fees.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "secret.csv").write_text(FEES)
    got = take_in(folder, None)
    assert [count.table_name for count in got.report.tables] == ["org_units"]
    told = " ".join(notice.en for notice in got.report.notices)
    assert "other.csv, 说明.txt" in told
    assert "fees.csv is a symbolic link" in told


def test_a_file_that_is_still_being_written_is_refused(tmp_path: Path) -> None:
    (path,) = write_files(tmp_path / "extract", {"org_units.csv": UNITS})

    class Writer:
        def step(self, *_: object) -> None:
            with path.open("a") as file:
                file.write("2102,大连,city,21\n")

    with pytest.raises(Refused) as refused:
        take_in(tmp_path / "extract", None, progress=Writer())
    assert "changed while it was read" in refused.value.text.en


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unknown.csv", "is not named after a table"),
        ("work_orders.xls", "the .xls format"),
        ("work_orders.xlsm", "the .xlsm format"),
        ("work_orders.json", "does not end in"),
        ("missing", "There is no file"),
    ],
)
def test_a_named_file_that_cannot_be_taken_is_refused(tmp_path: Path, name: str, said: str) -> None:
    if name != "missing":
        write_files(tmp_path, {name: "x"})
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, None, paths=[tmp_path / name])
    assert said in refused.value.text.en


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    (path,) = write_files(folder, {"org_units.csv": UNITS})
    got = take_in(folder, None, paths=[folder, path, Path(os.path.relpath(path))])
    assert got.counts("org_units") == (3, 3, 0)


def test_nothing_of_the_intake_stays_behind_in_the_stage(tmp_path: Path) -> None:
    got = take_in(
        tmp_path, {"client_projects.csv": projects({}, {"service": "x"})}, max_reject_share=1.0
    )
    assert got.rows("select table_name from duckdb_tables() where temporary") == []
    columns = got.rows("select column_name from duckdb_columns() where column_name like '~%'")
    assert columns == []
