"""Every page in a real browser, in both languages: what a reader sees, clicks and comes back to."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pypdf import PdfReader

from audit_models.definitions import load_rules
from audit_models.warehouse import Snapshot
from dashboard.view import NOT_FOUND
from tests.dashboard.conftest import window
from tests.dashboard.rules import FAMILIES
from tests.dashboard.screens import Screen
from tests.dashboard.words import CHINESE, english_in, english_words, heard

HERE = "unit=P&month=2026-03"
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
    "policy register": f"/policy?{HERE}",
    "restatement": f"/restatement?{HERE}",
    "dictionary": f"/dictionary?{HERE}",
    "table": f"/dictionary?{HERE}&id=client_projects",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


def row(screen: Screen, indicator: str) -> list[str]:
    cells = screen.page.locator(f"#scorecard-{indicator} td").all()
    return [cell.inner_text().replace("\n", " ") for cell in cells]


# Languages


@every_page
def test_a_chinese_page_has_no_english_word_of_ours(screen: Screen, path: str) -> None:
    screen.open(f"{path}&lang=zh")

    assert english_in(heard(screen.page, leaving_out="en")) == []
    assert screen.page.evaluate("document.documentElement.lang") == "zh-CN"


@every_page
def test_an_english_page_has_no_chinese_but_what_is_marked_as_such(
    screen: Screen, path: str
) -> None:
    screen.open(f"{path}&lang=en")

    texts = heard(screen.page, leaving_out="zh-CN")
    assert [text for text in texts if CHINESE.search(text)] == []
    assert screen.page.evaluate("document.documentElement.lang") == "en"


def test_the_list_of_english_words_is_not_empty() -> None:
    assert {"Scorecard", "Insufficient data", "Previous month  ["} <= english_words()


def test_the_language_switch_keeps_the_place(screen: Screen) -> None:
    screen.open("/rules?unit=D2&month=2026-01&lang=zh&id=CP02")
    screen.go("#shell-other-language a, a#shell-other-language")

    assert screen.address == "/rules?unit=D2&month=2026-01&lang=en&id=CP02"
    assert "Hits of Jan 2026" in screen.text()


@every_page
def test_months_never_read_as_in_a_dictionary(screen: Screen, path: str) -> None:
    screen.open(f"{path}&lang=zh")

    assert "一月" not in screen.text("body")
    assert "一 2026" not in screen.text("body")


# Numbers


def test_the_scorecard_shows_the_numbers_worked_out_by_hand(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")

    # Four cases are too few to be ranked, and three months too few for a signal.
    assert row(screen, "I01")[1:4] == ["16.5 working days", "≤ 40", "■ Met"]
    assert row(screen, "I01")[5:] == [
        "Too few months",
        "Not judged",
        "no peers There is no other unit of this level",
        "4",
    ]
    assert row(screen, "I02")[1] == "6 working days"
    assert row(screen, "I05")[1] == "50%"


def test_no_number_is_a_dash_with_its_reason_and_never_zero(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert row(screen, "I03")[1] == "—"
    assert "本月无案例" in row(screen, "I03")[3]
    assert row(screen, "I04")[1] == "—"
    assert "数据不足" in row(screen, "I04")[3]
    assert "归档时间" in row(screen, "I04")[8]


def test_companions_stand_beside_the_definition(screen: Screen) -> None:
    screen.open(f"/indicator?{HERE}&lang=zh&id=I01")
    words = " ".join(screen.text().split())

    # Own days 4, 4, 8 and 50: the median is 6, the longest 50, one above 40.
    assert "中位数 6个工作日" in words
    assert "最长 50个工作日" in words
    assert "超目标件数 1件" in words


def test_the_headline_names_what_was_missed(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert screen.text("#scorecard-headline").startswith(
        "2026年3月，甲省供电公司的22项指标中3项达标，2项未达标：供电方案答复及时率50%（目标 100%）、"
        "疑点密度829.4每百件（目标 ≤ 5每百件），17项没有数值；规则发现疑点"
    )


def test_a_unit_without_cases_is_shown_and_not_judged(screen: Screen) -> None:
    screen.open("/monitor?unit=C2&month=2026-03&lang=zh")
    tile = screen.page.locator(".tile", has_text="庚县").inner_text()

    assert "—" in tile
    assert "本月无案例" in tile


def test_few_cases_are_marked_and_not_hidden(screen: Screen) -> None:
    screen.open("/monitor?unit=C1&month=2026-03&lang=zh")
    tile = screen.page.locator(".tile.is-few", has_text="丁县")

    assert "6" in tile.inner_text()


# Rules, however many


def line(screen: Screen, family: str) -> list[str]:
    """What a family's line of the scorecard says, the states of its rules last."""
    cells = screen.page.locator(f"#scorecard-family-{family} :is(th, td)").all()
    return [" ".join(cell.inner_text().split()) for cell in cells]


