"""A grant of a day to come bites on that day, ends the sessions then, and is in the trail."""

from datetime import UTC, datetime, timedelta

import pytest

from audit_models.access import Role
from audit_models.casework import accounts, sessions
from audit_models.casework.store import Actor, Casework
from audit_models.casework.trail import search
from audit_models.errors import Refused
from tests.casework.office import Office

NOW = datetime.now(UTC).replace(tzinfo=None)
SOON = NOW + timedelta(days=3)


def signed_in(casework: Casework, login: str) -> str:
    first = accounts.add_account(
        casework, Actor.system(), login=login, name=login, role=Role.INSPECTOR, unit_code="D1"
    )
    return sessions.sign_in(casework, login, first)


def test_it_holds_from_its_day_and_not_before(office: Office) -> None:
    casework = office.casework
    token, day = signed_in(casework, "li"), accounts.office_day(SOON)
    accounts.change_grant(casework, Actor.system(), "li", role=Role.AUDITOR, unit_code="C1",
                          valid_from=day)  # fmt: skip

    before = sessions.principal_of(casework, token)
    assert before is not None
    assert (before.role, before.unit_code) == (Role.INSPECTOR, "D1")
    assert accounts.list_grants(casework, before.account_id)[0].valid_from == day

    assert sessions.principal_of(casework, token, clock=lambda: SOON) is None
    now = accounts.existing(casework, "li")
    assert (now.role, now.unit_code) == (Role.AUDITOR, "C1")
    with casework.read() as connection:
        [entry] = search(connection, "grant_in_force")
    assert (entry["object_id"], entry["before"]["role"], entry["after"]["role"]) == (
        "li", "inspector", "auditor",
    )  # fmt: skip


def test_what_was_granted_for_a_day_to_come_alone_signs_nobody_in(office: Office) -> None:
    casework = office.casework
    password = accounts.add_account(
        casework, Actor.system(), login="sun", name="sun", role=Role.INSPECTOR, unit_code="D1",
        is_granted=False,
    )  # fmt: skip
    accounts.change_grant(casework, Actor.system(), "sun", role=Role.INSPECTOR, unit_code="D1",
                          valid_from=accounts.office_day(SOON))  # fmt: skip

    with pytest.raises(Refused):
        sessions.sign_in(casework, "sun", password)


def test_no_grant_begins_before_today(office: Office) -> None:
    signed_in(office.casework, "zhou")

    with pytest.raises(Refused, match="before today"):
        accounts.change_grant(
            office.casework, Actor.system(), "zhou", role=Role.AUDITOR, unit_code="C1",
            valid_from=accounts.office_day(NOW - timedelta(days=2)),
        )  # fmt: skip
