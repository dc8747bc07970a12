"""Two snapshots compared: what changed, from what to what, because of which rows."""

from datetime import date
from pathlib import Path

import pytest

from audit_models import restatement
from audit_models.build import import_sources
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.dashboard.world import PROJECT_HEADER, PROJECTS, publish_world_with_many_rules

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The hand-made province, then a correction: very_late was energised on Friday 13 March, and its
    telephone was found."""
    home = tmp_path_factory.mktemp("corrected") / "home"
    publish_world_with_many_rules(home)
    late = next(line for line in PROJECTS if line.startswith("very_late"))
    late = late.replace("2026-03-20", "2026-03-13").replace("hv,1,,", "hv,1,13900000000,")
    path = home.parent / "later" / "client_projects.csv"
    path.parent.mkdir()
    path.write_text(f"{PROJECT_HEADER}\n{late}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: ())
        import_sources(Settings(home=home), [path])
    return Warehouse(home)


@pytest.fixture(scope="module")
def pair(corrected: Warehouse) -> tuple[Snapshot, Snapshot]:
    now = corrected.current()
    before = restatement.open_earlier(now)
    assert before is not None
    return before, now


def test_changed_numbers_of_a_unit_and_of_those_below_it(pair: tuple[Snapshot, Snapshot]) -> None:
    found = restatement.changed_values(*pair, "P").query("indicator_id == 'I01'")

    # Five working days fewer, 16 to 20 March: P (66 − 5) ÷ 4, C1 (62 − 5) ÷ 3; C2 stays.
    assert [
        (row.unit_code, row.month.date(), round(row.old_value, 4), round(row.new_value, 4))
        for row in found.itertuples()
    ] == [("C1", MARCH, 20.6667, 19.0), ("P", MARCH, 16.5, 15.25)]


def test_another_city_does_not_see_them(pair: tuple[Snapshot, Snapshot]) -> None:
    # The second import ran without rules, so the density of red flags is gone everywhere.
    assert set(restatement.changed_values(*pair, "C2")["indicator_id"]) == {"I22"}
    assert restatement.changed_cases(*pair, "I01", "C2", MARCH).empty


def test_the_case_that_makes_the_difference(pair: tuple[Snapshot, Snapshot]) -> None:
    found = restatement.changed_cases(*pair, "I01", "P", MARCH)

    assert found[["subject_id", "kind", "numerator_old", "numerator_new"]].values.tolist() == [
        ["very_late", "changed", 50, 45]
    ]


def test_the_source_cells_behind_it_without_what_is_personal(
    pair: tuple[Snapshot, Snapshot],
) -> None:
    found = restatement.changed_sources(*pair, ["very_late"]).sort_values("column_name")

    assert found[["table_name", "key", "column_name"]].values.tolist() == [
        ["client_projects", "very_late", "contact_phone"],
        ["client_projects", "very_late", "energised_at"],
    ]
    assert found["new"].tolist() == [restatement.HIDDEN, "2026-03-13 10:00:00"]


def test_hits_that_are_no_longer_found_are_counted(pair: tuple[Snapshot, Snapshot]) -> None:
    found = restatement.changed_hits(*pair, "P").set_index("rule_id")

    # Without any rule CP02's hit on very_late is gone; the one of C2 never was.
    assert found.loc["CP02", ["added", "removed"]].tolist() == [0, 1]
    assert restatement.changed_hits(*pair, "C2").query("rule_id == 'CP02'").empty


def test_the_first_snapshot_has_none_before_it(pair: tuple[Snapshot, Snapshot]) -> None:
    before, now = pair

    assert restatement.earlier(before) == ()
    assert restatement.open_earlier(before) is None
    assert [facts.snapshot_id for facts in restatement.earlier(now)] == [before.id]


def test_an_id_that_is_not_an_earlier_snapshot_opens_nothing(
    pair: tuple[Snapshot, Snapshot], tmp_path: Path
) -> None:
    assert restatement.open_earlier(pair[1], "../../etc") is None
    assert restatement.open_earlier(pair[1], pair[1].id) is None
