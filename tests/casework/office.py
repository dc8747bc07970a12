"""The hand-made province with people at its three levels, for all tests of casework.

    province P ─ city C1 ─ county D1: the project quick, hit by CP51 and others in March 2026
               │         └ county D2: very_late, hit by CP02 in January
               └ city C2 ─ counties D3 and D4

Rules are those of `tests/dashboard/many_rules.py`. The day is Monday 2 March 2026 unless a test says
otherwise; March 2026 has no holiday.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit_models.access import Principal, Role
from audit_models.casework.accounts import accounts
from audit_models.casework.basis import Basis, basis_of
from audit_models.casework.reach import Reach
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.scope import ScopedSnapshot, narrow
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot

MONDAY = date(2026, 3, 2)
PEOPLE = {
    "inspector_p": (Role.INSPECTOR, "P"),
    "inspector_c1": (Role.INSPECTOR, "C1"),
    "inspector_c2": (Role.INSPECTOR, "C2"),
    "auditor_c1": (Role.AUDITOR, "C1"),
    "auditor_p": (Role.AUDITOR, "P"),
    "executive_c1": (Role.EXECUTIVE, "C1"),
    "executive_p": (Role.EXECUTIVE, "P"),
    "officer_d1": (Role.UNIT_OFFICER, "D1"),
    "officer_d2": (Role.UNIT_OFFICER, "D2"),
    "officer_c2": (Role.UNIT_OFFICER, "C2"),
    "system": (Role.SYSTEM_ADMINISTRATOR, None),
    "security": (Role.SECURITY_ADMINISTRATOR, None),
    "audit": (Role.AUDIT_ADMINISTRATOR, None),
}


@dataclass(frozen=True)
class Office:
    """A store, the newest snapshot, and everybody's reach."""

    casework: Casework
    snapshot: Snapshot
    people: dict[str, Reach]

    def basis(self, today: date = MONDAY) -> Basis:
        return basis_of(self.snapshot, today)

    def part_of(self, person: str) -> ScopedSnapshot:
        """The snapshot as a person sees it."""
        return narrow(self.snapshot, self.people[person].principal.unit_code)

    def hit_id(self, rule_id: str, subject_id: str) -> str:
        found = self.snapshot.query(
            "select hit_id from result.rule_hits where rule_id = ? and subject_id = ?",
            [rule_id, subject_id],
        )
        return str(found["hit_id"].iloc[0])


def open_office(province: Snapshot, home: Path) -> Office:
    """A new store with an account for each of `PEOPLE`."""
    casework = open_casework(Settings(home=home))
    people = {}
    with casework.write(Actor.system()) as change:
        for login, (role, unit) in PEOPLE.items():
            made = change.connection.execute(
                accounts.insert().values(
                    login=login, name=login.upper(), role=role.value,
                    unit_code=unit, must_change=False, is_disabled=False,
                    is_demonstration=False, epoch=1, failures=0,
                )
            )  # fmt: skip
            number = made.inserted_primary_key[0]
            principal = Principal(number, login, login.upper(), role, unit)
            people[login] = Reach(principal, _units(province, unit))
        change.record("people", object_kind="test", object_id="all")
    return Office(casework, province, people)


def _units(province: Snapshot, unit: str | None) -> frozenset[str] | None:
    return frozenset() if unit is None else narrow(province, unit).units
