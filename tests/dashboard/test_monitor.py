"""Monitoring: tiles, charts, and the ways down and back."""

import pytest

from audit_models.catalogue import Definition
from dashboard.monitor.measure import measures_of
from tests.dashboard.screens import HERE, Screen


def test_a_unit_without_cases_is_shown_and_not_judged(screen: Screen) -> None:
    screen.open("/monitor?unit=C2&month=2026-03&lang=zh")
    tile = screen.page.locator(".tile", has_text="庚县").inner_text()

    assert "—" in tile
    assert "本月无案例" in tile


def test_few_cases_are_marked_and_not_hidden(screen: Screen) -> None:
    screen.open("/monitor?unit=C1&month=2026-03&lang=zh")
    tile = screen.page.locator(".tile.is-few", has_text="丁县")

    assert "6" in tile.inner_text()


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


def test_the_number_of_cases_is_compared_in_every_pane_and_file(screen: Screen) -> None:
    """Thirty shops of D3 were energised in March 2026, which has 22 working days: 1.4 a day; D4 has none."""
    screen.open("/monitor?unit=C2&month=2026-03&lang=zh&id=I02")
    screen.page.get_by_role("link", name="案例数", exact=True).click()
    screen.settle()
    assert screen.address == "/monitor?unit=C2&month=2026-03&lang=zh&id=I02&by=volume"
    tiles = [" ".join(one.split()) for one in screen.page.locator(".tile").all_inner_texts()]
    assert tiles == ["己县供电公司 30 件", "庚县供电公司 0 件"]
    screen.page.keyboard.press("t")
    for pane in (".tiles", "#monitor-ranked", "#monitor-heatmap"):
        lines = screen.page.locator(f".card:has({pane}) tbody tr").all_inner_texts()
        assert any("己县" in line and "30" in line for line in lines)
        assert any("庚县" in line and "0" in line for line in lines)
    assert "漏斗图按规模比较比率" in screen.text()

    screen.page.get_by_role("link", name="每工作日案例数").click()
    screen.settle()
    assert "1.4" in screen.text(".tile")


@pytest.mark.parametrize(
    ("header", "measures"),
    [
        ({"needs": ["client_projects.energised_at"]}, ("rate", "volume", "workday")),
        # Outages and complaints come at any hour, and a check of rules is no daily work.
        ({"needs": ["outages", "customer_counts"]}, ("rate", "volume")),
        ({"needs": ["complaints"]}, ("rate", "volume")),
        ({}, ("rate", "volume")),
        # Feeders are counted over sixty days, which are no month.
        ({"needs": ["outages"], "repeats_from": 3}, ("rate",)),
    ],
)
def test_what_of_an_indicator_can_be_compared(
    header: dict[str, object], measures: tuple[str, ...]
) -> None:
    assert measures_of(Definition("indicator", "I99", header, "", "")) == measures
