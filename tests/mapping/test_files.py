"""Kinds of foreign files: where records begin, how they are numbered, and what is refused."""

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from audit_models.errors import Refused
from audit_models.mapping.workbook import read_sheet
from audit_models.textfile import write_utf8

PEOPLE = """
input: {{kind: {kind}{options}}}
optional: [tel]
tables:
  employees:
    blocks:
      - columns: {{employee_id: id, name: 姓名, unit_code: {{constant: U}}, phone: tel}}
"""
PEOPLE_JSON = """
input: {kind: json_lines, unwrap: [data, releases]}
tables:
  employees:
    blocks:
      - columns:
          employee_id: id
          name: {first_of: [who.name, wrapper.from.name]}
          unit_code: {constant: U}
"""


@pytest.fixture
def people(rows_of, mapping_file):
    """(employee_id, name, source_row) of the rows of a file."""

    def read(
        file: Path, *, kind: str = "csv", options: str = ""
    ) -> list[tuple[str, str | None, int]]:
        text = PEOPLE_JSON if kind == "json_lines" else PEOPLE.format(kind=kind, options=options)
        found = rows_of(mapping_file(text), file)["employees"]
        return [(row["employee_id"], row.get("name"), row["source_row"]) for row in found]

    return read


CSV = "id,姓名\n007,王芳\n8,李𠮷\n"
EXPECTED = [("007", "王芳", 2), ("8", "李𠮷", 3)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_every_encoding_reads_the_same_packed_or_not(people, write, encoding):
    content = CSV.encode(encoding)
    assert people(write("plain.csv", content)) == EXPECTED
    assert people(write("packed.csv.gz", gzip.compress(content))) == EXPECTED


def test_headers_on_a_later_line_count_the_lines_before_them(people, write):
    file = write("extract.csv", "某系统导出\n\nid,姓名\n1,王\n\n2,李\n")
    assert people(file, options=", header_line: 3") == [("1", "王", 4), ("2", "李", 6)]


def test_rows_are_counted_as_a_spreadsheet_does(people, write):
    """A record with a line break in it is one row, and so is a blank line."""
    assert people(write("extract.csv", 'id,姓名\n1,"王\n芳"\n\n2,李\n')) == [
        ("1", "王\n芳", 2),
        ("2", "李", 4),
    ]


def test_a_file_of_headers_only_gives_an_empty_table(people, write):
    assert people(write("extract.csv", "id,姓名\n")) == []


def test_an_excel_sheet_gives_text_and_its_own_row_numbers(people, tmp_path):
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        as_time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        book.add_worksheet("封面").write(0, 0, "nothing here")
        sheet = book.add_worksheet("人员")
        sheet.write_row(1, 0, ["id", "姓名", "tel"])
        sheet.write_row(2, 0, [12345, "王"])
        sheet.write_row(4, 0, ["008", 1.5])
        sheet.write_row(5, 0, ["009", True])
        sheet.write_string(6, 0, "010")
        sheet.write_datetime(6, 1, datetime.fromisoformat("2026-01-02T03:04:05"), as_time)
    assert people(path, kind="xlsx", options=", sheet: 人员, header_line: 2") == [
        ("12345", "王", 3),
        ("008", "1.5", 5),
        ("009", "true", 6),
        ("010", "2026-01-02 03:04:05", 7),
    ]


def test_a_number_that_excel_has_rounded_is_refused(people, tmp_path):
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "姓名"])
        sheet.write_row(1, 0, [999_999_999_999_999, "fifteen digits are exact"])
        sheet.write_row(2, 0, [1_000_000_000_000_000, "sixteen may be rounded"])
    with pytest.raises(Refused) as refused:
        people(path, kind="xlsx")
    assert "row 3, column id" in refused.value.text.en


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(people, tmp_path):
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("封面")
    with pytest.raises(Refused) as refused:
        people(path, kind="xlsx", options=", sheet: 人员")
    assert "no sheet 人员; it has 封面" in refused.value.text.en


