"""Excel files that people can work in: types, frozen and filtered heads, units, and nothing alive."""

import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from audit_models.exports.sheet import Column, Sheet, csv_text, file_name, workbook
from audit_models.reports.content import Report
from audit_models.reports.excel import excel_report
from audit_models.text import Text

PAYLOADS = (
    "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "＝1+1", "＋1", "－1", "＠a",
    " =1", "'=1", '=HYPERLINK("http://a.b","c")', "http://a.b/c", "{=1+1}", "{{ 7*7 }}", "00123", "1e5",
)  # fmt: skip


HALF_PAST_NINE = datetime.fromisoformat("2026-03-01 09:30")


def sheets(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [
            archive.read(name).decode("utf-8")
            for name in sorted(archive.namelist())
            if name.startswith("xl/worksheets/sheet")
        ]


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_stays_text(text: str) -> None:
    sheet = Sheet(Text("表", "Sheet"), [Column(Text("名", "Name"))], [[text], [5]])
    content = workbook([sheet], about=[(Text("单位", "Unit"), text)], lang="zh")

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == text.replace("\r", "\n") or rows[1][0] == text
    assert isinstance(rows[1][0], str)
    assert rows[2][0] == 5.0
    assert not any("<f>" in xml or "<hyperlink" in xml for xml in sheets(content))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t1", "＝1", " =1", "＠a"])
def test_a_spreadsheet_does_not_run_what_a_csv_says(text: str) -> None:
    sheet = Sheet(Text("表", "Sheet"), [Column(Text("名", "Name"))], [[text]])

    line = csv_text(sheet, "zh").decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"').startswith("'")


def test_dates_moments_and_numbers_are_what_they_are() -> None:
    columns = [Column(Text(name, name)) for name in "abcd"]
    row = [date(2026, 3, 1), HALF_PAST_NINE, 1234.5, None]
    content = workbook([Sheet(Text("表", "S"), columns, [row])], about=[], lang="zh")

    found = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert found[1] == [date(2026, 3, 1), HALF_PAST_NINE, 1234.5, ""]


def test_the_head_is_frozen_and_filtered_and_names_the_unit() -> None:
    columns = [Column(Text("时长", "Time"), "workdays"), Column(Text("占比", "Share"), "percent")]
    content = workbook([Sheet(Text("表", "S"), columns, [[1, 2]])], about=[], lang="zh")

    xml = sheets(content)[0]
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', xml)
    assert '<autoFilter ref="A1:B2"/>' in xml
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["时长（工作日）", "占比（%）"]


def test_a_file_name_is_one_everywhere() -> None:
    assert file_name('甲/乙:"丙"\u202efdp.exe', "月报", kind="pdf") == "甲-乙--丙-fdp.exe_月报.pdf"
    assert file_name("Con", kind="pdf") == "_Con.pdf"  # a device to Windows
    assert file_name("aux.1", "月报", kind="pdf") == "_aux.1_月报.pdf"
    assert file_name("Contract", kind="pdf") == "Contract.pdf"
    assert file_name("甲" * 300, kind="docx") == f"{'甲' * 120}.docx"


def test_the_report_holds_the_numbers_unrounded(report: Report) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(excel_report(report)))

    assert book.sheet_names == [
        "指标总览",
        "近13个月",
        "三级评价排名",
        "疑点规则",
        "红色清单：疑点",
        "说明",
    ]
    indicators = {row[0]: row for row in book.get_sheet_by_name("指标总览").to_python()}
    assert indicators["编号"][1:4] == ["指标", "计量单位", "本月值"]
    assert indicators["I01"][2:5] == ["工作日", 16.5, 40.0]
    assert indicators["I04"][3] == ""  # archived_at is not supplied: no number, not zero
    rules = {row[0]: row for row in book.get_sheet_by_name("疑点规则").to_python()}
    states = {row[2] for row in rules.values()}
    assert "数据不足" in states
    assert all(row[3] == "" for row in rules.values() if row[2] == "数据不足")
