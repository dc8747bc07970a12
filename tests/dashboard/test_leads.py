"""Leads on the screen: entered, proposed and approved by the named; for all others there are none."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard.accounts import sign_in_as, token_of
from tests.dashboard.conftest import STORES, casework_of, serve, window
from tests.dashboard.test_probes import CALLBACK, bodies, decoded
from tests.dashboard.words import CHINESE, english_in, heard

CANARY = "某某收受施工单位礼金"


@pytest.fixture(scope="module")
def office(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The province in a home of its own, so that no other test sees what is done here."""
    home = tmp_path_factory.mktemp("leads") / "home"
    shutil.copytree(warehouse.home / "snapshots", home / "snapshots")
    return Warehouse(home)


@pytest.fixture(scope="module")
def address(office: Warehouse) -> Iterator[str]:
    yield from serve(office)


@pytest.fixture(scope="module")
def proposed(browser: Browser, address: str) -> str:
    """A lead that one inspector entered, named a second for, and proposed a disposal of."""
    token_of(STORES[address], Role.INSPECTOR, "C1")
    made = window(browser, address, width=1440)
    screen = next(made)
    screen.open("/leads", ready="#leads-receive")
    screen.page.locator("#leads-source").click()
    screen.page.locator("[role=option]:visible").first.click()
    screen.page.fill("#leads-content", CANARY)
    screen.go("#leads-receive")
    lead = screen.page.locator(".table a").first.inner_text()
    screen.open(f"/leads?id={lead}", ready="#leads-name")
    screen.page.locator("#leads-person").click()
    screen.page.locator("[role=option]:visible").filter(has_text="inspector.c1").click()
    screen.go("#leads-name")
    screen.open(f"/leads?id={lead}&state=propose", ready="#leads-do")
    screen.page.locator("#leads-disposal").click()
    screen.page.locator("[role=option]:visible").filter(has_text="暂存待查").click()
    screen.page.fill("#leads-opinion", "暂存")
    screen.go("#leads-do")
    assert "待审批" in screen.text()
    screen.open(f"/leads?id={lead}&state=approve")
    assert screen.page.locator("#leads-do").count() == 0
    next(made, None)
    return lead


def test_a_second_named_person_approves(browser: Browser, address: str, proposed: str) -> None:
    made = window(browser, address, width=390, unit="C1")
    screen = next(made)
    screen.open(f"/leads?id={proposed}&state=approve", ready="#leads-do")
    assert screen.page.evaluate("document.documentElement.scrollWidth") == 390
    screen.go("#leads-do")

    assert "暂存待查" in screen.text()
    next(made, None)


def test_the_page_is_in_one_language_and_whole_for_everybody(
    browser: Browser, address: str, proposed: str
) -> None:
    made = window(browser, address, width=1440)
    screen = next(made)
    for path in ("/leads?lang=zh", f"/leads?lang=en&id={proposed}"):
        screen.open(path)
        found = Axe().run(screen.page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], node["html"]) for one in grave for node in one["nodes"]] == []
        texts = heard(screen.page, leaving_out="en" if "zh" in path else "zh-CN")
        wrong = english_in(texts) if "zh" in path else [t for t in texts if CHINESE.search(t)]
        assert wrong == []
    next(made, None)


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.INSPECTOR, "C2"), (Role.INSPECTOR, "D1"), (Role.AUDITOR, "P"), (Role.EXECUTIVE, "P")],
)
def test_who_is_not_named_is_told_nothing_by_any_callback(
    office: Warehouse, proposed: str, role: Role, unit: str
) -> None:
    store = casework_of(office)
    app = create_app(office, store)
    client = sign_in_as(app, store, role, unit)
    client.get("/")
    for output, body in bodies(app, f"?id={proposed}&state=approve", value="1"):
        answer = client.post(CALLBACK, json=body)
        text = decoded(answer.text)
        assert CANARY not in text
        assert answer.status_code in (200, 204, 403), (output, text[:200])
        if "leads-" in output and role is not Role.INSPECTOR:
            assert answer.status_code == 403
