"""Special inspections on the screen: planned, handed down, drawn, noted on a phone; nothing for strangers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.conftest import STORES, casework_of, serve, window
from tests.dashboard.screens import Screen
from tests.dashboard.test_probes import CALLBACK, bodies, decoded
from tests.dashboard.words import CHINESE, english_in, heard

CHECKS = ("是否指定设计单位", "是否指定施工单位")
ID = "C000001"


@pytest.fixture(scope="module")
def office(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The province in a home of its own, so that no other test sees what is done here."""
    home = tmp_path_factory.mktemp("campaigns") / "home"
    shutil.copytree(warehouse.home / "snapshots", home / "snapshots")
    return Warehouse(home)


@pytest.fixture(scope="module")
def address(office: Warehouse) -> Iterator[str]:
    yield from serve(office)


def pick(screen: Screen, field: str, text: str) -> None:
    screen.page.locator(field).click()
    screen.page.locator("[role=option]:visible").filter(has_text=text).first.click()


def step(screen: Screen, action: str) -> str:
    screen.open(f"/campaigns?id={ID}&state={action}", ready="#campaigns-do")
    screen.go("#campaigns-do")
    return screen.text("p.own .mark")


@pytest.fixture(scope="module")
def on_site(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An inspection of D1 and D2 by C1, taken to the site by four people in their windows."""
    made = {
        name: window(browser, address, width=1440, role=role, unit=unit)
        for name, (role, unit) in {
            "inspector": (Role.INSPECTOR, "C1"),
            "executive": (Role.EXECUTIVE, "C1"),
            "officer": (Role.UNIT_OFFICER, "D1"),
        }.items()
    }
    who = {name: next(one) for name, one in made.items()}
    mine = who["inspector"]
    mine.open("/campaigns?unit=C1", ready="#campaigns-name")
    for name, value in (("name", "三指定专项"), ("starts", "2026-03-01"), ("ends", "2026-04-30"),
                        ("basis", "公司〔2026〕1号")):  # fmt: skip
        mine.page.fill(f"#campaigns-{name}", value)
    turn = mine.page.locator("[data-turn=next]")
    turn.click()
    pick(mine, "#campaigns-units", "丁县")
    mine.page.keyboard.press("Escape")
    turn.click()
    assert mine.page.evaluate("document.activeElement.id") == "campaigns-checks"
    mine.page.fill("#campaigns-checks", "\n".join(CHECKS))
    turn.click()
    assert not turn.is_visible()
    pick(mine, "#campaigns-team", "inspector.c1")
    mine.page.keyboard.press("Escape")
    mine.page.locator("[role=option]:visible").first.wait_for(state="hidden")
    mine.go("#campaigns-plan")
    assert ID in mine.text(".cards")
    mine.open(f"/campaigns?id={ID}&state=approve")
    assert mine.page.locator("#campaigns-do").count() == 0
    assert "已批准" in step(who["executive"], "approve")
    assert "自查" in step(mine, "begin_self_check")
    officer = who["officer"]
    officer.open(f"/campaigns?id={ID}", ready=".upload, #campaigns-list")
    file = tmp_path_factory.mktemp("lists") / "list.xlsx"
    write_list(file, "也许")
    officer.page.set_input_files("#campaigns-list input", file)
    officer.page.locator("#campaigns-list-said table").wait_for()
    assert "第 3 行" in officer.text("#campaigns-list-said")
    file = file.with_name("corrected.xlsx")
    write_list(file, "不适用")
    officer.page.set_input_files("#campaigns-list input", file)
    officer.page.locator("[aria-label=不适用]").wait_for()
    assert "抽样" in step(mine, "begin_sampling")
    mine.page.fill("#campaigns-size", "1")
    mine.page.fill("#campaigns-seed", "7")
    mine.go("#campaigns-draw")
    assert "现场核查" in step(mine, "go_on_site")
    for one in made.values():
        next(one, None)
    return ID


def write_list(path: Path, second: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        rows = [
            ("序号", "检查项", "结果", "说明"),
            (1, CHECKS[0], "合格", ""),
            (2, CHECKS[1], second, ""),
        ]
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)


def test_an_outcome_is_noted_on_a_phone(browser: Browser, address: str, on_site: str) -> None:
    made = window(browser, address, width=390, unit="C1")
    phone = next(made)
    phone.open(f"/campaigns?id={on_site}", ready="#campaigns-outcome")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    pick(phone, "#campaigns-item", "quick")
    pick(phone, "#campaigns-result", "重大")
    phone.page.fill("#campaigns-what", "现场见到指定施工单位")
    phone.go("#campaigns-outcome")

    # quick is hit by rules of high severity, waits_for_customer was drawn by chance.
    assert "样本 · 1／2" in phone.text()
    assert "现场见到指定施工单位" in phone.text()
    phone.page.locator("#campaigns-burn-up-sample").wait_for()
    next(made, None)


@pytest.mark.parametrize("where", ["", f"&id={ID}"], ids=["list", "one"])
def test_the_page_is_in_one_language_and_whole_for_everybody(
    browser: Browser, address: str, on_site: str, where: str
) -> None:
    made = window(browser, address, width=1440)
    screen = next(made)
    for lang in ("zh", "en"):
        screen.open(f"/campaigns?lang={lang}{where}")
        found = Axe().run(screen.page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], node["html"]) for one in grave for node in one["nodes"]] == []
        texts = heard(screen.page, leaving_out="en" if lang == "zh" else "zh-CN")
        if lang == "zh":
            assert english_in(texts) == []
        else:
            # The unit without an English name stands in the choice of units.
            assert {text for text in texts if CHINESE.search(text)} <= {"庚县供电公司"}
    next(made, None)


@pytest.mark.parametrize("unit", ["C2", "D2", "D3"])
def test_a_stranger_is_told_nothing_by_any_callback(
    office: Warehouse, address: str, on_site: str, unit: str
) -> None:
    store = casework_of(office)
    app = create_app(office, store)
    client = sign_in_as(app, store, Role.INSPECTOR, unit)
    client.get("/")
    for output, body in bodies(app, f"?id={on_site}&state=confirm_findings", value="1"):
        if "campaigns-" not in output:
            continue
        answer = client.post(CALLBACK, json=body)
        text = decoded(answer.text)
        assert answer.status_code in (200, 204), (output, text[:200])
        assert "三指定" not in text
        assert "quick" not in text
    assert STORES[address]
