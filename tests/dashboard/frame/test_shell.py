"""What stands around every page: language, unit, month, search, theme, and what is not there."""

import pytest
from playwright.sync_api import Browser

from dashboard.view import NOT_FOUND
from tests.dashboard.conftest import window
from tests.dashboard.screens import HERE, Screen


def test_the_language_switch_keeps_the_place(screen: Screen) -> None:
    screen.open("/rules?unit=D2&month=2026-01&lang=zh&id=CP02")
    screen.go("#shell-other-language a, a#shell-other-language")

    assert screen.address == "/rules?unit=D2&month=2026-01&lang=en&id=CP02"
    assert "Hits of Jan 2026" in screen.text()


def test_keys_step_through_months_and_levels(screen: Screen) -> None:
    screen.open("/?unit=D1&month=2026-03&lang=zh")
    screen.page.keyboard.press("[")
    screen.settle()
    assert "month=2026-02" in screen.address
    screen.page.keyboard.press("]")
    screen.settle()
    screen.page.keyboard.press("Alt+ArrowUp")
    screen.settle()

    assert screen.address == "/?unit=C1&month=2026-03&lang=zh"


@pytest.mark.parametrize("typed", ["dx", "丁县", "D1"])
def test_a_unit_is_found_with_the_keyboard_alone(screen: Screen, typed: str) -> None:
    screen.open(f"/?{HERE}&lang=zh")
    screen.page.keyboard.press("/")
    screen.page.keyboard.type(typed)
    screen.page.get_by_role("option").first.wait_for()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    screen.settle()

    assert screen.address == "/?unit=D1&month=2026-03&lang=zh"


def test_indicators_and_rules_are_found_by_their_initials_and_the_keys_are_explained(
    screen: Screen,
) -> None:
    screen.open(f"/?{HERE}&lang=zh")
    screen.page.keyboard.press("?")
    assert "上一月、下一月" in screen.text("#shell-keys-window")
    screen.page.keyboard.press("Escape")
    assert screen.page.locator("#shell-keys-window").is_hidden()
    screen.go("#shell-density")
    assert screen.page.locator("html").get_attribute("data-density") == "compact"

    # 供电方案答复及时率
    screen.page.keyboard.press("/")
    screen.page.keyboard.type("gdfadf")
    screen.page.get_by_role("option").first.click()
    screen.settle()
    assert screen.address == f"/indicator?{HERE}&lang=zh&id=I05"


def test_a_project_is_found_by_its_id(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")
    screen.page.locator("#shell-search").fill("very_late")
    screen.page.get_by_role("option").first.click()
    screen.settle()

    assert screen.address == "/project?unit=P&month=2026-03&lang=zh&id=very_late"


def test_the_month_list_changes_the_month(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")
    screen.page.locator("#shell-month").click()
    screen.page.get_by_role("option", name="2026-01").click()
    screen.settle()

    assert screen.address == "/?unit=P&month=2026-01&lang=zh"


def test_dark_is_kept_over_a_reload(screen: Screen) -> None:
    screen.open(f"/?{HERE}")
    screen.go("#shell-theme-switch")
    screen.reload()

    assert screen.page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"


@pytest.mark.parametrize(
    "path",
    [
        "/?unit=NOPE",
        "/project?unit=P&id=nope",
        "/rules?id=ZZ99",
        "/monitor?id=I99",
        "/dictionary?id=x",
        "/nowhere",
    ],
)
def test_what_does_not_exist_and_what_may_not_be_seen_read_the_same(
    screen: Screen, path: str
) -> None:
    screen.open(path, ready=".empty")

    assert NOT_FOUND.zh in screen.text(".empty")


def test_a_month_without_data_leads_to_the_latest(screen: Screen) -> None:
    screen.open("/?unit=P&month=2026-11&lang=zh", ready=".empty")
    assert "2026年11月的数据尚未导入。" in screen.text(".empty")
    screen.go(".empty a")

    assert screen.address == "/?unit=P&month=2026-03&lang=zh"
    assert "16.5" in screen.text()


def test_without_a_snapshot_the_page_says_what_to_do(browser: Browser, empty_server: str) -> None:
    for shown in window(browser, empty_server, width=1440):
        shown.open("/", ready=".empty")
        assert "还没有可读的快照" in shown.text(".empty")


def test_real_data_carry_no_ribbon(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert screen.page.locator(".ribbon").count() == 0
