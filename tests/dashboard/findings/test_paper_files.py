"""Papers and registers leave from the pages of findings, each with an entry in the trail."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from audit_models.access import Role
from audit_models.casework import trail
from audit_models.casework.basis import basis_of
from audit_models.casework.campaigns import work
from audit_models.casework.findings.take_up import take_up
from audit_models.casework.reach import Reach
from audit_models.casework.sessions import principal_of
from audit_models.scope import narrow
from audit_models.warehouse import Warehouse
from tests.casework.campaigns.test_campaigns import PLAN
from tests.casework.office import MONDAY
from tests.dashboard.accounts import token_of
from tests.dashboard.conftest import STORES, serve, window
from tests.dashboard.screens import Screen
from tests.documents.test_word import text_of


@pytest.fixture(scope="module")
def address(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The province in a home of its own, with accounts and findings of its own."""
    home = tmp_path_factory.mktemp("papers") / "home"
    shutil.copytree(warehouse.home / "snapshots", home / "snapshots")
    yield from serve(Warehouse(home))


@pytest.fixture(scope="module")
def finding(warehouse: Warehouse, address: str) -> str:
    """Made of the hit of CP52 on the project quick of D1."""
    store, part = STORES[address], narrow(warehouse.current(), "P")
    principal = principal_of(store, token_of(store, Role.INSPECTOR, "P"))
    assert principal is not None
    hit_id = part.query("select hit_id from result.rule_hits where rule_id = 'CP52'")["hit_id"][0]
    basis = basis_of(warehouse.current(), MONDAY)
    return take_up(store, Reach(principal, None), basis, part, [hit_id]).made[0].finding_id


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Screen]:
    yield from window(browser, address, width=1440)


def saved(screen: Screen, path: str, button: str) -> tuple[str, bytes]:
    screen.open(path)
    with screen.page.expect_download() as waited:
        screen.page.locator(button).first.click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_an_evidence_sheet_is_written_about_the_finding_shown(
    desk: Screen, address: str, finding: str
) -> None:
    here = f"/finding?id={finding}&unit=P&month=2026-03&lang=zh"
    name, content = saved(desk, here, "[data-sheet=paper-evidence_sheet]")

    assert name == f"取证单_丁县供电公司_取证-D1-{finding}.docx"
    said = text_of(content)
    assert "quick被CP52看到1。" in said
    with STORES[address].read() as connection:
        actions = connection.execute(
            sa.select(trail.entries.c.action, trail.entries.c.object_id)
        ).all()
    assert ("export", name) in [tuple(one) for one in actions]


def test_the_register_is_of_the_units_shown(desk: Screen, finding: str) -> None:
    here = "/findings?unit=C1&month=2026-03&lang=zh"
    name, content = saved(desk, here, "[data-sheet=register]")
    assert name.startswith("问题台账_乙市供电公司_")
    assert finding in text_of(content)

    button = "[data-sheet=register-numbers][data-format=xlsx]"
    _, content = saved(desk, here.replace("C1", "C2"), button)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "问题编号"
    assert len(rows) == 1


def test_the_report_of_an_inspection_leaves_from_its_page(
    desk: Screen, address: str, warehouse: Warehouse
) -> None:
    store = STORES[address]
    principal = principal_of(store, token_of(store, Role.INSPECTOR, "P"))
    assert principal is not None
    plan = replace(PLAN, unit_code="P", team=(principal.account_id,))
    basis = basis_of(warehouse.current(), MONDAY)
    found = work.plan(store, Reach(principal, None), basis, plan)
    here = f"/campaigns?id={found.campaign_id}&unit=P&month=2026-03&lang=zh"
    name, content = saved(desk, here, "[data-sheet=paper-inspection]")

    assert name == f"专项督察报告_甲省供电公司_督察-{found.campaign_id}.docx"
    assert "公司〔2026〕1号" in text_of(content)
