"""Every accepted row knows its file and row. The numbers are counted by hand in the texts below."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from audit_models.mapping import load_mapping
from tests.intake.test_workbooks import UNIT_ROWS, parquet, project_rows, workbook
from tests.intake.world import UNITS, Imported, orders, projects, take_in, write_files

HEAD = "work_order_id,project_id,stage,unit_code,started_at,clause\n"
ROW = "{},P1,accept,210102,2026-01-02 09:00:00,{}\n"


def origins(got: Imported, table: str = "work_orders") -> list[tuple]:
    """Key, file, sheet and row number of every row of a table."""
    return got.rows(
        f"select origins.* exclude (file_id, row_number), file_name, sheet, row_number"
        f" from origin.{table} as origins join meta.files using (file_id) order by all"
    )


def numbers(got: Imported, table: str = "work_orders") -> dict[str, int]:
    return {row[0]: row[-1] for row in origins(got, table)}


CSVS = {
    # Rows 1 to 4 of a spreadsheet; the cell of W2 breaks its line, so W3 is on line 5 of an editor.
    "read in place": (HEAD + ROW.format("W1", "") + ROW.format("W2", '"a\nb"') + ROW.format("W3", ""),
                      {"W1": 2, "W2": 3, "W3": 4}),
    # Row 3 is blank, row 5 has one cell too few and is rejected.
    "mended": (HEAD + ROW.format("W1", "") + "\n" + ROW.format("W2", '"a\nb"') + "W9,P1\n"
               + ROW.format("W3", "") + ROW.format("W4", ""), {"W1": 2, "W2": 4, "W3": 6, "W4": 7}),
    # The same, lines ending in two ways, which only the record-by-record reader takes.
    "record by record": (HEAD + ROW.format("W1", "").replace("\n", "\r\n") + "\n"
                         + ROW.format("W2", '"a\nb"') + ROW.format("W3", ""),
                         {"W1": 2, "W2": 4, "W3": 5}),
    # The stage of row 3 is in no list: rejected after it was loaded.
    "with a rejected row": (HEAD + ROW.format("W1", "") + ROW.format("W2", "").replace("accept", "?")
                            + ROW.format("W3", "") + "".join(ROW.format(f"X{n}", "") for n in range(5)),
                            {"W1": 2, "W3": 4, "X0": 5, "X1": 6, "X2": 7, "X3": 8, "X4": 9}),
}  # fmt: skip


@pytest.mark.parametrize("way", CSVS)
def test_a_row_of_a_csv_is_counted_as_a_spreadsheet_does(tmp_path: Path, way: str) -> None:
    text, expected = CSVS[way]
    got = take_in(tmp_path, {"work_orders.csv": text}, max_reject_share=0.5)
    assert numbers(got) == expected
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    assert got.rows("select file_sha256, mapping, snapshot_id from meta.files") == [
        (sha256, None, None)
    ]


def test_a_row_of_a_workbook_has_its_sheet_and_the_number_at_its_left(tmp_path: Path) -> None:
    first, *rest = project_rows({"project_id": "P1"}, {"project_id": "P2"})
    sheets = {"供电单位": UNIT_ROWS, "client_projects": [first, rest[0], [], [], rest[1]]}
    workbook(tmp_path / "extract" / "业扩_2026-10.xlsx", sheets)
    got = take_in(tmp_path / "extract")
    file = "业扩_2026-10.xlsx"
    assert origins(got, "client_projects") == [
        ("P1", file, "client_projects", 2),
        ("P2", file, "client_projects", 5),
    ]
    assert origins(got, "org_units")[0] == ("21", file, "供电单位", 2)


def test_a_row_of_a_parquet_file_is_counted_as_below_a_header(tmp_path: Path) -> None:
    (tmp_path / "extract").mkdir()
    units = (
        "select * from (values ('21', '辽宁', 'province', null), ('2101', '沈阳', 'city', '21'))"
    )
    named = f"{units} as units (unit_code, name_zh, level, parent_code)"
    parquet(tmp_path / "extract" / "org_units.parquet", named)
    assert numbers(take_in(tmp_path / "extract"), "org_units") == {"21": 2, "2101": 3}


def test_a_later_month_changes_the_origin_of_what_it_changes(tmp_path: Path) -> None:
    base = take_in(
        tmp_path,
        {"org_units.csv": UNITS, "client_projects.csv": projects({}), "work_orders.csv": orders(
            {}, {"work_order_id": "W2"}, {"work_order_id": "W3"}
        )},
    ).as_base()  # fmt: skip
    october = orders(
        {"work_order_id": "W4"}, {"work_order_id": "W2", "result": "passed"},
        {"work_order_id": "W3"},
    )  # fmt: skip
    got = take_in(tmp_path, {"工单.csv": october}, base=base)
    assert origins(got) == [
        ("W1", "work_orders.csv", None, 2),  # not delivered again
        ("W2", "工单.csv", None, 3),  # another result
        ("W3", "work_orders.csv", None, 4),  # delivered again as it was
        ("W4", "工单.csv", None, 2),  # new
    ]
    assert numbers(got, "client_projects") == {"P1": 2}, "a table that the month does not touch"
    assert got.rows("select count(*), count(distinct file_id) from meta.files") == [(4, 4)]


def test_what_an_older_version_imported_has_no_origin(tmp_path: Path) -> None:
    base = take_in(
        tmp_path,
        {"org_units.csv": UNITS, "client_projects.csv": projects({}), "work_orders.csv": orders({})},
    ).as_base()  # fmt: skip
    with duckdb.connect(str(base.path)) as old:
        old.execute("drop schema origin cascade")
        old.execute("drop table meta.files")
    later = orders({}, {"work_order_id": "W2"})
    got = take_in(tmp_path, {"工单.csv": later}, base=base)
    # W1 was there before and is in the new file too, word for word: there it can be opened.
    assert origins(got) == [("W1", "工单.csv", None, 2), ("W2", "工单.csv", None, 3)]
    assert origins(got, "client_projects") == []


MAPPING = """
title: {{zh: 缴费清单, en: List of charges}}
description: {{zh: 测试, en: test}}
input: {input}
tables:
  fees:
    blocks:
      - columns: {{fee_id: Id, project_id: Project, item_code: Item, amount_cny: Sum}}
      - columns:
          fee_id: {{template: '{{Id}}-2'}}
          project_id: Project
          item_code: Item
          amount_cny: Sum
