"""Findings on the screen: taken from hit to closure by five people, and nothing shown to a stranger."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from audit_models.access import Principal, Role
from audit_models.casework import trail
from audit_models.casework.basis import basis_of
from audit_models.casework.findings import take_up, talk
from audit_models.casework.findings.work import Order, act
from audit_models.casework.reach import Reach
from audit_models.casework.sessions import principal_of
from audit_models.casework.store import Casework
from audit_models.scope import narrow
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.casework.office import MONDAY
from tests.dashboard.accounts import sign_in_as, token_of
from tests.dashboard.conftest import STORES, casework_of, serve, window
from tests.dashboard.screens import Screen
from tests.dashboard.test_probes import CALLBACK, bodies, decoded
from tests.dashboard.words import CHINESE, english_in, heard
from tests.payloads import MARKUP

HERE = "unit=P&month=2026-03"
PEOPLE = {
    "inspector_p": (Role.INSPECTOR, "P"),
    "inspector_c1": (Role.INSPECTOR, "C1"),
    "auditor_c1": (Role.AUDITOR, "C1"),
    "executive_c1": (Role.EXECUTIVE, "C1"),
    "officer_d1": (Role.UNIT_OFFICER, "D1"),
}


@pytest.fixture(scope="module")
def office(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The province in a home of its own, so that no other test sees what is done here."""
    home = tmp_path_factory.mktemp("findings") / "home"
    shutil.copytree(warehouse.home / "snapshots", home / "snapshots")
    return Warehouse(home)


@pytest.fixture(scope="module")
def address(office: Warehouse) -> Iterator[str]:
    yield from serve(office)


@pytest.fixture(scope="module")
def known(office: Warehouse, address: str) -> str:
    """The id of a finding made of the hit of CP52 on the project quick of D1."""
    store = STORES[address]
    part = narrow(office.current(), "P")
    hit_id = part.query("select hit_id from result.rule_hits where rule_id = 'CP52'")["hit_id"][0]
    reach = Reach(_principal(store, Role.INSPECTOR, "P"), None)
    basis = basis_of(office.current(), MONDAY)
    return take_up.take_up(store, reach, basis, part, [hit_id]).made[0].finding_id


def _principal(store: Casework, role: Role, unit: str) -> Principal:
    found = principal_of(store, token_of(store, role, unit))
    assert found is not None
    return found


def step(screen: Screen, finding: str, action: str, note: str = "", **fields: str) -> str:
    """One step in the window of one person; returns the state that is then shown."""
    page = screen.page
    screen.open(f"/finding?id={finding}&state={action}", ready="#finding-do")
    for name, value in fields.items():
        place = page.locator(f"#finding-field-{name}")
        if name in ("owner_id", "verdict"):
            place.click()
            page.locator("[role=option]:visible").filter(has_text=value).first.click()
        else:
            place.fill(value)
    page.fill("#finding-note", note)
    screen.go("#finding-do")
    return screen.text("p.own .mark")


