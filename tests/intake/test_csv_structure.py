"""Records, headers and cuts of CSV files."""

from pathlib import Path

import pytest

from audit_models.errors import Refused
from tests.intake.world import (
    UNITS,
    many_projects,
    orders,
    projects,
    take_in,
)

HEADER = "unit_code,name_zh,level,parent_code\n"


def refusal(folder: Path, files: dict[str, str | bytes], **options: object) -> Refused:
    with pytest.raises(Refused) as refused:
        take_in(folder, files, **options)
    return refused.value


def test_a_short_and_a_long_row_are_one_reject_each(tmp_path: Path) -> None:
    good = projects(*many_projects(12)).splitlines()
    lines = [*good[:3], "P90,C1", *good[3:6], good[6] + ",surplus", *good[7:]]
    got = take_in(tmp_path, {"client_projects.csv": "\n".join(lines) + "\n"})
    assert got.counts("client_projects") == (13, 11, 2)
    assert got.rejects("client_projects") == [
        (4, "", "P90,C1", "short_row"),
        (8, "", good[6] + ",surplus", "long_row"),
    ]
    texts = got.rows("select reason_zh, reason_en from meta.rejects order by row_number")
    assert texts == [
        ("本行只有 2 列，应有 8 列", "the row has 2 columns instead of 8"),
        ("本行有 9 列，应有 8 列", "the row has 9 columns instead of 8"),
    ]


def test_an_empty_cell_after_the_last_column_is_a_long_row(tmp_path: Path) -> None:
    good = projects(*many_projects(12)).splitlines()
    lines = [*good[:3], good[3] + ",", *good[4:]]
    got = take_in(tmp_path, {"client_projects.csv": "\n".join(lines) + "\n"})
    assert got.rejects("client_projects") == [(4, "", good[3] + ",", "long_row")]


def test_blank_lines_are_no_records_but_keep_their_numbers(tmp_path: Path) -> None:
    good = projects(*many_projects(9), {"project_id": "bad", "service": "x"}).splitlines()
    lines = [good[0], "", *good[1:5], "", "", *good[5:], "", ""]
    got = take_in(tmp_path, {"client_projects.csv": "\n".join(lines) + "\n"})
    assert got.counts("client_projects") == (10, 9, 1)
    assert got.rejects("client_projects") == [(14, "service", "x", "unknown_code")]


def test_blank_lines_at_the_end_change_nothing(tmp_path: Path) -> None:
    text = projects(*many_projects(9), {"project_id": "bad", "service": "x"}) + "\n\n"
    got = take_in(tmp_path, {"client_projects.csv": text})
    assert got.counts("client_projects") == (10, 9, 1)
    assert got.rejects("client_projects") == [(11, "service", "x", "unknown_code")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("has_last_end", [True, False])
def test_every_line_end_is_understood(tmp_path: Path, end: str, has_last_end: bool) -> None:
    text = projects(*many_projects(9), {"project_id": "bad", "service": "x"})
    data = text.replace("\n", end).removesuffix("" if has_last_end else end).encode()
    got = take_in(tmp_path, {"client_projects.csv": data})
    assert got.counts("client_projects") == (10, 9, 1)
    assert got.rejects("client_projects") == [(11, "service", "x", "unknown_code")]
    assert got.rows("select distinct status from source.client_projects") == [("open",)]


def test_a_line_end_within_quotes_is_part_of_the_cell_and_of_one_record(tmp_path: Path) -> None:
    rows = [
        {"cancel_reason": "一\n二\r\n三"},
        *many_projects(9),
        {"project_id": "bad", "service": "x"},
    ]
    got = take_in(tmp_path, {"client_projects.csv": projects(*rows)})
    assert got.rows("select cancel_reason from source.client_projects where project_id = 'P1'") == [
        ("一\n二\r\n三",)
    ]
    assert got.rejects("client_projects") == [(12, "service", "x", "unknown_code")]


def test_text_after_a_closing_quote_rejects_its_row_alone(tmp_path: Path) -> None:
    good = projects(*many_projects(12)).splitlines()
    lines = [*good[:3], good[3].replace("C1", '"C"1'), *good[4:]]
    got = take_in(tmp_path, {"client_projects.csv": "\n".join(lines) + "\n"})
    assert got.counts("client_projects") == (12, 11, 1)
    assert got.rejects("client_projects") == [(4, "", lines[3], "malformed_quotes")]


def test_a_quote_within_an_unquoted_cell_is_a_character(tmp_path: Path) -> None:
    text = projects(*many_projects(3)).replace("OK1,C1", 'OK1,2"C')
    got = take_in(tmp_path, {"client_projects.csv": text})
    assert got.rows("select customer_id from source.client_projects where project_id = 'OK1'") == [
        ('2"C',)
    ]


CUT_OFF = {
    "in the middle of a row": lambda text: text[: text.rindex("2026-01-02 09")],
    "after a row's second column": lambda text: text[: text.rindex(",new")],
    "within quotes": lambda text: text[: text.rindex(",open")] + ',"op',
}


@pytest.mark.parametrize("way", CUT_OFF)
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, way: str) -> None:
    refused = refusal(tmp_path, {"client_projects.csv": CUT_OFF[way](projects(*many_projects(9)))})
    assert "client_projects.csv" in refused.text.en
    assert "10" in refused.text.en, "the row where it breaks off"
    assert "cut off" in refused.text.en
    assert "截断" in refused.text.zh


