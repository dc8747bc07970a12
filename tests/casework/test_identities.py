"""Who is vouched for by the identity provider signs in as the account that was bound to him, or not."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from audit_models.casework import accounts, identities, sessions, trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings

ISSUER = "https://id.office.example"
BY = Actor.system()


def sign_in(casework: Casework, subject: str, *, issuer: str = ISSUER) -> str:
    return sessions.sign_in_by_identity(casework, issuer, subject)


@pytest.fixture
def casework(home: Path) -> Casework:
    return open_casework(Settings(home=home))


@pytest.fixture
def bound(casework: Casework) -> Casework:
    """One account that was granted its role and is bound to the subject 7."""
    accounts.add_account(
        casework, BY, login="lin", name="林", role=accounts.Role.INSPECTOR, unit_code="D1"
    )
    identities.bind(casework, BY, "lin", issuer=ISSUER, subject="7")
    return casework


def test_the_subject_signs_in_without_the_first_password(bound: Casework) -> None:
    principal = sessions.principal_of(bound, sign_in(bound, "7"))

    assert principal is not None
    assert (principal.login, principal.unit_code) == ("lin", "D1")
    assert not principal.must_change_password
    assert identities.subjects(bound) == {"lin": "7"}


def test_the_provider_gives_no_rights_that_nobody_granted(bound: Casework) -> None:
    accounts.add_account(
        bound, BY, login="wu", name="吴", role=accounts.Role.AUDITOR, unit_code="P",
        is_granted=False,
    )  # fmt: skip
    identities.bind(bound, BY, "wu", issuer=ISSUER, subject="8")

    for subject in ("8", "9", ""):
        with pytest.raises(Refused, match="no account here is open"):
            sign_in(bound, subject)
    with pytest.raises(Refused):
        sign_in(bound, "7", issuer="https://other.example")

    with bound.read() as connection:
        denied = [
            row for row in trail.search(connection, "sign_in_oidc") if row["result"] == "denied"
        ]
    assert [row["object_id"] for row in denied] == ["oidc:7", "oidc:", "oidc:9", "oidc:8"]


def test_a_disabled_account_stays_out_and_its_session_ends(bound: Casework) -> None:
    token = sign_in(bound, "7")

    accounts.set_disabled(bound, BY, "lin", is_disabled=True)

    assert sessions.principal_of(bound, token) is None
    with pytest.raises(Refused):
        sign_in(bound, "7")


def test_unbinding_ends_the_session_and_the_way_in(bound: Casework) -> None:
    token = sign_in(bound, "7")

    identities.unbind(bound, BY, "lin")

    assert sessions.principal_of(bound, token) is None
    for again in (
        lambda: sign_in(bound, "7"),
        lambda: identities.unbind(bound, BY, "lin"),
    ):
        with pytest.raises(Refused):
            again()


@pytest.mark.parametrize("subject", ["", "  ", "a\nb", "x" * 256, "7"])
def test_what_identifies_nobody_or_another_is_refused(bound: Casework, subject: str) -> None:
    accounts.add_account(
        bound, BY, login="he", name="何", role=accounts.Role.AUDITOR, unit_code="D1"
    )

    with pytest.raises(Refused):
        identities.bind(bound, BY, "he", issuer=ISSUER, subject=subject)

    assert identities.subjects(bound) == {"lin": "7"}


def test_a_demonstration_account_is_not_bound(bound: Casework) -> None:
    accounts.add_account(
        bound, BY, login="demo", name="演示", role=accounts.Role.AUDITOR, unit_code="D1",
        is_demonstration=True,
    )  # fmt: skip

    with pytest.raises(Refused):
        identities.bind(bound, BY, "demo", issuer=ISSUER, subject="5")


def test_guessing_passwords_keeps_nobody_out_who_is_vouched_for(bound: Casework) -> None:
    for _ in range(sessions.MOST_FAILURES):
        with pytest.raises(Refused):
            sessions.sign_in(bound, "lin", "wrong")

    assert sessions.principal_of(bound, sign_in(bound, "7"))


def test_binding_is_on_record_with_its_subject(bound: Casework) -> None:
    with bound.read() as connection:
        (entry,) = trail.search(connection, "bind_identity")
        assert connection.scalar(sa.select(sa.func.count()).select_from(identities.identities)) == 1

    assert (entry["object_id"], entry["after"]) == ("lin", {"issuer": ISSUER, "subject": "7"})


def test_only_the_roles_of_the_emergency_door_use_a_password(casework: Casework) -> None:
    first = accounts.add_account(
        casework, BY, login="lin", name="林", role=accounts.Role.INSPECTOR, unit_code="D1"
    )

    with pytest.raises(Refused):
        sessions.sign_in(casework, "lin", first, roles={accounts.Role.SYSTEM_ADMINISTRATOR})

    assert sessions.sign_in(casework, "lin", first)
