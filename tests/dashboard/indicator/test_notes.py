"""Notes on an indicator's page: written at a county, read from above on the chart and in its table."""

from playwright.sync_api import Browser

from audit_models.access import Role
from tests.dashboard.conftest import window
from tests.dashboard.screens import HERE

PENCILS = "#indicator-history .annotation-text:text-is('✎')"


def test_a_countys_note_is_on_the_chart_and_in_the_table_of_the_units_above(
    browser: Browser, server: str
) -> None:
    for county in window(browser, server, width=390, role=Role.UNIT_OFFICER, unit="D1"):
        county.open("/indicator?unit=D1&month=2026-03&id=I01&lang=zh")
        county.go("#indicator-note-save")
        assert county.text("#indicator-note-said") == "请写明内容，最多500字。"
        county.page.locator("#indicator-note-text").fill("变压器<b>到货晚")
        county.go("#indicator-note-save")
        assert "变压器<b>到货晚（" in county.text(".notes")
        # Its author finds it in the field, and may take it back.
        assert county.page.locator("#indicator-note-text").input_value() == "变压器<b>到货晚"
        assert county.page.locator("#indicator-note-withdraw").is_visible()

        for above in window(browser, server, width=1440, role=Role.INSPECTOR, unit="P"):
            above.open(f"/indicator?{HERE}&id=I01&lang=zh")
            assert above.page.locator(PENCILS).count() == 1
            above.page.keyboard.press("t")
            table = above.text(".card:has(#indicator-history) table")
            assert "丁县供电公司：变压器<b>到货晚" in table
            assert above.page.locator("#indicator-note-withdraw").is_hidden()
            # The next county's indicator knows nothing of it.
            above.open("/indicator?unit=D2&month=2026-03&id=I01&lang=zh")
            assert "变压器" not in above.text()

        county.go("#indicator-note-withdraw")
        assert "还没有批注。" in county.text()
