"""Rules retired by the office: by whom, from when on, and what a snapshot makes of it."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from audit_models.access import Principal, Role
from audit_models.casework import retired_rules
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.definitions import load_rules
from audit_models.errors import Refused
from audit_models.evaluate import evaluate_definitions
from audit_models.retirements import Retirement, retired
from audit_models.settings import Settings
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.world import load_worlds

TODAY = date(2026, 3, 31)
EXECUTIVE = Reach(Principal(7, "q", "钱", Role.EXECUTIVE, "P"), None)
INSPECTOR = Reach(Principal(8, "x", "孙", Role.INSPECTOR, "P"), None)
OF_A_CITY = Reach(Principal(9, "z", "赵", Role.EXECUTIVE, "C1"), frozenset({"C1"}))
CP02 = next(rule for rule in load_rules() if rule.id == "CP02")


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    return open_casework(Settings(home=tmp_path))


def retire(
    casework: Casework,
    reach: Reach = EXECUTIVE,
    *,
    since: date | None = TODAY,
    reason: str = "改由新规则判断",
    rule_id: str = "CP02",
) -> None:
    retired_rules.save(casework, reach, rule_id, since, reason, seed=None, today=TODAY)


def found(con: duckdb.DuckDBPyConnection, sql: str) -> set[tuple[object, ...]]:
    return set(con.execute(sql).fetchall())


def test_from_its_day_on_a_rule_judges_nothing_and_is_never_clean() -> None:
    """The world's applications of CP02 are of May 2024 … March 2025; retired in the middle of March 2025."""
    world = load_worlds("rules", "CP02")[0]
    hits = "select subject_id from result.rule_hits where tested_on < date '2025-03-03'"
    before = "select * from result.rule_coverage where month < date '2025-03-01'"
    with prepared(world) as con:
        evaluate_definitions(con, [CP02])
        earlier, months = found(con, hits), found(con, before)
        since = date(2025, 3, 3)
        decision = Retirement("CP02", since, "改由新规则判断", "钱", TODAY)
        off = retired(CP02, [decision])
        evaluate_definitions(con, [off])
        assert found(con, "select subject_id from result.rule_hits") == earlier
        assert found(con, before) == months
        # The month in which it was retired was judged in part, by what was tested before: here by nothing.
        states = found(
            con,
            "select distinct month, state from result.rule_coverage where month >= date '2025-03-01'",
        )
        assert states == {
            (date(2025, 3, 1), "not_applicable"),
            (date(2025, 4, 1), "retired"),
        }
        assert found(con, "select header ->> '$.retired.reason' from result.definitions") == {
            ("改由新规则判断",)
        }
    assert len(earlier) > 0
    assert off.hash != CP02.hash


def test_the_last_decision_counts_and_each_is_in_the_trail(casework: Casework) -> None:
    retire(casework)
    retire(casework, since=None, reason="新规则尚未就绪")
    decisions = retired_rules.saved(casework, None, "CP02")
    assert [(one.since, one.decided_by) for one in decisions] == [(TODAY, "钱"), (None, "钱")]
    assert retired(CP02, decisions[:1]).retired_from == TODAY
    assert retired(CP02, decisions) == CP02
    assert retired_rules.saved(casework, 7) == [], "a demonstration has its own"
    with casework.read() as connection:
        trail = connection.exec_driver_sql(
            "select action, object_id from trail order by seq desc limit 2"
        ).all()
    assert [tuple(one) for one in trail] == [("reinstate_rule", "CP02"), ("retire_rule", "CP02")]


def test_who_may_not_or_gives_no_reason_or_a_past_day_is_refused(casework: Casework) -> None:
    for reach in (INSPECTOR, OF_A_CITY):
        with pytest.raises(Refused, match="whole company"):
            retire(casework, reach)
    with pytest.raises(Refused, match="reason"):
        retire(casework, reason="")
    with pytest.raises(Refused, match="before today"):
        retire(casework, since=date(2026, 3, 30))
    with pytest.raises(Refused, match="no rule"):
        retire(casework, rule_id="XX99")
    with pytest.raises(Refused, match="in use"):
        retire(casework, since=None)
    assert retired_rules.saved(casework, None) == []


def test_an_installation_without_casework_has_retired_nothing(
    casework: Casework, tmp_path: Path
) -> None:
    assert retired_rules.of_installation(Settings(home=tmp_path / "other"), None) == ()
    retire(casework)
    assert len(retired_rules.of_installation(Settings(home=tmp_path), None)) == 1
