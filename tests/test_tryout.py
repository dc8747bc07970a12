"""Thresholds tried on the past: what was found stays as it is, and a county sees its own hits alone.

PF01: a settlement of more than 1.1 times the contract is a hit.

    c_far    D1  settled 1.30 × the contract
    c_near   D1  settled 1.08 × the contract
    c_other  D3  settled 1.20 × the contract
    c_later  D3  settled 1.08 × the contract, signed on 10 March; c_near on the 2nd
"""

from datetime import date
from pathlib import Path

import pytest

from audit_models.access import Principal, Role
from audit_models.build import import_sources, recompute
from audit_models.casework import moved_thresholds
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.errors import Refused
from audit_models.scope import narrow
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.thresholds import Threshold, moved, numbers
from audit_models.tryout import rule_of, try_out
from audit_models.warehouse import Warehouse
from tests.dashboard.world import PROJECT_HEADER, PROJECTS, UNITS

CONTRACTS = """\
contract_id,project_id,unit_code,contractor_id,scope,amount_cny,signed_on,accepted_on,settlement_cny,settled_on
c_far,quick,D1,k1,construction,100000,2026-03-02,2026-03-06,130000,2026-03-10
c_near,waits_for_customer,D1,k1,construction,100000,2026-03-02,2026-03-16,108000,2026-03-18
c_other,promptly,D3,k1,construction,100000,2026-03-09,2026-03-13,120000,2026-03-20
c_later,promptly,D3,k1,design,100000,2026-03-10,2026-03-13,108000,2026-03-20
"""
CHANGES = """\
change_id,contract_id,changed_on,approved_on,delta_cny
g1,c_near,2026-03-03,2026-03-04,0
"""
EXECUTIVE = Reach(Principal(9, "boss", "钱", Role.EXECUTIVE, "P"), None)
TODAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tryout")
    source = folder / "in"
    source.mkdir()
    (source / "org_units.csv").write_text(UNITS, encoding="utf-8")
    projects = "\n".join((PROJECT_HEADER, *PROJECTS))
    (source / "client_projects.csv").write_text(projects, encoding="utf-8")
    (source / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    (source / "contract_changes.csv").write_text(CHANGES, encoding="utf-8")
    import_sources(Settings(home=folder / "home"), [source], as_of=TODAY)
    return folder / "home"


@pytest.fixture
def snapshot(home: Path) -> Snapshot:
    return Warehouse(home).current()


def totals(snapshot: Snapshot, **values: float) -> dict[str, int]:
    found = try_out(snapshot, "PF01", values)
    return {name: int(found[name].sum()) for name in ("hits_before", "hits_after", "hits_both")}


def test_the_numbers_of_a_rule_can_be_moved() -> None:
    assert numbers(rule_of("PF01")) == {"max_ratio": 1.1}
    assert numbers(rule_of("CP02")) == {}


def test_without_a_change_the_trial_finds_what_was_published(snapshot: Snapshot) -> None:
    assert totals(snapshot) == {"hits_before": 2, "hits_after": 2, "hits_both": 2}


def test_a_lower_threshold_finds_more_and_a_higher_one_less(snapshot: Snapshot) -> None:
    assert totals(snapshot, max_ratio=1.05)["hits_after"] == 4
    assert totals(snapshot, max_ratio=1.25) == {"hits_before": 2, "hits_after": 1, "hits_both": 1}


def test_a_county_is_shown_its_own_hits_alone(snapshot: Snapshot) -> None:
    assert totals(narrow(snapshot, "D1"), max_ratio=1.05) == {
        "hits_before": 1, "hits_after": 2, "hits_both": 1,
    }  # fmt: skip
    assert totals(narrow(snapshot, "D4"), max_ratio=1.05)["hits_after"] == 0


def test_a_trial_changes_nothing(snapshot: Snapshot, home: Path) -> None:
    before = (home / "snapshots" / f"{snapshot.id}.duckdb").stat()

    totals(snapshot, max_ratio=1.05)

    after = (home / "snapshots" / f"{snapshot.id}.duckdb").stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    count = "select count(*) as n from result.rule_hits where rule_id = 'PF01'"
    assert snapshot.query(count)["n"][0] == 2


@pytest.mark.parametrize(
    ("rule", "values"),
    [("XX99", {}), ("PF01", {"nonesuch": 1.0}), ("PF01", {"max_ratio": float("inf")}),
     ("PF01", {"max_ratio": float("nan")}), ("CT10", {"min_bids": 0.5})],
)  # fmt: skip
def test_what_cannot_be_tried_is_refused(
    snapshot: Snapshot, rule: str, values: dict[str, float]
) -> None:
    with pytest.raises(Refused):
        try_out(snapshot, rule, values)


def test_a_moved_threshold_holds_from_its_day_on_and_not_before() -> None:
    rule = moved(rule_of("PF01"), [Threshold("PF01", "max_ratio", date(2026, 4, 1), 1.05)])

    assert [(p.valid_from, p.valid_to, p.values) for p in rule.periods][-2:] == [
        (date(1900, 1, 1), date(2026, 3, 31), {"max_ratio": 1.1}),
        (date(2026, 4, 1), date(9999, 12, 31), {"max_ratio": 1.05}),
    ]
    assert rule.hash != rule_of("PF01").hash
    assert "2026-04-01" in rule.header


def test_the_last_of_two_values_for_one_day_counts() -> None:
    day = date(2026, 4, 1)
    both = [Threshold("PF01", "max_ratio", day, 1.05), Threshold("PF01", "max_ratio", day, 1.2)]

    assert moved(rule_of("PF01"), both).periods[-1].values == {"max_ratio": 1.2}


@pytest.fixture
def casework(home: Path) -> Casework:
    return open_casework(Settings(home=home))


def test_a_saved_threshold_is_in_the_next_snapshot_and_in_the_trail(
    casework: Casework, home: Path
) -> None:
    day = date(2026, 3, 5)
    threshold = Threshold("PF01", "max_ratio", day, 1.05)
    moved_thresholds.save(casework, EXECUTIVE, threshold, "结算偏差从严", seed=None, today=day)

    recompute(Settings(home=home))

    found = (
        Warehouse(home)
        .current()
        .query("select subject_id from result.rule_hits where rule_id = 'PF01' order by subject_id")
    )
    # c_near was signed before the new value, c_later after it; the other two are hits under both.
    assert list(found["subject_id"]) == ["c_far", "c_later", "c_other"]
    (kept,) = moved_thresholds.saved(casework, None, "PF01")
    assert (kept.threshold, kept.reason, kept.decided_by) == (threshold, "结算偏差从严", "钱")
    assert moved_thresholds.saved(casework, 7) == [], "a demonstration has its own"
    with casework.read() as connection:
        last = connection.exec_driver_sql(
            "select action, object_id from trail order by seq desc limit 1"
        ).one()
    assert tuple(last) == ("move_threshold", "PF01")


@pytest.mark.parametrize(
    ("role", "units", "since", "value", "reason"),
    [
        (Role.INSPECTOR, None, TODAY, 1.2, "从严管理"),
        (Role.EXECUTIVE, frozenset({"C1", "D1", "D2"}), TODAY, 1.2, "从严管理"),
        (Role.EXECUTIVE, None, date(2026, 3, 30), 1.2, "从严管理"),
        (Role.EXECUTIVE, None, TODAY, 1.2, "  "),
        (Role.EXECUTIVE, None, TODAY, float("nan"), "从严管理"),
    ],
)
def test_what_may_not_be_saved_is_refused(
    casework: Casework,
    role: Role,
    units: frozenset[str] | None,
    since: date,
    value: float,
    reason: str,
) -> None:
    before = moved_thresholds.saved(casework, None)
    who = Reach(Principal(8, "x", "孙", role, "P"), units)

    with pytest.raises(Refused):
        moved_thresholds.save(casework, who, Threshold("PF01", "max_ratio", since, value), reason,
                              seed=None, today=TODAY)  # fmt: skip

    assert moved_thresholds.saved(casework, None) == before