def test_a_finding_goes_from_hit_to_closure_through_five_windows(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    token_of(STORES[address], Role.UNIT_OFFICER, "D1")
    opened = {name: window(browser, address, width=1440, role=r, unit=u)
              for name, (r, u) in PEOPLE.items()}  # fmt: skip
    who = {name: next(made) for name, made in opened.items()}
    first = who["inspector_p"]
    first.open(f"/rules?{HERE}&id=CP51")
    first.page.locator(".choices input").first.check()
    first.go("#rules-take")
    finding = first.page.locator("#rules-took a").first.inner_text()

    assert "待答复" in step(first, finding, "hand_down", owner_id="unit-officer.d1")
    assert "您刚才办理了“下发”" in first.text(".just-done")
    # Who goes by keyboard or hears the page is taken to what was done: its button is gone.
    first.page.wait_for_function("document.activeElement.className === 'just-done'")
    first.go("#finding-undo")
    assert "疑点" in first.text("p.own .mark")
    assert "撤销上一步" in first.text(".just-done")
    assert not first.page.locator("#finding-undo").is_visible()
    first.page.locator("details:has(#finding-link) summary").click()
    first.page.fill("#finding-link-target", "promptly_nowhere")
    first.page.locator("#finding-link-kind").click()
    first.page.locator("[role=option]:visible").filter(has_text="客户工程").first.click()
    first.go("#finding-link")
    assert "没有找到" in first.text("#finding-link-said")
    first.page.fill("#finding-link-target", "quick")
    first.go("#finding-link")
    assert first.page.locator("dd a[href*='/project']", has_text="quick").count() == 2
    first.page.locator("details:has(#finding-link) summary").click()
    first.page.fill("#finding-link-target", "I01")
    first.page.locator("#finding-link-kind").click()
    first.page.locator("[role=option]:visible").filter(has_text="指标").first.click()
    first.go("#finding-link")
    assert "待答复" in step(first, finding, "hand_down", owner_id="unit-officer.d1")
    officer = who["officer_d1"]
    officer.open("/findings")
    assert officer.text("#shell-rail .waiting span") == "1"
    assert "待核实" in step(officer, finding, "answer", answer="当日已受理")
    officer.open(f"/finding?id={finding}&state=confirm")
    assert officer.page.locator("#shell-rail .waiting").count() == 0
    assert officer.page.locator("#finding-do").count() == 0
    assert "待认定" in step(who["auditor_c1"], finding, "confirm", "不符", verdict="属实")
    settled = {"characterisation": "受理迟延", "ground": "供电营业规则", "requirement": "改正",
               "due_on": "2026-12-30"}  # fmt: skip
    assert "整改中" in step(who["executive_c1"], finding, "determine", **settled)
    outcome = {"measures": "已培训", "similar_cases": "已自查", "recovered_cny": "0",
               "rules_improved": "1", "people_accountable": "0"}  # fmt: skip
    assert "整改中" in step(officer, finding, "rectify", **outcome)
    assert "至少一份整改证据" in officer.text("#finding-said")
    proof = tmp_path / "proof.pdf"
    proof.write_bytes(b"%PDF-1.7 x")
    officer.go("#finding-attach")
    officer.page.set_input_files("#file", proof)
    officer.page.locator("button").click()
    officer.page.locator(".files").wait_for()
    assert "待验证" in step(officer, finding, "rectify", **outcome)
    assert "待签批" in step(who["inspector_c1"], finding, "prove", "抽查十件")
    assert "待第二人" in step(first, finding, "sign")
    first.open(f"/finding?id={finding}&state=countersign")
    assert first.page.locator("#finding-do").count() == 0
    assert "已销号" in step(who["executive_c1"], finding, "countersign")
    officer.open(f"/finding?id={finding}")
    assert officer.page.locator("#finding-attach").count() == 0
    assert "不再添加文件" in officer.text()
    officer.page.locator("#finding-around-i01").wait_for()
    first.open("/findings")
    assert "已销号 1" in first.text().replace("\n", " ")
    for made in opened.values():
        next(made, None)


def test_a_stale_edit_shows_both_versions(browser: Browser, address: str, known: str) -> None:
    one = window(browser, address, width=1440)
    two = window(browser, address, width=1440, role=Role.AUDITOR, unit="C1")
    mine, other = next(one), next(two)
    mine.open(f"/finding?id={known}&state=amend", ready="#finding-do")
    step(other, known, "amend", description="他人写的")
    mine.page.fill("#finding-field-description", "我写的")
    mine.go("#finding-do")

    said = mine.text("#finding-said")
    assert "我写的" in said
    assert "他人写的" in said
    for made in (one, two):
        next(made, None)


def test_what_is_long_overdue_stands_before_the_level_that_presses(
    browser: Browser, office: Warehouse, address: str
) -> None:
    """Handed down on 2 March 2026 and never answered: long past the 15 days of the province."""
    store, basis = STORES[address], basis_of(office.current(), MONDAY)
    token_of(store, Role.UNIT_OFFICER, "D1")
    reach = Reach(_principal(store, Role.INSPECTOR, "P"), None)
    fields = {"unit_code": "D1", "description": "现场发现", "severity": "high"}
    made = take_up.observe(store, reach, basis, fields)
    owner = _principal(store, Role.UNIT_OFFICER, "D1").account_id
    order = Order(made.finding_id, made.version, "hand_down", {"owner_id": owner})
    act(store, reach, order, basis)
    seen = {}
    for unit in ("P", "C1"):
        opened = window(browser, address, width=1440, unit=unit)
        screen = next(opened)
        screen.open("/findings")
        seen[unit] = "逾期督办" in screen.text()
        assert "省级督办" in screen.text()
        screen.open(f"/?unit={unit}&month=2026-03")
        (matter,) = screen.page.locator(".matters li").all_inner_texts()
        assert matter.startswith(f"{made.finding_id} 现场发现")
        assert "省级督办" in matter
        assert "责任人" in matter
        next(opened, None)

    assert seen == {"P": True, "C1": False}


@pytest.mark.parametrize("path", ["/findings", "/finding"])
def test_the_pages_are_in_one_language_and_whole_for_everybody(
    browser: Browser, address: str, known: str, path: str
) -> None:
    made = window(browser, address, width=1440)
    screen = next(made)
    screen.open(f"{path}?lang=zh&id={known}&state=amend")
    assert english_in(heard(screen.page, leaving_out="en")) == []
    for lang in ("zh", "en"):
        screen.open(f"{path}?lang={lang}&id={known}")
        found = Axe().run(screen.page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], node["html"]) for one in grave for node in one["nodes"]] == []
    texts = heard(screen.page, leaving_out="zh-CN")
    assert [text for text in texts if CHINESE.search(text)] == []
    next(made, None)


