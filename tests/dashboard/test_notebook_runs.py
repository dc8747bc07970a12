"""The indicator page lists the notebook runs behind its number, and gives the command for another."""

import json
from datetime import date
from pathlib import Path
from shlex import split

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from audit_models import durable
from audit_models.access import Role
from audit_models.casework import trail
from audit_models.notebooks.runs import signature_of
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from dashboard.address import Address
from dashboard.application import create_app
from dashboard.notebook_runs import command, notebook_card
from dashboard.view import View, view_of
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.conftest import casework_of
from tests.dashboard.screens import Screen
from tests.dashboard.world import publish_world_with_many_rules

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A province of this module alone, in whose home runs are written by hand."""
    home = tmp_path_factory.mktemp("runs") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home)


def keep(warehouse: Warehouse, name: str, value: float, page: str = "<p>") -> Path:
    """A run as `app.py notebook` keeps it, that says I01 of the province in March is `value`."""
    folder = warehouse.home / "notebook_runs" / name
    folder.mkdir(parents=True)
    paper = folder / "paper.html"
    paper.write_text(page, encoding="utf-8")
    facts = {
        "notebook": "02_monthly_monitoring",
        "title": {"zh": "单位月度监测", "en": "Monthly monitoring of a unit"},
        "started_at": "2026-04-02T09:30:00+08:00",
        "person": "甲",
        "parameters": {"unit": "P", "month": "2026-03", "lang": "zh"},
        "snapshot": {"id": warehouse.current().id},
        "files": {"paper.html": durable.digest(paper)},
        "numbers": [{"what": "I01", "unit": "P", "month": "2026-03", "value": value}],
    }
    record = json.dumps(facts)
    (folder / "run.json").write_text(record, encoding="utf-8")
    signature = signature_of(warehouse.home, name, record)
    (folder / "run.json.sig").write_text(signature, encoding="ascii")
    return paper


def shown(warehouse: Warehouse, **changes: str) -> View:
    address = Address(path="/indicator", unit="P", month=MARCH, id="I01").to(**changes)
    return view_of(warehouse.current(), address)


def words(component: object) -> list[str]:
    if isinstance(component, dict):
        return words(component["props"].get("children"))
    if isinstance(component, (list, tuple)):
        return [word for one in component for word in words(one)]
    return [str(component)] if component is not None else []


def card_of(view: View) -> list[str]:
    return words(notebook_card(view.catalogue.indicators["I01"], view))


def test_runs_are_ticked_crossed_or_called_altered(own: Warehouse) -> None:
    assert "还没有核对过本单位本月的笔记本运行。" in card_of(shown(own))
    keep(own, "20260402-093000-a", 16.5)  # I01 of P in March, worked out in world.py
    keep(own, "20260402-093100-b", 17)
    keep(own, "20260402-093200-c", 16.5).write_text("changed", encoding="utf-8")

    found = card_of(shown(own))
    states = [word for word in found if word in {"一致", "不一致", "存档文件已被改动"}]
    assert states == ["存档文件已被改动", "不一致", "一致"]
    assert found.count("2026-04-02 09:30") == 3
    assert found.count("16.5个工作日") == 2
    assert "Equal" in card_of(shown(own, lang="en"))
    assert "一致" not in card_of(shown(own, unit="C1"))


def test_a_damaged_record_hides_no_other(own: Warehouse) -> None:
    folder = own.home / "notebook_runs" / "20260402-093300-d"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{", encoding="utf-8")
    assert card_of(shown(own))


def test_the_command_names_what_is_shown(own: Warehouse, snapshot: Snapshot) -> None:
    view = shown(own, unit="C1", lang="en")
    assert split(command(view.catalogue.indicators["I01"], view)) == [
        "python", "app.py", "notebook", "02_monthly_monitoring",
        "--unit", "C1", "--month", "2026-03", "--snapshot", view.snapshot.id, "--lang", "en",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "notebook"),
    [("CP02", "03_connection_process_audit"), ("CT51", "04_contract_audit")],
)
def test_a_rule_leads_to_the_audit_of_its_family(own: Warehouse, rule: str, notebook: str) -> None:
    view = shown(own)
    assert split(command(view.catalogue.rules[rule], view))[3] == notebook


def test_the_button_copies_the_command(screen: Screen) -> None:
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.open("/indicator?unit=C1&month=2026-03&id=I01")
    text = screen.text("#notebook-command")
    assert "--unit C1 --month 2026-03" in text
    screen.go("[data-copy]")
    assert screen.page.evaluate("navigator.clipboard.readText()") == text


PAGE = """<!DOCTYPE html><meta charset="utf-8"><p id="said">nothing</p>
<script>document.getElementById("said").textContent = "figure"</script>
<img src="data:," onerror="document.title = 'handler'">
<script>try { document.cookie } catch (error) { document.title = "no cookie" }
fetch("/").catch(() => document.body.append("no address"))</script>"""


def reader(warehouse: Warehouse, role: Role, unit: str | None) -> FlaskClient:
    casework = casework_of(warehouse)
    return sign_in_as(create_app(warehouse, casework), casework, role, unit)


def test_the_page_of_a_run_is_for_who_sees_the_whole_company(own: Warehouse) -> None:
    """A run reads all of its snapshot, whatever unit it is of."""
    keep(own, "20260501-100000-whole", 16.5, PAGE)
    keep(own, "20260601-100000-altered", 16.5).write_text("<p>other", encoding="utf-8")
    whole, altered = "/notebook-run/20260501-100000-whole", "/notebook-run/20260601-100000-altered"

    found = reader(own, Role.AUDITOR, "P")
    answer = found.get(whole)
    assert answer.status_code == 200
    assert answer.text == PAGE
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert found.get(f"{whole}?save=1").headers["Content-Disposition"].startswith("attachment")
    for path in (altered, "/notebook-run/none", "/notebook-run/..%2f..%2fkeys"):
        assert found.get(path).status_code in {200, 404}
        assert b"<p>other" not in found.get(path).data
    with casework_of(own).read() as connection:
        read = trail.search(connection, lines=20)
    assert [one["unit_code"] for one in read if one["action"] == "export"] == ["P", "P"]
    assert "20260601-100000-altered" in {one["object_id"] for one in read}
    for role, unit in ((Role.AUDITOR, "C1"), (Role.SECURITY_ADMINISTRATOR, None)):
        assert reader(own, role, unit).get(whole).status_code == 404


def test_the_way_there_is_offered_to_the_same_readers(own: Warehouse) -> None:
    keep(own, "20260701-100000-offered", 16.5)
    address = Address(path="/indicator", unit="P", month=MARCH, id="I01")
    view = view_of(own.current(), address)
    card = str(notebook_card(view.catalogue.indicators["I01"], view))
    assert "/notebook-run/20260701-100000-offered?lang=zh" in card
    part = view_of(narrow(own.current(), "C1"), address.to(unit="C1"))
    assert "/notebook-run/" not in str(notebook_card(part.catalogue.indicators["I01"], part))


def test_a_run_s_scripts_draw_and_reach_nothing(own: Warehouse, browser: Browser) -> None:
    """In a real browser, with the very headers: the kept scripts run, a handler in markup does not, and
    the page has neither a cookie nor another address of ours."""
    keep(own, "20260801-100000-drawn", 16.5, PAGE)
    answer = reader(own, Role.AUDITOR, "P").get("/notebook-run/20260801-100000-drawn")
    context = browser.new_context()
    context.add_cookies([{"name": "audit-session", "value": "x", "url": "http://127.0.0.1:9"}])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/*", lambda route: route.fulfill(body=answer.text, headers=dict(answer.headers)))
    page.goto("http://127.0.0.1:9/notebook-run/x")
    page.get_by_text("no address").wait_for()
    assert page.locator("#said").inner_text() == "figure"
    assert page.title() == "no cookie"
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    context.close()