def test_an_unclosed_quote_refuses_the_file_and_says_where_it_opens(tmp_path: Path) -> None:
    text = projects(*many_projects(9)).replace("OK2,C1", 'OK2,"C1')
    refused = refusal(tmp_path, {"client_projects.csv": text})
    assert "row 4" in refused.text.en
    assert "第 4 行" in refused.text.zh


def test_a_nul_byte_refuses_the_file_with_its_offset(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"org_units.csv": UNITS.encode().replace(b"county", b"cou\0ty")})
    offset = UNITS.encode().index(b"county") + 3
    assert f"NUL character at byte {offset}" in refused.text.en


def test_an_empty_file_is_refused_and_one_of_headers_alone_is_not(tmp_path: Path) -> None:
    assert "is empty" in refusal(tmp_path, {"org_units.csv": ""}).text.en
    got = take_in(tmp_path, {"org_units.csv": HEADER})
    assert got.counts("org_units") == (0, 0, 0)
    assert ("org_units", "parent_code") in got.rows("select * from meta.supplied")


@pytest.mark.parametrize(
    "headers",
    [
        "unit_code,name_zh,level,parent_code",
        "供电单位编码,供电单位名称,层级,上级单位编码",
        "ＵＮＩＴ_ＣＯＤＥ, Name_ZH ,级别,上级单位代码",
        '"unit_code","单位名称","Level",p_org_no',
    ],
)
def test_headers_are_canonical_names_labels_or_aliases_folded(tmp_path: Path, headers: str) -> None:
    got = take_in(tmp_path, {"org_units.csv": UNITS.replace(HEADER, headers + "\n")})
    assert got.rows(
        "select unit_code, name_zh, level, parent_code from source.org_units order by 1"
    ) == [
        ("21", "辽宁", "province", None),
        ("2101", "沈阳", "city", "21"),
        ("210102", "和平", "county", "2101"),
    ]


def test_columns_may_come_in_any_order_and_unknown_ones_are_named_and_ignored(
    tmp_path: Path,
) -> None:
    text = "备注2,level,name_zh,unit_code,,parent_code\nx,province,辽宁,21,,\n"
    got = take_in(tmp_path, {"org_units.csv": text})
    assert got.rows("select unit_code, name_zh, level from source.org_units") == [
        ("21", "辽宁", "province")
    ]
    (notice,) = got.report.notices
    assert "备注2" in notice.zh
    assert "2 columns" in notice.en
    assert "name_en" not in {row[1] for row in got.rows("select * from meta.supplied")}


def test_a_missing_required_column_refuses_the_file_by_name(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"org_units.csv": UNITS.replace("name_zh", "title")})
    assert "lacks the required columns name_zh" in refused.text.en
    assert "name_zh（供电单位名称）" in refused.text.zh


def test_a_doubled_column_refuses_the_file_by_name(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"org_units.csv": UNITS.replace("parent_code", "单位编码")})
    assert "unit_code 2 times" in refused.text.en
    assert "单位编码" in refused.text.zh


