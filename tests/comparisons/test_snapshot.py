"""The calls on a small province, each number counted by hand.

County a1: affiliate `own`, others' firm `other`; all projects of 10 kV and 630 kVA unless said otherwise, accepted on
Monday 3 March 2025, so that own days are the working days to energising.
"""

from datetime import UTC, date, datetime

import pytest

from audit_models.comparisons import (
    connection_days,
    deadline_excess,
    failures_without_clause,
    first_pass,
    officer_affinity,
)
from audit_models.process.own import mine_own_log
from audit_models.snapshot import Facts, Snapshot
from audit_models.worked_examples.world import World
from tests.definitions.worlds import build

MARCH = date(2025, 3, 1)
UNITS = [
    {"unit_code": "city", "name_zh": "市", "level": "city", "parent_code": None},
    {"unit_code": "a1", "name_zh": "甲县", "level": "county", "parent_code": "city"},
    {"unit_code": "a2", "name_zh": "乙县", "level": "county", "parent_code": "city"},
]
WORKDAYS = ["04", "05", "06", "07", "10", "11", "12", "13", "14", "17", "18", "19"]
"""Of March 2025, after the 3rd."""


class Province:
    """Rows that are written one project at a time."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict]] = {
            "org_units": UNITS,
            "contractors": [
                {"contractor_id": name, "name": name, "kind": "private", "is_affiliate": own}
                for name, own in (("own", True), ("other", False), ("third", False))
            ],
            "client_projects": [],
            "contracts": [],
            "work_orders": [],
        }

    def project(self, contractor: str, days: int | None = None, **more: object) -> str:
        """One project with a contract; `days` working days after acceptance it is energised."""
        key = f"p{len(self.tables['client_projects']):03}"
        project = {
            "project_id": key, "customer_id": key, "unit_code": "a1", "service": "new", "customer_class": "hv",
            "applied_at": "2025-03-03 09:00:00", "accepted_at": "2025-03-03 09:00:00", "status": "energised",
            "voltage_kv": 10, "applied_kva": 630,
            "energised_at": f"2025-03-{WORKDAYS[days - 1]} 10:00:00" if days else None,
        }  # fmt: skip
        self.tables["client_projects"].append(project | more)
        self.tables["contracts"].append(
            {
                "contract_id": key, "project_id": key, "contractor_id": contractor, "scope": "construction",
                "amount_cny": 100000, "signed_on": "2025-03-04",
            }
        )  # fmt: skip
        return key

    def task(self, project: str, stage: str, result: str | None, day: str, **more: object) -> None:
        rows = self.tables["work_orders"]
        rows.append(
            {
                "work_order_id": f"t{len(rows):04}", "project_id": project, "stage": stage, "unit_code": "a1",
                "started_at": f"{day} 09:00:00", "finished_at": f"{day} 10:00:00", "result": result,
            }
            | more
        )  # fmt: skip

    def snapshot(self, name: str) -> Snapshot:
        world = World(
            file=f"comparisons {name}", index=0, name="", as_of=date(2025, 3, 31),
            first_month=date(2024, 1, 1), tables=self.tables, absent=(), params={}, expect={},
        )  # fmt: skip
        con = build(world)
        mine_own_log(con)
        facts = Facts(
            "world", datetime(2025, 4, 1, tzinfo=UTC), world.as_of, world.first_month, "0", "", None
        )
        return Snapshot(facts, con)


def test_days_are_compared_within_county_voltage_and_size() -> None:
    """Affiliates 1 … 5, others 4 … 8 days: 3 days, 1 to 5, as in the effects' own test."""
    province = Province()
    for days in (1, 2, 3, 4, 5):
        province.project("own", days)
        province.project("other", days + 3)
    for more in ({"applied_kva": 631}, {"voltage_kv": 35}, {"unit_code": "a2"}):
        province.project("own", 12, **more)
    province.project("other", 1, voltage_kv=None)
    before = {"accepted_at": "2024-03-01", "energised_at": "2024-03-29 10:00:00"}
    province.project("own", 12, **before)
    snapshot = province.snapshot("days")
    found = connection_days(snapshot, "city", MARCH)
    assert found is not None
    assert (found.estimate, found.low, found.high) == (3, 1, 5)
    assert (found.ours, found.others, found.left_out) == (5, 5, 3)
    assert connection_days(snapshot, "a2", MARCH) is None
    assert connection_days(snapshot, "city", date(2024, 12, 1)) is None


def test_the_first_visit_decides_and_failures_are_asked_for_their_clause() -> None:
    """First visits: 5 of 5 affiliates pass, 2 of 5 others: 0.6. Failures: affiliates name a clause in all of 5
    interim inspections, others in 1 of 5: −0.8."""
    province = Province()
    for n in range(5):
        ours, others = province.project("own"), province.project("other")
        province.task(ours, "final_check", "passed", "2025-03-20")
        province.task(
            others, "final_check", "passed" if n < 2 else "failed", "2025-03-20", clause="9.1"
        )
        province.task(others, "final_check", "passed", "2025-03-24")
        province.task(ours, "mid_check", "failed", "2025-03-10", clause="3.2")
        province.task(others, "mid_check", "failed", "2025-03-10", clause="3.2" if n == 0 else " ")
    unknown = province.project("own")
    province.task(unknown, "final_check", None, "2025-03-20")
    province.task(province.project("own"), "final_check", "failed", "2024-03-29")
    province.task(unknown, "survey", "failed", "2025-03-20")
    snapshot = province.snapshot("inspections")
    passed = first_pass(snapshot, "a1", MARCH)
    assert passed is not None
    assert (passed.estimate, passed.ours, passed.others) == (pytest.approx(0.6), 5, 5)
    silent = failures_without_clause(snapshot, "city", MARCH)
    assert silent is not None
    # Completion inspections failed for others only: three that compare nothing.
    assert (silent.estimate, silent.ours, silent.others, silent.left_out) == (
        pytest.approx(-0.8), 5, 5, 3,
    )  # fmt: skip


