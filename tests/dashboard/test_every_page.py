"""Every page in a real browser, in both languages, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.dashboard.screens import HERE, Screen
from tests.dashboard.words import CHINESE, english_in, english_words, heard

PAGES = {
    "scorecard": f"/?{HERE}",
    "monitor": f"/monitor?{HERE}",
    "monitor of a county": "/monitor?unit=D1&month=2026-03",
    "indicator": f"/indicator?{HERE}&id=I02",
    "indicator without data": f"/indicator?{HERE}&id=I04",
    "rules": f"/rules?{HERE}",
    "rules narrowed": f"/rules?{HERE}&family=CT&state=hit&severity=H",
    "rules narrowed to none": f"/rules?{HERE}&family=CT&state=met",
    "hits without a unit": f"/rules?{HERE}&id=NW61",
    "rule": "/rules?unit=P&month=2026-01&id=CP02",
    "coverage": f"/coverage?{HERE}",
    "project": f"/project?{HERE}&id=very_late",
    "project with many hits": f"/project?{HERE}&id=quick",
    "risk": f"/risk?{HERE}",
    "network": f"/network?{HERE}",
    "audit tests": f"/audit-tests?{HERE}&id=payments&by=first_two",
    "policy register": f"/policy?{HERE}",
    "restatement": f"/restatement?{HERE}",
    "dictionary": f"/dictionary?{HERE}",
    "table": f"/dictionary?{HERE}&id=client_projects",
}
ONE_OF_EACH_SHAPE = ("scorecard", "monitor", "project")
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@every_page
def test_a_chinese_page_has_no_english_word_of_ours_and_is_open_to_everybody(
    screen: Screen, path: str
) -> None:
    screen.open(f"{path}&lang=zh")

    assert english_in(heard(screen.page, leaving_out="en")) == []
    assert screen.page.evaluate("document.documentElement.lang") == "zh-CN"
    # Months never read as in a dictionary.
    assert "一月" not in screen.text("body")
    assert "一 2026" not in screen.text("body")
    assert serious(screen.page) == []
    screen.page.evaluate("localStorage.setItem('scheme', 'dark')")
    screen.open(f"{path}&lang=zh")
    scheme = screen.page.locator("html").get_attribute("data-mantine-color-scheme")
    assert (scheme, serious(screen.page)) == ("dark", [])


def serious(page: Page) -> list[tuple[str, list[str], str]]:
    """What axe finds that keeps somebody out."""
    return [
        (one["id"], node["target"], node["failureSummary"])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"critical", "serious"}
        for node in one["nodes"]
    ]


@every_page
def test_an_english_page_fits_a_phone_and_has_no_chinese_but_what_is_marked_as_such(
    phone: Screen, path: str
) -> None:
    phone.open(f"{path}&lang=en")

    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.page.locator("#shell-rail a").first.is_visible()
    phone.page.set_viewport_size({"width": 1440, "height": 900})
    phone.settle()
    texts = heard(phone.page, leaving_out="zh-CN")
    assert [text for text in texts if CHINESE.search(text)] == []
    assert phone.page.evaluate("document.documentElement.lang") == "en"


def test_the_list_of_english_words_is_not_empty() -> None:
    assert {"Scorecard", "Insufficient data", "Previous month  ["} <= english_words()


@pytest.mark.parametrize("path", [PAGES[name] for name in ONE_OF_EACH_SHAPE], ids=ONE_OF_EACH_SHAPE)
def test_demonstration_data_say_so_on_screen_and_on_paper(demonstration: Screen, path: str) -> None:
    demonstration.open(f"{path}&lang=zh")
    ribbon = demonstration.page.locator(".ribbon")

    assert "演示数据" in ribbon.inner_text()
    demonstration.page.emulate_media(media="print")
    assert ribbon.is_visible()
