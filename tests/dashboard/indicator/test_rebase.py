"""Limits begun anew from the indicator's page: who may, and what is said of it."""

from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.casework import rebased_limits
from tests.dashboard.conftest import STORES, window

PAGE = "/indicator?unit=C1&month=2026-03&id=I01&lang=en"


def test_an_executive_of_the_company_has_limits_begin_anew_and_takes_it_back_with_reasons(
    browser: Browser, server: str
) -> None:
    for shown in window(browser, server, width=1440, role=Role.EXECUTIVE, unit="P"):
        shown.open(PAGE)
        assert shown.text("#indicator-rebase-save") == "Begin anew from Mar 2026"
        assert shown.page.locator("#indicator-rebase-withdraw").is_hidden()
        shown.go("#indicator-rebase-save")
        assert shown.text("#indicator-rebase-kept") == "Give the reason."
        shown.page.locator("#indicator-rebase-reason").fill("one window since March")
        # Nobody types and goes on within a millisecond; what was typed reaches the page's store after it.
        shown.settle()
        shown.page.keyboard.press("Tab")
        shown.page.keyboard.press("Enter")
        shown.settle()
        assert "one window since March" in shown.text()
        assert "not in a snapshot yet; later snapshots use it" in shown.text()
        (kept,) = rebased_limits.saved(STORES[server], None)
        assert (kept.indicator_id, kept.unit_code, kept.reason) == (
            "I01",
            "C1",
            "one window since March",
        )

        shown.page.locator("#indicator-rebase-reason").fill("the window was closed again")
        shown.settle()
        shown.go("#indicator-rebase-withdraw")
        assert "taken back: the window was closed again" in shown.text()
        assert shown.page.locator("#indicator-rebase-withdraw").is_hidden()
    assert rebased_limits.saved(STORES[server], None) == []


def test_who_may_not_decide_is_not_asked(browser: Browser, server: str) -> None:
    for shown in window(browser, server, width=390):
        shown.open(PAGE)

        assert shown.page.locator("#indicator-rebase-save").count() == 0
