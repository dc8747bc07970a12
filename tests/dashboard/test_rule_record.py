"""How a rule did: counted by hand over four hits in one county."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from audit_models import views
from audit_models.evaluate import create_results
from audit_models.evaluate.verdicts import write_verdicts
from audit_models.warehouse import Facts, Snapshot
from dashboard.rule_record import NOT_INSPECTED, last_change, rate_text, wilson
from tests.definitions.worlds import World, build

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


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    results = [
        {"result_id": key, "subject_type": "project", "subject_id": who, "inspected_on": day, "verdict": verdict}
        for key, who, day, verdict in RESULTS
    ]  # fmt: skip
    world = World(
        file="rule record", index=0, name="", as_of=date(2025, 3, 31), first_month=date(2024, 1, 1),
        tables={"org_units": UNITS, "client_projects": [], "work_orders": [], "inspection_results": results},
        absent=(), params={}, expect={},
    )  # fmt: skip
    con = build(world)
    create_results(con)
    con.executemany(
        "insert into result.rule_hits by name select ? as hit_id, ? as rule_id, 'project' as subject_type,"
        " ? as subject_id, ? as unit_code, ? as amount_cny, ?::date as tested_on",
        HITS,
    )
    write_verdicts(con)
    facts = Facts(
        "world", datetime(2025, 4, 1, tzinfo=UTC), world.as_of, world.first_month, "0", "", None
    )
    return Snapshot(facts, con)


def test_hits_money_and_the_latest_verdict_of_twelve_months(snapshot: Snapshot) -> None:
    """p1 was cleared and later confirmed in part, p2 cleared, p3 not looked at: 1 of 2 inspected."""
    (row,) = views.rule_records(snapshot, "a1", date(2025, 3, 1)).to_dict("records")

    assert row == {
        "rule_id": "CP02", "hits": 4, "amount_cny": 157.0, "with_amount": 3, "inspected": 2, "confirmed": 1,
    }  # fmt: skip
    assert views.rule_records(snapshot, "city", date(2025, 3, 1))["hits"].tolist() == [5]


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