def test_markup_in_what_people_write_is_text(
    browser: Browser, address: str, known: str, record_property: Callable[[str, object], None]
) -> None:
    store = STORES[address]
    reach = Reach(_principal(store, Role.INSPECTOR, "P"), None)
    for payload in MARKUP:
        talk.comment(store, reach, known, payload)
    made = window(browser, address, width=1440)
    screen = next(made)
    screen.open(f"/finding?id={known}&lang=zh")

    assert MARKUP[1] in screen.text(".comments")
    assert screen.page.evaluate("window.struck") is None
    inside = ".comments script, .comments img, .comments svg, .comments iframe, .comments a"
    assert screen.page.locator(inside).count() == 0
    record_property("payloads", len(MARKUP))
    next(made, None)


@pytest.mark.parametrize("path", ["/findings", "/finding"])
def test_a_phone_never_scrolls_sideways(
    browser: Browser, address: str, known: str, path: str
) -> None:
    made = window(browser, address, width=390)
    screen = next(made)
    screen.open(f"{path}?id={known}&state=amend")
    width = screen.page.evaluate("document.documentElement.scrollWidth")
    next(made, None)

    assert width == 390


@pytest.mark.parametrize("unit", ["C2", "D2", "D3"])
def test_a_stranger_is_told_nothing_by_any_callback(
    office: Warehouse, known: str, unit: str
) -> None:
    store = casework_of(office)
    app = create_app(office, store)
    client: FlaskClient = sign_in_as(app, store, Role.INSPECTOR, unit)
    client.get("/")
    before = len(_actions(store))
    for search in (f"?id={known}&state=amend", f"?id={known}&state=hand_down"):
        for output, body in bodies(app, search, value=known):
            if not output.startswith(("finding", "..finding", "..findings")):
                continue
            text = decoded(client.post(CALLBACK, json=body).text)
            assert "quick" not in text
            assert "丁县供电公司" not in text
            assert known not in text.replace(search, "").replace(f"id={known}", "")
    # Every attempt is in the trail, and nothing else was done.
    assert set(_actions(store)[before:]) == {"denied"}


def _actions(store: Casework) -> list[str]:
    with store.read() as connection:
        return list(
            connection.scalars(sa.select(trail.entries.c.action).order_by(trail.entries.c.seq))
        )
