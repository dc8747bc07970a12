"""Every notebook runs from the top, on demonstration data and on a foreign extract, in both languages."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import nbformat
import pytest

from audit_models import views
from audit_models.build import import_sources
from audit_models.notebooks.find import find_notebook, find_notebooks
from audit_models.notebooks.keep import run_notebook
from audit_models.notebooks.runs import Run
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.text import LANGS
from tests.mapping.test_shipped import event_log_csv
from tests.notebooks.conftest import CITY

NAMES = [one.name for one in find_notebooks()]
OCTOBER = date(2026, 10, 1)
RECORDED = {
    "01_read_a_snapshot": {"I01", "I02", "I03"},
    "02_monthly_monitoring": {"I01", "I02", "I03", "I04", "I05", "I06", "I22"},
    "03_connection_process_audit": {"process_cases", "CP01", "CP02", "CP26"},
    "04_contract_audit": {"CT01", "NW01", "IM01", "PF01"},
    "05_risk_model": {"scored_contracts"},
    "06_special_inspection": {"CT01", "IM01", "PF01"},
    "07_data_quality": {"CP01", "CT01", "SV01"},
}
"""What each vouches for, at the least."""


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose snapshot came through a mapping."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "log.csv").write_text(event_log_csv(), encoding="utf-8")
    import_sources(Settings(home=folder / "home"), [folder / "log.csv"], mapping="event_log")
    return folder / "home"


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_the_top_and_every_number_is_that_of_the_page(
    demonstration: Path, demonstrated: Snapshot, name: str
) -> None:
    """One test a notebook, so that parallel workers run each of them once: odd ones in Chinese."""
    notebook = find_notebook(name)
    lang = LANGS[(notebook.number + 1) % 2]
    run = run_notebook(demonstration, notebook, unit=CITY, month=OCTOBER, lang=lang)
    numbers = {number.what: number.value for number in run.numbers}
    assert set(numbers) >= RECORDED[name]
    assert any(value is not None for value in numbers.values())
    assert numbers == pytest.approx(on_pages(demonstrated, numbers))
    assert has_chinese_prose(run) == (lang == "zh")
    assert fetched_from_elsewhere(run) == []


def on_pages(snapshot: Snapshot, whats: Iterable[str]) -> dict[str, float | None]:
    """What the views of the scorecard, the rules, the process and the risk page give."""
    values = views.unit_values(snapshot, CITY, OCTOBER, count=1)
    found = dict(zip(values["indicator_id"], values["value"], strict=True))
    for row in views.coverage(snapshot, CITY, OCTOBER).to_dict("records"):
        found[row["rule_id"]] = row["hits"] if row["state"] in {"hit", "clean"} else None
    found["process_cases"] = views.process_totals(snapshot, CITY, OCTOBER, None)["cases"].iloc[0]
    found["scored_contracts"] = views.count_scored(snapshot, CITY)
    return {what: found[what] for what in whats}


def has_chinese_prose(run: Run) -> bool:
    document = nbformat.read(run.folder / "executed.ipynb", as_version=4)
    prose = "".join(cell.source for cell in document.cells if cell.cell_type == "markdown")
    return re.search("[\u4e00-\u9fff]", prose) is not None


def fetched_from_elsewhere(run: Run) -> list[str]:
    """What a browser would ask another host for; the text of the plotting library is left out."""
    page = (run.folder / "paper.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    page = re.sub(r"<script[^>]*>.*?</script>", "", page, flags=re.DOTALL)
    found = re.findall(
        r"""(?:src|href|data)\s*=\s*["']?([^"'\s>]+)|url\(([^)]*)\)|(@import)""", page
    )
    return [one for one in map("".join, found) if "//" in one or one == "@import"]


@pytest.mark.parametrize("name", ["01_read_a_snapshot", "04_contract_audit", "07_data_quality"])
def test_a_foreign_extract_is_read_and_audited(foreign: Path, name: str) -> None:
    """An event log through its mapping: no contract, no payment, hardly a project, and it still runs."""
    run = run_notebook(foreign, find_notebook(name), month=date(2026, 3, 1))
    numbers = {number.what: number.value for number in run.numbers}
    if name == "01_read_a_snapshot":
        # Case a alone is energised: accepted on Monday 2 March, energised on the 9th; 3, 4, 5, 6, 9 March.
        assert numbers == {"I01": 5, "I02": None, "I03": None}
    else:
        # Contracts were never delivered: CT01 found nothing because nothing could be looked at.
        assert numbers["CT01"] is None