def test_a_name_beside_the_code_is_ignored_and_named(tmp_path: Path) -> None:
    lines = projects(*many_projects(3)).replace("unit_code", "供电单位编码").splitlines()
    named = [f"{line},{name}" for line, name in zip(lines, ("供电单位", *"甲乙丙"), strict=True)]
    got = take_in(tmp_path, {"client_projects.csv": "\n".join(named) + "\n"})
    assert got.counts("client_projects") == (3, 3, 0)
    assert got.rows("select distinct unit_code from source.client_projects") == [("210102",)]
    (notice,) = got.report.notices
    assert "供电单位" in notice.zh


def test_the_same_header_alone_means_the_code(tmp_path: Path) -> None:
    text = projects(*many_projects(3)).replace("unit_code", "供电单位")
    got = take_in(tmp_path, {"client_projects.csv": text})
    assert got.rows("select distinct unit_code from source.client_projects") == [("210102",)]


def test_headers_further_down_refuse_the_file_and_say_where_they_are(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"org_units.csv": "组织机构表,,,\n制表：某某,,,\n" + UNITS})
    assert "seem to be on row 3" in refused.text.en
    assert "第 3 行" in refused.text.zh


def test_another_separator_is_named(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"org_units.csv": UNITS.replace(",", ";")})
    assert "separated by ';'" in refused.text.en


def test_an_enormous_cell_refuses_the_file(tmp_path: Path) -> None:
    text = UNITS.replace("辽宁", "辽" * 2_000_000)
    assert "row 2" in refusal(tmp_path, {"org_units.csv": text}).text.en


def test_spaces_around_keys_do_not_break_references(tmp_path: Path) -> None:
    files = {
        "org_units.csv": UNITS,
        "client_projects.csv": projects({"unit_code": " 210102"}),
        "work_orders.csv": orders({"project_id": "P1　", "unit_code": "210102\t"}),
    }
    got = take_in(tmp_path, files)
    assert got.rows("select project_id, unit_code from source.work_orders") == [("P1", "210102")]


NUMBER = 700_000
WRONG = (3, 122_881, 250_000, 400_001, 699_998)


def order_lines() -> list[str]:
    """Work orders with an unknown stage at each place of `WRONG`, all others right."""
    return [
        f"W{n},P1,{'x' if n in WRONG else 'accept'},210102,2026-01-02 08:00:00,10.0.0.{n % 256}"
        for n in range(NUMBER)
    ]


def many_orders(lines: list[str]) -> dict[str, str]:
    header = "work_order_id,project_id,stage,unit_code,started_at,terminal"
    return {"work_orders.csv": "\n".join([header, *lines]) + "\n"}


def test_rows_keep_their_numbers_in_a_file_of_many_blocks(tmp_path: Path) -> None:
    got = take_in(tmp_path, many_orders(order_lines()))
    assert got.counts("work_orders") == (NUMBER, NUMBER - len(WRONG), len(WRONG))
    assert got.rejects("work_orders") == [(n + 2, "stage", "x", "unknown_code") for n in WRONG]
    kept = """select "row" ->> 'work_order_id' from meta.rejected_rows order by row_number"""
    assert got.rows(kept) == [(f"W{n}",) for n in WRONG]


def test_rows_keep_their_numbers_around_broken_ones(tmp_path: Path) -> None:
    lines = order_lines()
    lines[122_880] = "W122880,short"
    lines[122_882] = ""
    lines[300_000] += ",long"
    lines[500_000] = lines[500_000].replace("10.0", '"10\n0"')
    got = take_in(tmp_path, many_orders(lines))
    assert got.counts("work_orders") == (NUMBER - 1, NUMBER - 9, 8)
    expected = [(n + 2, "stage", "x", "unknown_code") for n in WRONG]
    expected += [
        (122_882, "", "W122880,short", "short_row"),
        (300_002, "", lines[300_000], "long_row"),
        (500_002, "", lines[500_000], "malformed_quotes"),
    ]
    assert got.rejects("work_orders") == sorted(expected)
    kept = """select "row" ->> 'work_order_id' from meta.rejected_rows where row_number in (5, 700000) order by 1"""
    assert got.rows(kept) == [("W3",), ("W699998",)]
