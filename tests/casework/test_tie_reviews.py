"""A tie found not to hold: who may say so, what the network then leaves out, and how it comes back."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from audit_models import views
from audit_models.access import Principal, Role
from audit_models.casework import tie_reviews
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.errors import Refused
from audit_models.networks.ties import COLUMNS
from audit_models.settings import Settings
from audit_models.snapshot import Facts, Snapshot
from audit_models.views.network import Tie

TODAY = date(2026, 3, 31)
PHONE = Tie("phone", "contractor", "b1", "employee", "e1")
KIN = Tie("shareholder", "contractor", "b1", "employee", "e1")


def reach(role: Role = Role.INSPECTOR, *units: str, seed: int | None = None) -> Reach:
    return Reach(Principal(1, "w", "吴", role, "P"), frozenset(units) or None, seed=seed)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    con = duckdb.connect()
    con.execute(
        "create schema source; create schema core; create schema result;"
        "create table core.unit_tree as select 'D1' as unit_code, 'D1' as ancestor_code;"
        "create table source.contractors as select 'b1' as contractor_id, '甲公司' as name;"
        f"create table result.ties ({COLUMNS})"
    )
    for tie, strength in ((PHONE, "equal"), (KIN, "recorded")):
        row: list[Any] = [tie.kind, strength, *tie[1:], None, 1, "contractors b1", None, "D1"]
        con.execute("insert into result.ties values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    made = datetime(2026, 3, 31)  # noqa: DTZ001 — as snapshots store it
    return Snapshot(Facts("s", made, TODAY, TODAY, "", "", None), con)


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    return open_casework(Settings(home=tmp_path))


def shown(casework: Casework, snapshot: Snapshot) -> tuple[list[tuple[str, bool]], int]:
    """The ties of b1 with whether each was denied, and how many count at the start."""
    denied = [one.tie for one in tie_reviews.denied(casework, None)]
    found = views.ties_of(snapshot, "contractor", "b1", denied=denied, limit=9)
    counted = views.most_tied(snapshot, "D1", denied=denied, limit=9)
    return list(zip(found["kind"], found["is_denied"], strict=True)), int(counted["ties"].iloc[0])


def test_a_denied_tie_stands_last_counts_nowhere_and_comes_back(
    casework: Casework, snapshot: Snapshot
) -> None:
    assert shown(casework, snapshot) == ([("phone", False), ("shareholder", False)], 2)
    tie_reviews.deny(casework, reach(), snapshot, PHONE, "代办公司的电话", today=TODAY)
    assert shown(casework, snapshot) == ([("shareholder", False), ("phone", True)], 1)
    assert tie_reviews.denied(casework, 7) == []

    tie_reviews.withdraw(casework, reach(), PHONE, "核实后确为本人电话", today=TODAY)
    assert shown(casework, snapshot) == ([("phone", False), ("shareholder", False)], 2)
    with casework.read() as connection:
        kept = connection.exec_driver_sql(
            "select reason, withdrawn_by, withdrawal_reason from tie_reviews"
        ).all()
        trail = connection.exec_driver_sql("select action, object_id from trail order by seq").all()
    assert [tuple(row) for row in kept] == [("代办公司的电话", "吴", "核实后确为本人电话")]
    assert [tuple(row) for row in trail] == [
        ("deny_tie", PHONE.name),
        ("withdraw_tie_denial", PHONE.name),
    ]


@pytest.mark.parametrize(
    ("who", "tie", "reason", "why"),
    [
        (reach(Role.EXECUTIVE), PHONE, "代办公司的电话", "role"),
        (reach(Role.INSPECTOR, "D2"), PHONE, "代办公司的电话", "Not found"),
        (reach(), KIN, "不是同一人", "system that it comes from"),
        (reach(), PHONE._replace(first_id="b9"), "代办公司的电话", "Not found"),
        (reach(), PHONE, " ", "Give the reason"),
    ],
    ids=["no right", "another unit", "a recorded fact", "no such tie", "no reason"],
)
def test_what_is_refused_changes_nothing(
    casework: Casework, snapshot: Snapshot, who: Reach, tie: Tie, reason: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        tie_reviews.deny(casework, who, snapshot, tie, reason, today=TODAY)
    assert tie_reviews.denied(casework, None) == []
