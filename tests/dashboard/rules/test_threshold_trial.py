"""Trying a threshold on a rule's page, and who may save it."""

import pytest
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.casework import moved_thresholds
from audit_models.definitions import load_rules
from audit_models.thresholds import numbers
from tests.dashboard.conftest import STORES, window
from tests.dashboard.screens import Screen

RULE = next(rule.id for rule in load_rules() if rule.id == "PF01")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_rule_page_offers_its_numbers(browser: Browser, shipped_server: str, lang: str) -> None:
    for shown in window(browser, shipped_server, width=1440):
        shown.open(f"/rules?id={RULE}&lang={lang}&month=2026-03")

        assert (
            shown.page.locator("#rules-parameter")
            .input_value()
            .endswith("max_ratio) = 1.1" if lang == "en" else "max_ratio） = 1.1")
        )
        assert not shown.page.locator("#rules-save").is_visible()


def test_what_cannot_be_tried_is_said_in_words(browser: Browser, shipped_server: str) -> None:
    """The hand-made province has no contract changes, which PF01 needs."""
    for shown in window(browser, shipped_server, width=1440):
        shown.open(f"/rules?id={RULE}&lang=en&month=2026-03")
        shown.go("#rules-try")

        assert "nothing can be tried" in shown.text("#rules-tried")


def save(shown: Screen, value: str, since: str, reason: str) -> str:
    shown.page.locator("#rules-value").fill(value)
    shown.page.locator("#rules-since").fill(since)
    shown.page.locator("#rules-reason").fill(reason)
    shown.go("#rules-save")
    return shown.text("#rules-kept")


def test_an_executive_of_the_company_saves_a_value_with_a_reason(
    browser: Browser, shipped_server: str
) -> None:
    for shown in window(browser, shipped_server, width=1440, role=Role.EXECUTIVE, unit="P"):
        shown.open(f"/rules?id={RULE}&lang=en&month=2026-03")

        assert "Give the day" in save(shown, "1.05", "soon", "stricter from next year")
        assert "Give the reason" in save(shown, "1.05", "2099-01-01", "")
        assert "Saved" in save(shown, "1.05", "2099-01-01", "stricter from then on")
        shown.reload()
        assert "max_ratio is 1.05 from 2099-01-01 on" in shown.text("main")
        shown.page.locator("#rules-retired-from").fill("2099-01-01")
        shown.page.locator("#rules-retired-why").fill("a better rule takes over")
        shown.go("#rules-retire")
        assert "Saved" in shown.text("#rules-retired")
        shown.reload()
        assert "Retired from 2099-01-01 on: a better rule takes over" in shown.text("main")
    (kept,) = moved_thresholds.saved(STORES[shipped_server], None, RULE)
    assert kept.reason == "stricter from then on"


def test_an_executive_of_a_city_may_only_try(browser: Browser, shipped_server: str) -> None:
    for shown in window(browser, shipped_server, width=390, role=Role.EXECUTIVE, unit="C1"):
        shown.open(f"/rules?id={RULE}&lang=en&month=2026-03")

        assert not shown.page.locator("#rules-save").is_visible()
        assert shown.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_rule_without_a_number_offers_nothing(browser: Browser, shipped_server: str) -> None:
    without = next(rule.id for rule in load_rules() if not numbers(rule))
    for shown in window(browser, shipped_server, width=1440):
        shown.open(f"/rules?id={without}&lang=en&month=2026-03")

        assert shown.page.locator("#rules-try").count() == 0