def listed(screen: Screen) -> list[str]:
    """Ids of the rules in the register, as they stand below each other."""
    screen.page.locator(".register").wait_for()
    return screen.page.locator(".register tr:not(.family) th .id").all_inner_texts()


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        # Three hits and three clean rules test all 34 projects.
        (
            "P",
            [
                "工程实施 IM",
                "3",
                "204",
                "10条规则 ▲ 3 有疑点 ✓ 3 无疑点 – 1 不适用 ◌ 2 数据不足 ✕ 1 出错",
            ],
        ),
        ("C2", ["工程实施 IM", "0", "186", "10条规则 ✓ 6 无疑点 – 1 不适用 ◌ 2 数据不足 ✕ 1 出错"]),
        ("D4", ["工程实施 IM", "—", "—", "10条规则 – 7 不适用 ◌ 2 数据不足 ✕ 1 出错"]),
    ],
)
def test_the_scorecard_has_a_line_a_family(screen: Screen, unit: str, words: list[str]) -> None:
    screen.open(f"/?unit={unit}&month=2026-03&lang=zh")

    assert line(screen, "IM") == words
    assert screen.page.locator(".families tbody").count() == len(FAMILIES)


def test_a_family_line_leads_to_the_rules_of_that_family_unit_and_month(screen: Screen) -> None:
    screen.open("/?unit=D1&month=2026-03&lang=en")
    screen.go("#scorecard-family-CT th a")

    assert screen.address == "/rules?unit=D1&month=2026-03&lang=en&family=CT"
    assert listed(screen) == [*(f"CT{number}" for number in range(51, 61)), "CT62"]
    assert screen.page.locator(".register tbody").count() == 1


