"""The page of the policy: the electricity score says what it waits for."""

from tests.dashboard.screens import HERE, Screen


def test_the_electricity_score_says_what_it_waits_for(screen: Screen) -> None:
    screen.open(f"/policy?{HERE}&lang=zh")
    card = screen.page.locator(".card", has_text="获得电力得分")
    lines = [" ".join(line.split()) for line in card.locator("tbody tr").all_inner_texts()]

    assert lines[0] == "环节（个，中位数） — — 30 ◌ 数据不足 12个月的结果"
    assert lines[4].endswith("◌ 数据不足 环节、时间、成本、指数")
    card.locator("summary").click()
    assert "中国 DB2020 2 32 0 7 95.4" in " ".join(card.inner_text().split())
    # A county has no such score.
    screen.open("/policy?unit=D1&month=2026-03&lang=zh")
    assert screen.page.locator(".card", has_text="获得电力得分").count() == 0
