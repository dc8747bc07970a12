"""Keeping a view: named on a page of its own, found again with all that the address held."""

from tests.dashboard.screens import Screen
from tests.dashboard.test_every_page import serious
from tests.dashboard.words import english_in, heard


def test_a_view_is_kept_by_name_opened_again_and_removed(screen: Screen) -> None:
    shown = "/monitor?unit=C1&month=2026-03&lang=en&id=I02&by=volume"
    screen.open(shown)
    screen.go("#shell-bookmark a")
    screen.page.locator("#views-name").fill("shops of Yi City")
    screen.go("#views-save")
    assert "Mar 2026" in screen.text(".card:has(table)")
    assert serious(screen.page) == []
    screen.page.get_by_role("link", name="shops of Yi City").click()
    screen.settle()
    assert screen.address == shown

    screen.go("#shell-bookmark a")
    screen.page.locator("#views-which").click()
    screen.page.get_by_role("option", name="shops of Yi City").click()
    screen.go("#views-remove")
    assert "No view is kept yet" in screen.text()


def test_what_is_kept_is_of_this_site_and_in_one_language(screen: Screen) -> None:
    screen.open("/views?lang=zh&id=//elsewhere.example/x")
    assert screen.page.locator("#views-save").is_hidden()
    screen.open("/views?lang=zh&id=/rules%3Fid%3DCP02%26evil%3D1")

    assert screen.text(".card code") == "/rules?lang=zh&id=CP02"
    assert english_in(heard(screen.page, leaving_out="en")) == []
