"""The page of one indicator: companions, history, the cases behind it."""

from tests.dashboard.screens import HERE, Screen


def test_companions_stand_beside_the_definition(screen: Screen) -> None:
    screen.open(f"/indicator?{HERE}&lang=zh&id=I01")
    words = " ".join(screen.text().split())

    # Own days 4, 4, 8 and 50: the median is 6, the longest 50, one above 40.
    assert "中位数 6个工作日" in words
    assert "最长 50个工作日" in words
    assert "超目标件数 1件" in words


def test_a_click_on_a_month_of_the_history_shows_that_month(screen: Screen) -> None:
    screen.open("/indicator?unit=P&month=2026-02&lang=zh&id=I01")
    screen.page.locator("#indicator-history .point").last.click(force=True)
    screen.settle()

    assert "month=2026-03" in screen.address


def test_a_long_list_is_read_page_by_page(screen: Screen) -> None:
    screen.open(f"/indicator?{HERE}&lang=zh&id=I02")
    assert "第1–25条，共30条" in screen.text()
    screen.page.get_by_role("link", name="下一页 ›").click()
    screen.settle()

    assert "page=2" in screen.address
    assert "第26–30条，共30条" in screen.text()
    assert screen.page.get_by_role("link", name="shop_30").count() == 1
