"""A file as it would be read: what its columns are taken for, its first rows, and nothing personal."""

from pathlib import Path

import pytest
import xlsxwriter

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.exports.template import template
from audit_models.intake.preview import HIDDEN, preview

CSV = "项目编号,客户编号,联系电话,备注\np1,c1,13912345678,x\n" + "p2,c2,,y\n" * 30


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_columns_and_the_first_rows_of_a_csv(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "client_projects.csv"
    path.write_bytes(CSV.encode(encoding))

    (found,) = preview(path)

    assert found.table is load_contract()["client_projects"]
    assert [one and one.name for one in found.columns] == [
        "project_id", "customer_id", "contact_phone", None,
    ]  # fmt: skip
    assert {"unit_code", "status"} <= {one.name for one in found.missing}
    assert (len(found.rows), found.rows[0]) == (20, ("p1", "c1", HIDDEN, "x"))


def test_sheets_are_told_apart_and_one_without_a_name_of_a_table_is_said_to_be(
    tmp_path: Path,
) -> None:
    path = tmp_path / "三月.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("投诉").write_row(0, 0, ["投诉编号", "渠道"])
        book.add_worksheet("Sheet2").write_row(0, 0, ["a"])

    complaints, other = preview(path)

    assert complaints.table is load_contract()["complaints"]
    assert [one and one.name for one in complaints.columns] == ["complaint_id", "channel"]
    assert other.table is None
    assert other.place == "三月.xlsx · Sheet2"


def test_what_is_no_table_of_text_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.parquet", b"PAR1"), ("b.xlsx", b"no workbook")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused):
            preview(tmp_path / name)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_template_is_understood_whole(tmp_path: Path, lang: str) -> None:
    for table in load_contract().values():
        if table.written_by_system:
            continue
        path = tmp_path / f"{table.name}.xlsx"
        path.write_bytes(template(table, "en" if lang == "en" else "zh"))
        found = next(one for one in preview(path) if one.table is table)
        assert [one and one.name for one in found.columns] == list(table.columns)
