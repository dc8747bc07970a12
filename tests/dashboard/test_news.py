"""What a reader hears of first, from two imports of the hand-made province."""

from datetime import date
from pathlib import Path

import pytest
from dash.development.base_component import Component

from audit_models import views
from audit_models.build import import_sources
from audit_models.scorecard import read_lines
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.address import Address
from dashboard.news import news
from dashboard.view import View, open_view
from tests.dashboard.world import PROJECT_HEADER, PROJECTS, write_world

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The province, then a correction: very_late was energised on 13 March, five working days earlier."""
    home = tmp_path_factory.mktemp("news") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: ())
        import_sources(Settings(home=home), [_extracts(home)])
        import_sources(Settings(home=home), [_correction(home)])
    return open_view(Warehouse(home), Address(unit="P", month=MARCH))


def _extracts(home: Path) -> Path:
    return write_world(home.parent / "extracts")


def _correction(home: Path) -> Path:
    late = next(line for line in PROJECTS if line.startswith("very_late"))
    path = home.parent / "later" / "client_projects.csv"
    path.parent.mkdir()
    path.write_text(
        f"{PROJECT_HEADER}\n{late.replace('2026-03-20', '2026-03-13')}\n", encoding="utf-8"
    )
    return path


def said(view: View) -> list[str]:
    """The lines of the month, as a reader sees them."""
    where = (view.snapshot, view.unit.code, view.month)
    signals = views.signals(*where)
    covered = (None, views.coverage(*where))
    found = news(read_lines(*where), signals, covered, view)
    return [" ".join(_words(line)) for line in found]


def _words(part: object) -> list[str]:
    if isinstance(part, str):
        return [part.strip()] if part.strip() else []
    if isinstance(part, list):
        return [word for one in part for word in _words(one)]
    return _words(part.children) if isinstance(part, Component) else []


def test_a_restated_number_stands_as_it_was_as_it_is_and_why(corrected: View) -> None:
    # (4 + 8 + 50 + 4) ÷ 4 = 16.5, and five days fewer of very_late make (4 + 8 + 45 + 4) ÷ 4 = 15.25, shown to one decimal.
    assert "重述 高压平均接电时长 2026-03 16.5个工作日 → 15.2个工作日 案例更正1件" in said(
        corrected
    )


def test_without_rules_there_is_no_line_of_hits(corrected: View) -> None:
    assert [line for line in said(corrected) if line.startswith("本月疑点")] == []