def test_json_is_read_plain_in_an_envelope_in_a_package_and_as_an_array(people, write):
    lines = (
        '{"id": 1, "who": {"name": "plain"}}\n'
        '{"from": {"name": "envelope"}, "data": {"id": "2"}}\n'
        '{"from": {"name": "package"}, "releases": [{"id": "3"}, {"id": "4", "who": {"name": "own"}}]}\n'
        '{"data": {"releases": [{"id": 12345678901234567890123}]}, "from": {"name": "both"}}\n'
    )
    expected = [
        ("1", "plain", 1),
        ("2", "envelope", 2),
        ("3", "package", 3),
        ("4", "own", 4),
        ("12345678901234567890123", "both", 5),
    ]
    assert people(write("lines.jsonl", lines), kind="json_lines") == expected
    array = "[" + ",\n".join(lines.splitlines()) + "]"
    assert (
        people(write("array.json.gz", gzip.compress(array.encode())), kind="json_lines") == expected
    )


NESTED = """
input: {kind: json_lines}
tables:
  payments:
    blocks:
      - each: {deal: deals, paid: deal.paid}
        columns:
          payment_id: {template: "{id}/{deal.id}/{paid.#}"}
          contract_id: {template: "{id}/{deal.id}"}
          paid_on: paid.on
          amount_cny: paid.list.1.amount
          payee_account: paid
"""


def test_nested_arrays_are_walked_with_parents_in_reach(rows_of, mapping_file, write):
    file = write(
        "deals.jsonl",
        '{"id": "r", "deals": [{"id": "a", "paid": [{"on": "2026-01-01", "list": [{}, {"amount": 2.5}]}, {"on": "2026-01-02"}]},'
        ' {"id": "b", "paid": {"on": "2026-01-03"}}, {"id": "c"}]}\n{"id": "s", "deals": null}\n',
    )
    found = rows_of(mapping_file(NESTED), file)["payments"]
    assert [(row["payment_id"], row["paid_on"], row.get("amount_cny")) for row in found] == [
        ("r/a/1", "2026-01-01", "2.5"),
        ("r/a/2", "2026-01-02", None),
        ("r/b/1", "2026-01-03", None),
    ]


def test_what_no_json_record_holds_was_not_delivered(rows_of, mapping_file, write):
    mapping = mapping_file(NESTED)
    assert rows_of(mapping, write("none.jsonl", '{"id": "r", "deals": []}\n')) == {}


LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="the log's own name"/>
  <trace><string key="concept:name" value="c1"/><string key="姓名" value="case only"/></trace>
  <trace>
    <string key="concept:name" value="c2"/>
    <event><string key="id" value="1"/><string key="姓名" value="王"/><list key="x"><string key="id" value="no"/></list></event>
    <event><int key="id" value="2"/></event>
  </trace>
</log>"""
LOG_MAPPING = """
input: {kind: xes}
tables:
  employees:
    blocks:
      - columns: {employee_id: "case:concept:name", unit_code: {constant: U}, name: id, phone: 姓名}
