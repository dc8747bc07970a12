"""The register of rules, however many, its filters, and a hit down to its evidence."""

import pytest
from playwright.sync_api import Browser

from audit_models.definitions import load_rules
from audit_models.snapshot import Snapshot
from tests.dashboard.conftest import window
from tests.dashboard.many_rules import FAMILIES
from tests.dashboard.screens import HERE, Screen, listed
from tests.dashboard.words import CHINESE, english_in, heard


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
    assert "Mar 2026 · Integrity links · Hits · Severity Low · 1 rule" in screen.text("main h2")
    screen.page.go_back()
    screen.settle()
    assert listed(screen) == [f"{family}53" for family in FAMILIES]


def test_a_filter_says_how_many_rules_it_would_leave(screen: Screen) -> None:
    screen.open(f"/rules?{HERE}&lang=en&family=CT")
    states = screen.page.locator("#rules-filter-state a").all_inner_texts()

    assert [text.split()[-1] for text in states[1:]] == ["4", "3", "1", "2", "1", "0"]


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

    assert screen.text("main h2") == title
    assert ("nobody" in screen.text()) == (unit == "P")
    assert ("无单位" in screen.text(".card")) == (unit == "P")


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