def test_a_state_on_a_family_line_leads_to_the_rules_in_it(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")
    screen.go("#scorecard-family-NW .tally a")

    assert screen.address == f"/rules?{HERE}&lang=en&family=NW&state=hit"
    assert listed(screen) == ["NW51", "NW52", "NW53", "NW61"]


def test_the_register_stands_by_family_with_its_sums(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en")
    heads = [
        " ".join(text.split())
        for text in screen.page.locator(".register .family").all_inner_texts()
    ]

    assert len(heads) == len(FAMILIES)
    # Three hits and the 45 of CT62; six rules test 34 projects, CT62 its 45.
    assert heads[0] == "Winning the project CT 11 rules 48 249"
    assert len(listed(screen)) == 10 * len(FAMILIES) + 3  # CP02, CT62, NW61


def test_filters_work_together_from_the_keyboard_and_stay_in_the_address(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en")
    for name, word in (("state", "Hits"), ("severity", "Low"), ("family", "NW")):
        screen.page.locator(f"#rules-filter-{name} a", has_text=word).focus()
        screen.page.keyboard.press("Enter")
        screen.settle()

    assert screen.address == f"/rules?{HERE}&lang=en&family=NW&state=hit&severity=L"
    assert listed(screen) == ["NW53"]
    assert (
        screen.page.evaluate("document.activeElement.textContent")
        == "NW Integrity links 1 (chosen)"
    )
    assert "Mar 2026 · Integrity links · Hits · Severity Low · 1 rule" in screen.text("h2")
    screen.page.go_back()
    screen.settle()
    assert listed(screen) == [f"{family}53" for family in FAMILIES]


def test_a_filter_says_how_many_rules_it_would_leave(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en&family=CT")
    states = screen.page.locator("#rules-filter-state a").all_inner_texts()

    assert [text.split()[-1] for text in states[1:]] == ["4", "3", "1", "2", "1"]


def test_filters_that_leave_nothing_offer_the_way_back(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en&family=%3Cimg%3E&state=met")
    assert "No rule matches these filters." in screen.text()
    screen.page.get_by_role("link", name="Clear the filters").click()
    screen.settle()

    assert screen.address == f"/rules?{HERE}&lang=en"


def test_a_rule_leads_back_to_the_list_as_it_was_narrowed(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en&family=CT&state=hit")
    screen.go(".register tr:not(.family) th a")
    assert screen.address == f"/rules?{HERE}&lang=en&family=CT&state=hit&id=CT51"
    screen.page.get_by_role("link", name="‹ List of rules").click()
    screen.settle()

    assert listed(screen) == ["CT51", "CT52", "CT53", "CT62"]


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("P", "2026年3月的疑点：1条（另有1条无单位）"),
        ("C1", "2026年3月的疑点：1条"),
        ("C2", "2026年3月的疑点：0条"),
    ],
)
def test_hits_without_a_unit_are_counted_apart_in_the_list_of_the_root_alone(
    screen: Screen, unit: str, title: str
) -> None:
    screen.open(f"/rules?unit={unit}&month=2026-03&lang=zh&id=NW61")

    assert screen.text("h2") == title
    assert ("nobody" in screen.text()) == (unit == "P")
    assert ("无单位" in screen.text(".card")) == (unit == "P")


def test_since_last_month_is_short_and_counts_the_rest(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")

    # Six rules of each family, CT62 and NW61 became hits or clean, CP02 found something undecided;
    # I01, I02, I05, I06 and I22 got numbers.
    states = screen.page.locator(".changes:not(.news) > li:visible")
    assert states.count() == 5
    assert screen.text(".rest summary") == "and 39 more"
    screen.go(".rest summary")
    assert states.count() == 44
    # Three hits of each family, the 45 of CT62, and two of NW61: one without a unit is the root's.
    news = [" ".join(text.split()) for text in screen.page.locator(".news > li").all_inner_texts()]
    assert news == [f"Hits this month {3 * len(FAMILIES) + 45 + 2}, last month 0"]


def test_a_project_with_many_hits_shows_the_gravest_and_folds_the_rest(screen: Screen) -> None:
    screen.open(f"/project?{HERE}&id=quick&lang=en")

    # One hit of 18 rules, and the 45 of CT62.
    assert screen.text(".has-hits h2") == "Hits · 63"
    assert screen.page.locator(".has-hits .hits > li:visible").count() == 6
    assert screen.text(".has-hits .rest summary") == "57 more hits"


def test_every_shipped_rule_stands_in_the_register(browser: Browser, shipped_server: str) -> None:
    for shown in window(browser, shipped_server, width=1440):
        shown.open(f"/rules?{HERE}&lang=en")
        assert sorted(listed(shown)) == [
            rule.id for rule in load_rules() if rule.status == "active"
        ]
        assert [
            text for text in heard(shown.page, leaving_out="zh-CN") if CHINESE.search(text)
        ] == []
        shown.open(f"/rules?{HERE}&lang=zh")
        assert english_in(heard(shown.page, leaving_out="en")) == []


# Ways


def test_from_province_to_city_to_county_to_project_and_back_by_keyboard_alone(
    screen: Screen,
) -> None:
    def enter(link: str) -> None:
        screen.page.locator(link).first.focus()
        screen.page.keyboard.press("Enter")
        screen.settle()

    screen.open(f"/monitor?{HERE}&lang=zh&id=I01")
    enter(".tile:has-text('乙市')")
    enter(".tile:has-text('戊县')")
    assert screen.address == "/monitor?unit=D2&month=2026-03&lang=zh&id=I01"
    enter("a:has-text('very_late')")
    assert screen.address == "/project?unit=D2&month=2026-03&lang=zh&id=very_late"
    # The event itself: a day of the project, with both of its clocks.
    enter(".twin summary")
    assert "2026-03-20 10:05" in screen.text()
    for unit in ("D2", "C1", "P"):
        screen.page.go_back()
        screen.settle()
        assert f"unit={unit}" in screen.address
    assert screen.page.locator(".tile").count() == 2
    screen.page.go_forward()
    screen.settle()
    assert "戊县" in screen.text(".tiles")


def test_a_click_selects_a_unit_in_every_pane_and_another_clears_it(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}&lang=zh&id=I01")
    screen.page.locator(".tile", has_text="乙市").click()
    screen.settle()
    assert screen.address == f"/monitor?{HERE}&lang=zh&id=I01&sel=C1"
    assert "乙市" in screen.text(".tile.is-selected")
    assert screen.page.locator(".tile.is-dimmed").count() == 1
    assert "乙市" in screen.text(".chip")
    screen.page.go_back()
    screen.settle()
    assert screen.page.locator(".chip").count() == 0
    screen.page.go_forward()
    screen.settle()
    screen.page.locator(".tile.is-selected").click()
    screen.settle()
    assert screen.address == f"/monitor?{HERE}&lang=zh&id=I01"


def test_two_units_are_pinned_by_keyboard_and_stand_side_by_side(screen: Screen) -> None:
    def pin(unit: str) -> None:
        screen.page.get_by_role("link", name=unit).filter(has_text="◎").focus()
        screen.page.keyboard.press("Enter")
        screen.page.locator(".pin.is-pinned", has_text=unit).wait_for()
        screen.settle()

    screen.open(f"/monitor?{HERE}&lang=en&id=I01")
    pin("Yi City")
    assert screen.address == f"/monitor?{HERE}&lang=en&id=I01&pin=C1"
    assert "Yi City is pinned; pin one more" in screen.text()
    pin("Bing City")
    assert screen.address == f"/monitor?{HERE}&lang=en&id=I01&pin=C1%2CC2"
    pair = screen.page.locator(".card", has=screen.page.locator("#monitor-pinned"))
    pair.locator("summary").click()
    lines = [" ".join(line.split()) for line in pair.locator("tr").all_inner_texts()]
    # 62/3 days over 3 connections beside 4 over 1; nothing was connected in the months before.
    assert lines[1].startswith("2026-03 20.7 3 4.0 1 -16.7")
    screen.page.go_back()
    screen.settle()
    assert screen.page.locator("#monitor-pinned").count() == 0
    # Down a level there is nothing pinned, and what is not below cannot be.
    screen.open("/monitor?unit=C1&month=2026-03&lang=en&id=I01&pin=C2,D1")
    assert "Ding County is pinned" in screen.text()


def test_a_double_click_goes_down(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}&lang=zh&id=I01")
    screen.page.locator(".tile", has_text="乙市").dblclick()
    screen.settle()

    assert screen.address == "/monitor?unit=C1&month=2026-03&lang=zh&id=I01"


def test_t_shows_the_numbers_under_every_chart(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}&lang=zh&id=I01")
    screen.page.keyboard.press("t")
    assert screen.page.locator(".twin[open]").count() == screen.page.locator(".twin").count() == 4
    screen.page.keyboard.press("t")

    assert screen.page.locator(".twin[open]").count() == 0


def test_a_pane_fails_alone(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("tried out")

    monkeypatch.setattr("dashboard.pages.monitor.ranked", fail)
    screen.open(f"/monitor?{HERE}&lang=zh&id=I01")

    assert screen.page.locator(".reload").count() == 1
    assert screen.page.locator(".tile").count() == 2


def test_a_click_on_the_heatmap_goes_down_to_that_unit_and_month(screen: Screen) -> None:
    screen.open("/monitor?unit=P&month=2026-02&lang=zh&id=I01")
    screen.page.locator("#monitor-heatmap .nsewdrag").wait_for()
    screen.settle()
    screen.page.evaluate(
        "document.querySelector('#monitor-heatmap').scrollIntoView({block: 'center'})"
    )
    plot = screen.page.locator("#monitor-heatmap .nsewdrag").bounding_box()
    assert plot
    # The last of three months, the first of two units.
    x, y = plot["x"] + plot["width"] * 5 / 6, plot["y"] + plot["height"] / 4
    screen.page.mouse.move(x, y)
    screen.page.locator(".hoverlayer .hovertext").wait_for()
    screen.page.mouse.click(x, y)
    screen.settle()

    assert screen.address == "/monitor?unit=C1&month=2026-03&lang=zh&id=I01"


def test_the_funnel_compares_the_level_that_the_address_asks_for(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}&lang=en&id=I02")
    funnel = screen.page.locator(".card", has=screen.page.locator("#monitor-funnel"))
    assert "Ji County" not in funnel.inner_text()
    funnel.get_by_role("link", name="County").click()
    screen.settle()
    assert screen.address == f"/monitor?{HERE}&lang=en&id=I02&level=county"
    funnel.locator("summary").click()
    lines = [" ".join(line.split()) for line in funnel.locator("tbody tr").all_inner_texts()]

    # Thirty shops in Ji County, 6 working days each: no spread, so nothing lies outside.
    assert lines[0] == "Ji County 6.0 30 6.0 6.0 6.0 6.0 0.00 Within"
    screen.page.go_back()
    screen.settle()
    assert screen.page.locator(".choices .is-current", has_text="City").count() == 1


def test_a_lasso_on_the_funnel_selects_all_that_it_goes_around(screen: Screen) -> None:
    screen.open(f"/monitor?{HERE}&lang=en&id=I01")
    plot = screen.page.locator("#monitor-funnel .nsewdrag")
    plot.wait_for()
    screen.page.locator("#monitor-funnel .modebar-btn[data-val=lasso]").click(force=True)
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    left, top = box["x"] + 3, box["y"] + 3
    right, bottom = left + box["width"] - 6, top + box["height"] - 6
    screen.page.mouse.move(left, top)
    screen.page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 6)):
        screen.page.mouse.move(x, y, steps=4)
    screen.page.mouse.up()
    screen.page.locator(".tile.is-selected").nth(1).wait_for()

    assert screen.address == f"/monitor?{HERE}&lang=en&id=I01&sel=C1%2CC2"
    screen.page.locator(".chip a", has_text="Side by side").click()
    screen.page.locator("#monitor-pinned").wait_for()


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
    screen.page.reload()
    screen.settle()

    assert screen.page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"


# What is not there


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


def test_what_people_wrote_is_shown_as_text(screen: Screen) -> None:
    dialogs: list[str] = []
    screen.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    screen.open(f"/project?{HERE}&id=very_late&lang=zh")

    assert "<img src=x onerror=alert(1)>" in screen.text()
    assert dialogs == []


def test_personal_data_never_reaches_the_browser(screen: Screen) -> None:
    screen.open(f"/project?{HERE}&id=quick&lang=zh")

    assert "1•••" in screen.text()
    assert "13912345678" not in screen.page.content()


# Both clocks, evidence


def test_a_project_shows_late_and_early_recording_in_words(screen: Screen) -> None:
    screen.open(f"/project?{HERE}&id=very_late&lang=zh")
    screen.page.locator(".twin summary").first.click()
    words = screen.text()

    assert "◆ 滞后 4 个工作日" in words
    assert "◆ 早于发生时间" in words


def test_a_hit_opens_down_to_its_evidence_ground_and_snapshot(
    screen: Screen, snapshot: Snapshot
) -> None:
    screen.open("/?unit=P&month=2026-01&lang=zh")
    screen.go("#scorecard-family-CP th a")
    screen.page.get_by_role("link", name="供电方案答复超时").click()
    screen.settle()
    screen.page.locator(".hits summary").first.click()
    words = screen.text()

    assert "very_late" in words
    assert "供电监管办法" in words
    assert snapshot.id in words


# Phone, paper, aids


@every_page
def test_a_phone_never_scrolls_sideways(phone: Screen, path: str) -> None:
    phone.open(f"{path}&lang=en")

    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.page.locator("#shell-rail a").first.is_visible()


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(screen: Screen, path: str, scheme: str) -> None:
    screen.page.add_init_script(f"localStorage.setItem('scheme', '{scheme}')")
    screen.open(f"{path}&lang=zh")
    found = Axe().run(screen.page).response["violations"]

    serious = [
        (one["id"], node["target"], node["failureSummary"])
        for one in found
        if one["impact"] in {"critical", "serious"}
        for node in one["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scorecard_prints_on_one_sheet_that_names_its_snapshot(
    screen: Screen, snapshot: Snapshot, lang: str
) -> None:
    screen.open(f"/?{HERE}&lang={lang}")
    sheets = PdfReader(
        BytesIO(screen.page.pdf(prefer_css_page_size=True, print_background=True))
    ).pages

    assert len(sheets) == 1
    assert snapshot.id in sheets[0].extract_text()
    assert round(float(sheets[0].mediabox.width)) == 842  # A4 across, in points


@pytest.fixture
def demonstration(browser: Browser, demonstration_server: str) -> Iterator[Screen]:
    yield from window(browser, demonstration_server, width=1440)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_rules_a_ribbon_and_all_that_was_unfolded_still_print_on_one_sheet(
    demonstration: Screen, lang: str
) -> None:
    demonstration.open(f"/?{HERE}&lang={lang}")
    demonstration.go(".rest summary")
    sheets = PdfReader(BytesIO(demonstration.page.pdf(prefer_css_page_size=True))).pages

    assert len(sheets) == 1
    assert "CT" in sheets[0].extract_text()


@every_page
def test_demonstration_data_say_so_on_screen_and_on_paper(demonstration: Screen, path: str) -> None:
    demonstration.open(f"{path}&lang=zh")
    ribbon = demonstration.page.locator(".ribbon")

    assert "演示数据" in ribbon.inner_text()
    demonstration.page.emulate_media(media="print")
    assert ribbon.is_visible()


def test_real_data_carry_no_ribbon(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert screen.page.locator(".ribbon").count() == 0