"""
CHARGES = [["Id", "Project", "Item", "Sum"], ["1", "P1", "A", "10"], ["2", "P1", "A", "20"]]


def test_several_rows_of_one_foreign_record_have_its_number(tmp_path: Path) -> None:
    write_files(tmp_path, {"charges.yaml": MAPPING.format(input="{kind: xlsx, header_line: 2}")})
    # A title on row 1, the header on row 2, an empty row 4.
    rows = [["收费"], CHARGES[0], CHARGES[1], [], CHARGES[2]]
    workbook(tmp_path / "extract" / "charges.xlsx", {"明细": rows, "Other": [["x"]]})
    mapping = load_mapping(str(tmp_path / "charges.yaml"))
    got = take_in(tmp_path / "extract", mapping=mapping)
    assert origins(got, "fees") == [
        ("1", "charges.xlsx", "明细", 3),
        ("1-2", "charges.xlsx", "明细", 3),
        ("2", "charges.xlsx", "明细", 5),
        ("2-2", "charges.xlsx", "明细", 5),
    ]


def test_blank_lines_of_a_foreign_csv_are_counted(tmp_path: Path) -> None:
    write_files(tmp_path, {"charges.yaml": MAPPING.format(input="{kind: csv}")})
    header, first, second = (",".join(row) + "\n" for row in CHARGES)
    text = header + first + "\n" + second
    mapping = load_mapping(str(tmp_path / "charges.yaml"))
    got = take_in(tmp_path, {"charges.csv": text}, mapping=mapping)
    assert numbers(got, "fees") == {"1": 2, "1-2": 2, "2": 4, "2-2": 4}
