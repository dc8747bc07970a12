"""Reports, event logs and procurements leave by a button, for the unit and month of the address."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from audit_models.warehouse import Warehouse
from dashboard.address import read_address
from dashboard.pages.process import PAGE as PROCESS
from dashboard.pages.risk import PAGE as RISK
from dashboard.pages.scorecard import PAGE as SCORECARD
from dashboard.view import View, view_of
from tests.dashboard.screens import Screen

Saved = Callable[[str, str], tuple[str, bytes]]


@pytest.fixture
def saved(screen: Screen) -> Saved:
    def click(address: str, button: str) -> tuple[str, bytes]:
        screen.open(address)
        with screen.page.expect_download() as waited:
            screen.page.locator(f"[data-sheet={button}]").click()
        return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()

    return click


@pytest.fixture
def county(warehouse: Warehouse) -> View:
    return view_of(warehouse.current(), read_address("/", "?unit=D1&month=2026-03&lang=zh"))


def test_the_scorecard_page_gives_its_report(saved: Saved, warehouse: Warehouse) -> None:
    name, content = saved("/?unit=D1&month=2026-03&lang=zh", "report-scorecard")

    assert name == f"丁县供电公司_月度记分卡_2026-03_{warehouse.current().id}.pdf"
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) == 1
    # quick 4 and waits_for_customer 8 working days
    assert "6个工作日" in "".join(pages[0].extract_text().split())


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_every_form_is_of_the_unit_that_is_shown(county: View, form: str, start: bytes) -> None:
    file = SCORECARD.sheets[f"report-{form}"](county)

    assert file.name.startswith("丁县供电公司_督察监测月报_2026-03_")
    assert file.content.startswith(start)


def test_the_package_for_a_visit_is_of_the_unit_that_is_shown(county: View) -> None:
    file = SCORECARD.sheets["self-check"](county)

    assert file.name.startswith("丁县供电公司_迎检自查报告_2026-03_")
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        assert len(archive.namelist()) == 4


def test_the_excel_report_is_the_page_s_sheet(county: View) -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(SCORECARD.sheets["report-xlsx"](county).content)
    ).get_sheet_by_index(0)
    of_report = {row[1]: row[3] for row in book.to_python()[1:]}
    of_page = {row[0].zh: row[2] for row in SCORECARD.sheets["indicators"](county).rows}

    assert {name: value for name, value in of_report.items() if value != ""} == pytest.approx(
        {name: value for name, value in of_page.items() if value == value and value is not None}
    )


def test_the_process_page_gives_event_logs(saved: Saved) -> None:
    name, content = saved("/process?unit=D1&month=2026-03&lang=zh", "xes")

    assert name.startswith("丁县供电公司_业扩事件日志_2026-03_")
    assert name.endswith(".xes")
    traces = fromstring(content).findall("trace")
    # quick and waits_for_customer, each with one task that has a start and a finish
    assert [len(trace.findall("event")) for trace in traces] == [2, 2]


def test_the_object_centric_log_holds_the_same_tasks(county: View) -> None:
    log = json.loads(PROCESS.sheets["jsonocel"](county).content)

    assert sorted(event["id"] for event in log["events"]) == ["q1", "w1"]


def test_without_contracts_the_package_is_empty_and_whole(county: View) -> None:
    file = RISK.sheets["ocds"](county)

    assert file.name.startswith("丁县供电公司_采购与合同_2025-04_2026-03_")
    assert json.loads(file.content)["releases"] == []