def test_the_excess_on_the_last_day_comes_in_cases() -> None:
    """One source, due on Monday 17 March. One reply on each of −5 … 10 days left but the last, 15 on that: 14 too
    many, ± 1.96 √15."""
    province = Province()
    march = {
        10: "03", 9: "04", 8: "05", 7: "06", 6: "07", 5: "10", 4: "11", 3: "12", 2: "13", 1: "14", 0: "17",
        -1: "18", -2: "19", -3: "20", -4: "21", -5: "24",
    }  # fmt: skip
    for left, day in march.items():
        for _ in range(15 if left == 0 else 1):
            project = province.project("other", status="open")
            province.task(project, "plan_reply", "done", f"2025-03-{day}")
    found = deadline_excess(province.snapshot("deadlines"), "city", MARCH)
    assert found is not None
    assert found.estimate == pytest.approx(14)
    assert found.low == pytest.approx(14 - 1.96 * 15**0.5)
    assert (found.ours, found.others) == (15, 15)
    assert deadline_excess(Province().snapshot("no deadlines"), "city", MARCH) is None


def test_an_officer_is_compared_with_what_is_usual_for_works_of_the_kind() -> None:
    """Ten of forty contracts of one kind are Li's, and ten are x's, all with Li: 10 where 2.5 are expected, 4 times.

    Li's six with y at 35 kV compare nothing, since nobody else has any there; four of another officer with z are
    too few.
    """
    province = Province()

    def sign(officer: str, contractor: str, count: int, **more: object) -> None:
        for _ in range(count):
            province.project(contractor, account_manager_id=officer, **more)

    sign("li", "x", 10)
    sign("wu", "z", 4)
    for firm in ("a", "b", "c", "d", "e", "f"):
        sign("wu", firm, 4)
    sign("wu", "g", 2)
    sign("li", "y", 6, voltage_kv=35)
    sign("nobody", "x", 0)
    found = officer_affinity(province.snapshot("officers"), "city", MARCH)
    [pair] = found.to_dict("records")
    assert (pair["employee_id"], pair["contractor_id"], pair["unit_code"]) == ("li", "x", "a1")
    assert (pair["contracts"], pair["officer_contracts"], pair["expected"]) == (10, 10, 2.5)
    assert (pair["ratio"], pair["low"], pair["high"]) == pytest.approx(
        (4, 4.7954 / 2.5, 18.3904 / 2.5), abs=1e-4
    )
    # P(X ≥ 10) with 2.5 expected, by Poisson's table 1 − 0.99972; one pair only, so Holm changes nothing
    assert pair["adjusted_p"] == pytest.approx(0.000277, abs=1e-5)


def test_an_officer_of_two_counties_is_compared_by_all_that_the_unit_has() -> None:
    """In a1 Li signs 5 with x and Wu 5 with y, in a2 3 each: too few for a pair, but part of Li's 8 in the city."""
    province = Province()
    for unit, count in (("a1", 5), ("a2", 3)):
        for _ in range(count):
            province.project("x", account_manager_id="li", unit_code=unit)
            province.project("y", account_manager_id="wu", unit_code=unit)
    snapshot = province.snapshot("two counties")

    def compared(unit: str) -> list[tuple[object, ...]]:
        found = officer_affinity(snapshot, unit, MARCH)
        columns = ["employee_id", "unit_code", "contracts", "expected", "officer_contracts"]
        return list(found[columns].itertuples(index=False, name=None))

    assert compared("city") == [("li", "a1", 5, 2.5, 8), ("wu", "a1", 5, 2.5, 8)]
    assert compared("a1") == [("li", "a1", 5, 2.5, 5), ("wu", "a1", 5, 2.5, 5)]
    assert compared("a2") == []
    assert officer_affinity(snapshot, "city", date(2025, 2, 1)).empty


def test_without_contracts_there_are_no_pairs() -> None:
    assert officer_affinity(Province().snapshot("empty"), "city", MARCH).empty


def test_pairs_that_are_all_within_chance_stand_by_how_unlikely_they_are() -> None:
    """Twelve contracts each, 13 of `own` and 11 of `other`, so 6.5 and 5.5 are expected. Poisson's tables: at
    least 6 of 5.5 has 0.471, 7 of 6.5 has 0.474, 6 of 6.5 has 0.631, 5 of 5.5 has 0.642; all adjusted to 1."""
    province = Province()
    for manager, own, other in (("e1", 6, 6), ("e2", 7, 5)):
        for _ in range(own):
            province.project("own", account_manager_id=manager)
        for _ in range(other):
            province.project("other", account_manager_id=manager)
    found = officer_affinity(province.snapshot("within chance"), "city", MARCH)
    pairs = list(zip(found["employee_id"], found["contractor_id"], strict=True))
    assert pairs == [("e1", "other"), ("e2", "own"), ("e1", "own"), ("e2", "other")]
    assert found["p"].tolist() == pytest.approx([0.471, 0.474, 0.631, 0.642], abs=0.001)
    assert set(found["adjusted_p"]) == {1.0}