"""


def test_an_xes_log_gives_a_record_per_event_and_loses_no_empty_case(rows_of, mapping_file, write):
    mapping = mapping_file(LOG_MAPPING.replace("tables:", 'optional: ["case:姓名"]\ntables:'))
    for file in (write("log.xes", LOG), write("log.xes.gz", gzip.compress(LOG.encode()))):
        found = rows_of(mapping, file)["employees"]
        assert [
            (r["employee_id"], r.get("name"), r.get("phone"), r["source_row"]) for r in found
        ] == [
            ("c1", None, None, 1),
            ("c2", "1", "王", 2),
            ("c2", "2", None, 3),
        ]


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<log><trace><event><string key="id" value="&b;"/></event></trace></log>'
)
DTD_ELSEWHERE = '<!DOCTYPE log SYSTEM "http://elsewhere/xes.dtd"><log/>'
OUTSIDE = '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]><log>&a;</log>'


@pytest.mark.parametrize(
    ("name", "content", "kind", "says"),
    [
        ("bad.xes", BILLION_LAUGHS, "xes", "DTD or entities"),
        ("bad.xes", DTD_ELSEWHERE, "xes", "DTD or entities"),
        ("bad.xes", OUTSIDE, "xes", "DTD or entities"),
        ("bad.xes", LOG[:-20], "xes", "not a whole XES log"),
        ("bad.xes", "<html></html>", "xes", "starts with html"),
        ("bad.csv", "id,姓名\n1,王\n2\n", "csv", "line 3: 1 fields under 2 headers"),
        ("bad.csv", "id,姓名\n1,王,x\n", "csv", "line 2: 3 fields under 2 headers"),
        ("bad.csv", 'id,姓名\n1,"王\n', "csv", "check that quotes are closed"),
        ("bad.csv", "", "csv", "no headers on line 1"),
        ("bad.csv", "id,姓名\n1,\0\n", "csv", "NUL"),
        ("bad.csv", "id,name\n1,王\n", "csv", "姓名 (used by employees.name)"),
        ("bad.csv", "id,姓名,tel,TEL\n1,王,2,3\n", "csv", "tel (occurs more than once"),
        ("bad.csv", CSV.encode("gb18030") + "9,王芳李明\n".encode(), "csv", "mixes two encodings"),
        ("bad.csv", b"id,\xff\xff\n", "csv", "at offset 3"),
        ("bad.csv.gz", gzip.compress(CSV.encode() * 100)[:-30], "csv", "damaged or cut off"),
        ("bad.jsonl", '{"id": 1}\n{"id": \n', "json_lines", "JSON at byte 9 of record 2;"),
        ("bad.json", "[]", "json_lines", "holds no record"),
        ("bad.xlsx", "id,姓名\n", "xlsx", "is damaged or cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    people, write, name, content, kind, says
):
    with pytest.raises(Refused) as refused:
        people(write(name, content), kind=kind)
    assert says in refused.value.text.en
    assert name in refused.value.text.en
    assert name in refused.value.text.zh


def test_bytes_that_are_no_text_are_named_by_their_offset_in_the_file(tmp_path):
    source = tmp_path / "long.csv"
    good = "id,姓名\n" + "1,王\n" * 400_000
    source.write_bytes(b"\xef\xbb\xbf" + good.encode() + b"2,\xff\xff\n")
    with pytest.raises(Refused, match=f"offset {3 + len(good.encode()) + 2} "):
        write_utf8(source, tmp_path / "out.csv")


def test_the_offset_counts_a_character_that_was_cut_between_two_reads(tmp_path):
    source = tmp_path / "one_line.csv"
    good = (
        "中" * 800_000
    ).encode()  # three bytes each, so that reads of 2**20 bytes end within one
    source.write_bytes(good + b"\xff")
    with pytest.raises(Refused, match=f"offset {len(good)} "):
        write_utf8(source, tmp_path / "out.csv", encoding="utf-8")


def test_a_gzip_bomb_is_refused_long_before_it_is_unpacked(people, tmp_path):
    bomb = tmp_path / "bomb.csv.gz"
    with gzip.open(bomb, "wb", compresslevel=9) as stream:
        for _ in range(64):
            stream.write(b"0" * (1 << 20))
    with pytest.raises(Refused) as refused:
        people(bomb)
    assert "200 times its size" in refused.value.text.en


def test_a_file_of_another_kind_is_refused_by_its_name(rows_of, write):
    with pytest.raises(Refused) as refused:
        rows_of("event_log", write("log.pdf", "x"))
    assert ".xes" in refused.value.text.en


def test_a_file_that_does_not_exist_is_refused(people, tmp_path):
    with pytest.raises(Refused) as refused:
        people(tmp_path / "nowhere.csv")
    assert "no file" in refused.value.text.en


def test_a_workbook_with_macros_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "extract.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/vbaProject.bin", b"macros")
    with pytest.raises(Refused, match="macros"):
        read_sheet(path, sheet=None, header_line=1)
