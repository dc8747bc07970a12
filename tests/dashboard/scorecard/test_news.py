"""What a reader hears of first, from two imports of the hand-made province."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from audit_models import views
from audit_models.build import import_sources
from audit_models.scorecard import Line, read_lines
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.address import Address
from dashboard.scorecard.data_quality import changed_since, quality_of
from dashboard.scorecard.news import news, restated_numbers
from dashboard.view import View, view_of
from tests.dashboard.world import PROJECT_HEADER, PROJECTS, write_world

MARCH = date(2026, 3, 1)
Signal = tuple[str, str | None]
"""How a month varies, and by which rule."""


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The province, then a correction: very_late was energised on 13 March, five working days earlier."""
    home = tmp_path_factory.mktemp("news") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: ())
        import_sources(Settings(home=home), [_extracts(home)])
        import_sources(Settings(home=home), [_correction(home)])
    return view_of(Warehouse(home).current(), Address(unit="P", month=MARCH))


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
    covered = (None, views.rule_states(view.snapshot, view.unit.code, view.month, view.month))
    found = news(read_lines(*where), covered, restated_numbers(view), view)
    return [" ".join(_words(line)) for line in found]


def _words(part: object) -> list[str]:
    if isinstance(part, str):
        return [part.strip()] if part.strip() else []
    if isinstance(part, list):
        return [word for one in part for word in _words(one)]
    return _words(part["props"].get("children")) if isinstance(part, dict) else []


def test_a_restated_number_stands_as_it_was_as_it_is_and_why(corrected: View) -> None:
    # (4 + 8 + 50 + 4) ÷ 4 = 16.5, and five days fewer of very_late make (4 + 8 + 45 + 4) ÷ 4 = 15.25, shown to one decimal.
    assert "重述 高压平均接电时长 2026-03 16.5个工作日 → 15.2个工作日 案例更正1件" in said(
        corrected
    )


def test_a_number_says_whether_it_was_restated_came_late_or_lacks_something(
    corrected: View,
) -> None:
    changed = changed_since(restated_numbers(corrected)[1], corrected)
    rows = {row.indicator.id: row.now for row in read_lines(corrected.snapshot, "P", MARCH)}

    assert changed["I01"] == "restated"
    assert quality_of(rows["I01"], changed, corrected) == "restated"
    # When projects were archived was never delivered; what I06 needs was, and the correction left it alone.
    assert quality_of(rows["I04"], changed, corrected) == "incomplete"
    assert quality_of(rows["I06"], changed, corrected) == "complete"
    late = pd.DataFrame({"indicator_id": ["I05"], "month": [pd.Timestamp(MARCH)]})
    assert changed_since(late.assign(old_status="no_cases"), corrected) == {"I05": "late"}


def test_without_rules_there_is_no_line_of_hits(corrected: View) -> None:
    assert [line for line in said(corrected) if line.startswith("本月疑点")] == []


def with_signals(line: Line, before: Signal, now: Signal) -> Line:
    """The line with these two months around a centre of 10; the number itself stays as it is."""
    was, is_now = (
        {"chart": "xmr", "variation": kind, "rule": rule, "assurance": "may", "centre": 10.0}
        for kind, rule in (before, now)
    )
    return line._replace(before={**(line.before or {}), **was}, now={**line.now, **is_now})


def test_new_signals_come_with_their_rule_and_those_that_cleared_are_named(corrected: View) -> None:
    usual: Signal = ("common_cause", None)
    signals: dict[str, tuple[Signal, Signal]] = {
        "I01": (usual, ("concern", "outside")),
        "I02": (("improvement", "run7"), usual),
        # It had it last month too, so it is no news.
        "I05": (("concern", "run7"), ("concern", "run7")),
    }
    where = (corrected.snapshot, corrected.unit.code, corrected.month)
    rows = [
        with_signals(line, *signals.get(line.indicator.id, (usual, usual)))
        for line in read_lines(*where)
    ]
    lines = news(rows, (None, []), restated_numbers(corrected), corrected)
    found = [" ".join(_words(line)) for line in lines]

    # 15.25 lies above the centre of 10.
    assert found[:2] == [
        "新信号 高压平均接电时长 恶化 高于控制上限",
        "信号解除 低压非居民平均接电时长",
    ]
    assert not any("供电方案答复及时率" in line for line in found if not line.startswith("重述"))
