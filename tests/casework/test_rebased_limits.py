"""Limits begun anew: by whom, and what the next snapshot makes of it."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from audit_models.access import Principal, Role
from audit_models.casework import rebased_limits
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.signals import write_signals

TODAY = date(2026, 3, 31)
EXECUTIVE = Reach(Principal(7, "q", "钱", Role.EXECUTIVE, "P"), None)
INSPECTOR = Reach(Principal(8, "x", "孙", Role.INSPECTOR, "P"), None)


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    return open_casework(Settings(home=tmp_path))


def rebase(casework: Casework, reach: Reach = EXECUTIVE, **changes: object) -> None:
    given = {
        "indicator_id": "I01",
        "unit_code": "U",
        "month": date(2025, 1, 1),
        "reason": "新流程上线",
    }
    rebased_limits.save(casework, reach, **{**given, **changes}, seed=None, today=TODAY)  # type: ignore[arg-type]


def take_back(casework: Casework, reach: Reach = EXECUTIVE, **changes: object) -> None:
    given = {
        "indicator_id": "I01",
        "unit_code": "U",
        "month": date(2025, 1, 1),
        "reason": "流程没有改变",
        "seed": None,
    }
    rebased_limits.withdraw(casework, reach, **{**given, **changes}, today=TODAY)  # type: ignore[arg-type]


def test_a_saved_decision_begins_a_phase_of_its_series_and_of_no_other(
    casework: Casework, tmp_path: Path
) -> None:
    """Twelve months of 12 and 10 in turn, twelve of 22 and 20: centres 11, and 21 where limits begin anew."""
    rebase(casework)
    series = pd.DataFrame(
        [
            ("I01", unit, month, value, 0.0, 1.0, None)
            for unit in ("U", "V")
            for month, value in zip(
                pd.date_range("2024-01-01", periods=24, freq="MS"),
                [12.0, 10.0] * 6 + [22.0, 20.0] * 6,
                strict=True,
            )
        ],
        columns=[
            "indicator_id",
            "unit_code",
            "month",
            "value",
            "numerator",
            "denominator",
            "target",
        ],
    )
    with duckdb.connect() as con:
        con.execute("create schema result")
        con.register("series", series)
        con.execute("create table result.indicator_values as select * from series")
        write_signals(con, rebases=rebased_limits.of_installation(Settings(home=tmp_path), None))
        centres = con.execute(
            "select unit_code, centre from result.signals where month = date '2025-12-01' order by 1"
        ).fetchall()
        kept = con.execute(
            "select unit_code, month, decided_by, reason from result.rebases"
        ).fetchall()

    assert centres == [("U", 21.0), ("V", 11.0)]
    assert kept == [("U", date(2025, 1, 1), "钱", "新流程上线")]


def test_a_decision_is_in_the_trail_and_never_judges_another_demonstration(
    casework: Casework,
) -> None:
    rebase(casework)
    with casework.read() as connection:
        last = connection.exec_driver_sql(
            "select action, object_id from trail order by seq desc limit 1"
        ).one()

    assert tuple(last) == ("rebase_limits", "I01")
    assert len(rebased_limits.saved(casework, None)) == 1
    assert rebased_limits.saved(casework, 7) == []


@pytest.mark.parametrize(
    ("role", "units", "changes"),
    [
        pytest.param(Role.INSPECTOR, None, {}, id="no right"),
        pytest.param(Role.EXECUTIVE, frozenset({"C1"}), {}, id="a part of the company"),
        pytest.param(Role.EXECUTIVE, None, {"reason": "  "}, id="no reason"),
        pytest.param(Role.EXECUTIVE, None, {"indicator_id": "I99"}, id="no chart"),
        pytest.param(Role.EXECUTIVE, None, {"month": date(2026, 4, 1)}, id="a month to come"),
    ],
)
def test_what_may_not_be_decided_is_refused(
    casework: Casework, role: Role, units: frozenset[str] | None, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        rebase(casework, Reach(Principal(8, "x", "孙", role, "P"), units), **changes)

    assert rebased_limits.saved(casework, None) == []


def test_a_decision_taken_back_leaves_its_trace_and_judges_nothing_any_more(
    casework: Casework,
) -> None:
    """Decided twice for one month: both are taken back, or the first would hold again."""
    rebase(casework)
    rebase(casework, reason="新流程，日期更正")
    rebase(casework, month=date(2025, 6, 1))
    take_back(casework)

    assert [one.month for one in rebased_limits.saved(casework, None)] == [date(2025, 6, 1)]
    kept = rebased_limits.of_series(casework, None, "I01", "U")
    assert [(one.withdrawn_on, one.withdrawn_by, one.withdrawal_reason) for one in kept] == [
        (TODAY, "钱", "流程没有改变"),
        (TODAY, "钱", "流程没有改变"),
        (None, None, None),
    ]
    with casework.read() as connection:
        last = connection.exec_driver_sql(
            "select action, object_id from trail order by seq desc limit 1"
        ).one()
    assert tuple(last) == ("withdraw_rebase", "I01")


def test_a_decision_can_be_made_again_after_it_was_taken_back(casework: Casework) -> None:
    rebase(casework)
    take_back(casework)
    rebase(casework)

    assert len(rebased_limits.saved(casework, None)) == 1


@pytest.mark.parametrize(
    ("reach", "changes"),
    [
        pytest.param(INSPECTOR, {}, id="no right"),
        pytest.param(EXECUTIVE, {"reason": " "}, id="no reason"),
        pytest.param(EXECUTIVE, {"month": date(2025, 2, 1)}, id="nothing of this month"),
        pytest.param(EXECUTIVE, {"unit_code": "V"}, id="another series"),
        pytest.param(EXECUTIVE, {"seed": 7}, id="another demonstration"),
    ],
)
def test_what_cannot_be_taken_back_is_refused(
    casework: Casework, reach: Reach, changes: dict[str, object]
) -> None:
    rebase(casework)
    with pytest.raises(Refused):
        take_back(casework, reach, **changes)

    assert len(rebased_limits.saved(casework, None)) == 1
