"""How a rule did: counted by hand over four hits in one county."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from audit_models import views
from audit_models.evaluate import create_results
from audit_models.evaluate.hit_sides import write_hit_sides
from audit_models.evaluate.rule_records import write_rule_records
from audit_models.evaluate.verdicts import write_verdicts
from audit_models.snapshot import Facts, Snapshot
from audit_models.worked_examples.world import World
from dashboard.rules.record import NOT_INSPECTED, last_change, rate_text, wilson
from tests.definitions.worlds import build

UNITS = [
    {"unit_code": "city", "name_zh": "市", "level": "city", "parent_code": None},
    {"unit_code": "a1", "name_zh": "甲县", "level": "county", "parent_code": "city"},
    {"unit_code": "a2", "name_zh": "乙县", "level": "county", "parent_code": "city"},
]
RESULTS = [
    ("r1", "p1", "2025-02-01", "cleared"),
    ("r2", "p1", "2025-03-01", "partly_confirmed"),
    ("r3", "p2", "2025-03-01", "cleared"),
]
HITS = [
    ("h1", "CP02", "p1", "a1", 100, "2025-03-05"),
    ("h2", "CP02", "p1", "a1", None, "2025-03-06"),
    ("h3", "CP02", "p2", "a1", 50, "2024-04-01"),
    ("h4", "CP02", "p3", "a1", 7, "2025-03-31"),
    ("old", "CP02", "p2", "a1", 1000, "2024-03-31"),
    ("elsewhere", "CP02", "p2", "a2", 9, "2025-03-01"),
]
OF_SIDES = [
    ("s1", "CP03", "project", "p1", '{"stage_zh": "现场勘查"}'),
    ("s2", "CP03", "project", "p2", '{"stage": "meter", "contractor_id": "f1"}'),
    ("s3", "CT01", "contract", "c1", "{}"),
    ("s4", "CT10", "contractor", "f1", '{"contractor_id": "f2"}'),
]
"""Hits of January; contract c1 is with firm f1."""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    results = [
        {"result_id": key, "subject_type": "project", "subject_id": who, "inspected_on": day, "verdict": verdict}
        for key, who, day, verdict in RESULTS
    ]  # fmt: skip
    world = World(
        file="rule record", index=0, name="", as_of=date(2025, 3, 31), first_month=date(2024, 1, 1),
        tables={"org_units": UNITS, "client_projects": [], "work_orders": [], "inspection_results": results,
                "contracts": [{"contract_id": "c1", "project_id": "p1", "contractor_id": "f1", "unit_code": "a1"}]},
        absent=(), params={}, expect={},
    )  # fmt: skip
    con = build(world)
    create_results(con)
    con.executemany(
        "insert into result.rule_hits by name select ? as hit_id, ? as rule_id, 'project' as subject_type,"
        " ? as subject_id, ? as unit_code, ? as amount_cny, ?::date as tested_on",
        HITS,
    )
    con.executemany(
        "insert into result.rule_hits by name select ? as hit_id, ? as rule_id, ? as subject_type,"
        " ? as subject_id, ?::json as evidence, 'a1' as unit_code, date '2025-01-15' as tested_on",
        OF_SIDES,
    )
    write_verdicts(con)
    write_rule_records(con)
    write_hit_sides(con)
    facts = Facts(
        "world", datetime(2025, 4, 1, tzinfo=UTC), world.as_of, world.first_month, "0", "", None
    )
    return Snapshot(facts, con)


def test_hits_money_and_the_latest_verdict_of_twelve_months(snapshot: Snapshot) -> None:
    """p1 was cleared and later confirmed in part, p2 cleared, p3 not looked at: 1 of 2 inspected."""

    def record(unit: str) -> dict[str, object]:
        found = views.rule_records(snapshot, unit, date(2025, 3, 1)).set_index("rule_id")
        return found.loc["CP02"].to_dict()

    assert record("a1") == {
        "hits": 4, "amount_cny": 157.0, "with_amount": 3, "inspected": 2, "confirmed": 1,
    }  # fmt: skip
    # p2 was inspected once, though it has hits in two counties: 2 in a1 and 1 in a2 are 2 of the city.
    assert (record("city")["hits"], record("city")["inspected"], record("a2")["inspected"]) == (
        5,
        2,
        1,
    )


def test_the_interval_is_wilsons() -> None:
    # 8 of 10, as Brown, Cai and DasGupta (2001) compute it: 0.490 … 0.943.
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_nobody_inspected_is_no_rate() -> None:
    view = SimpleNamespace(say=lambda text: text.en)

    assert rate_text(0, 0, view) == NOT_INSPECTED.en
    assert rate_text(8, 10, view) == "80% (95% interval 49%–94%)"


def test_the_last_change_is_the_latest_day_of_a_later_value() -> None:
    def rule(*days: str) -> SimpleNamespace:
        return SimpleNamespace(
            header={"params": {"limit": [{"from": day, "value": 1} for day in days]}}
        )

    assert last_change(rule("1900-01-01", "2024-06-01", "2010-01-01")) == "2024-06-01"
    assert last_change(rule("1900-01-01")) is None


def test_hits_are_narrowed_by_stage_and_by_whose_they_are(snapshot: Snapshot) -> None:
    """A contractor's hits: those on him, on his contracts, and those that name him."""
    january = date(2025, 1, 1)

    def found(stage: str | None, contractor: str | None) -> list[tuple[str, int]]:
        sides = views.hit_sides(snapshot, "a1", january, stage=stage, contractor=contractor)
        counts = sides.groupby("rule_id")["hits"].sum()
        return list(counts.items())

    assert found(None, None) == [("CP03", 2), ("CT01", 1), ("CT10", 1)]
    assert found("meter", None) == [("CP03", 1)]
    assert found(None, "f1") == [("CP03", 1), ("CT01", 1), ("CT10", 1)]
    assert found("survey", "f1") == []
    asked = (snapshot, "CP03", "a1", january)
    assert views.count_hits(*asked, stage="survey").total == 1
    assert views.count_hits(*asked, contractor="f2").total == 0
    listed = views.hits(*asked, offset=0, limit=5, contractor="f1")
    assert listed["hit_id"].tolist() == ["s2"]
