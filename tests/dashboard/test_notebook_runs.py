"""The indicator page lists the notebook runs behind its number, and gives the command for another."""

import json
from datetime import date
from pathlib import Path
from shlex import split

import pytest
from dash.development.base_component import Component

from audit_models import durable
from audit_models.notebooks.runs import signature_of
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from dashboard.address import Address
from dashboard.notebook_runs import command, notebook_card, paper_of
from dashboard.pages.monitor import chosen
from dashboard.view import Nothing, View, view_of
from tests.dashboard.screens import Screen
from tests.dashboard.world import publish_world_with_many_rules

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A province of this module alone, in whose home runs are written by hand."""
    home = tmp_path_factory.mktemp("runs") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home)


def keep(warehouse: Warehouse, name: str, value: float) -> Path:
    """A run as `app.py notebook` keeps it, that says I01 of the province in March is `value`."""
    folder = warehouse.home / "notebook_runs" / name
    folder.mkdir(parents=True)
    paper = folder / "paper.html"
    paper.write_text("<p>", encoding="utf-8")
    facts = {
        "notebook": "02_monthly_monitoring",
        "title": {"zh": "单位月度监测", "en": "Monthly monitoring of a unit"},
        "started_at": "2026-04-02T09:30:00+08:00",
        "person": "甲",
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
    if isinstance(component, Component):
        return words(getattr(component, "children", None))
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


def test_the_newest_intact_page_of_a_run_leaves_as_a_file_for_who_sees_all(own: Warehouse) -> None:
    name = "20260501-100000-02_monthly_monitoring-ffffff"
    altered = keep(own, "20260601-100000-02_monthly_monitoring-eeeeee", 1.0)
    altered.write_text("<p>other", encoding="utf-8")
    keep(own, name, 1.0)
    file = paper_of(chosen)(shown(own))

    assert (file.name, file.content) == (f"单位月度监测_{name}.html", b"<p>")
    # A run reads the whole snapshot, so its page is for those who may see all of it.
    part = narrow(own.current(), "C1")
    address = Address(path="/indicator", unit="C1", month=MARCH, id="I01")
    with pytest.raises(Nothing):
        paper_of(chosen)(view_of(part, address))
