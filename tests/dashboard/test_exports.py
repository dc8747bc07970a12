"""A chart's numbers leave as files that hold what is shown, made anew from the address."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from audit_models.exports.sheet import Column, Sheet
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard.address import read_address
from dashboard.exports import listing, write_csv
from dashboard.view import view_of
from tests.dashboard.screens import Screen

HERE = "unit=P&month=2026-03&lang=zh&id=I01"


def saved(screen: Screen, button: str) -> tuple[str, bytes]:
    with screen.page.expect_download() as waited:
        screen.page.locator(button).first.click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_excel_holds_real_numbers_under_a_heading_with_its_unit(
    screen: Screen, warehouse: Warehouse
) -> None:
    screen.open(f"/monitor?{HERE}")
    name, content = saved(screen, "[data-sheet=month][data-format=xlsx]")

    assert name == f"甲省供电公司_下级单位_2026-03_{warehouse.current().id}.xlsx"
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["单位", "本月值（工作日）", "目标（工作日）", "案例数", "状态"]
    # C1: 6 + 50 ÷ … = 62 ÷ 3 over 3 cases; C2: 4 over 1.
    assert [[row[0], round(row[1], 4), *row[3:]] for row in rows[1:]] == [
        ["乙市供电公司", 20.6667, 3, "达标"],
        ["丙市供电公司", 4, 1, "达标"],
    ]


def test_csv_opens_in_a_spreadsheet_with_chinese(screen: Screen) -> None:
    screen.open(f"/indicator?{HERE}")
    name, content = saved(screen, "[data-sheet=history][data-format=csv]")

    assert name.startswith("甲省供电公司_逐月_2026-03_")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("月份,数值（工作日）,目标（工作日）")
    assert lines[1].startswith("2026-03-01,16.5,40")


def test_a_picture_is_made_in_the_browser(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}")
    name, content = saved(screen, "[data-sheet=ranks][data-format=png]")

    assert name.endswith(".png")
    assert content.startswith(b"\x89PNG")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1"])
def test_no_text_becomes_a_formula(warehouse: Warehouse, text: str) -> None:
    view = view_of(warehouse.current(), read_address("/", "?lang=zh"))
    sheet = Sheet(Text("表", "Sheet"), [Column(Text("名", "Name"))], [[text]])
    found = write_csv(sheet, view)

    assert found["base64"] is True
    import base64

    assert base64.b64decode(found["content"]).decode("utf-8-sig") == f"名\r\n'{text}\r\n"


def test_a_table_travels_as_one_element_with_its_links_and_the_language_of_its_names() -> None:
    sheet = Sheet(
        Text("表", "Table"),
        [
            Column(Text("单位", "Unit")),
            Column(Text("值", "Value"), "percent"),
            Column(Text("件", "Cases")),
        ],
        [[Text("庚县", "庚县"), 50.0, 3], [Text("乙市", "Yi City"), None, 1200]],
        ["/monitor?unit=D4"],
    )
    table = listing(sheet, "en")
    drawn = json.loads(table["props"]["children"]["props"]["data-listing"])

    assert drawn["head"] == [
        {"text": "Unit", "kind": ""},
        {"text": "Value (%)", "kind": "num"},
        {"text": "Cases", "kind": "num"},
    ]
    assert drawn["rows"] == [
        [{"text": "庚县", "lang": "zh-CN", "href": "/monitor?unit=D4"}, "50.0", "3"],
        ["Yi City", "—", "1,200"],
    ]
