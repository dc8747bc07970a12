"""Three administrators, none of whom can make himself what he is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from audit_models.access import Principal, Role
from audit_models.casework import accounts, administration, identities, sessions, trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings

UNITS = {"P", "D1"}
SYSTEM = Principal(1, "admin", "系", Role.SYSTEM_ADMINISTRATOR, None)
SECURITY = Principal(2, "sec", "安", Role.SECURITY_ADMINISTRATOR, None)
AUDIT = Principal(3, "aud", "审", Role.AUDIT_ADMINISTRATOR, None)
INSPECTOR = Principal(4, "wang", "王", Role.INSPECTOR, "D1")


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    """A store after its first day: one administrator of each kind, and an inspector of D1."""
    store = open_casework(Settings(home=tmp_path / "home"))
    accounts.first_administrator(store)
    for one in (SECURITY, AUDIT):
        opened(store, one.login, one.role, None)
    accounts.add_account(store, Actor.system(), login="wang", name="王", role=Role.INSPECTOR, unit_code="D1")  # fmt: skip
    return store


def opened(casework: Casework, login: str, role: Role, unit: str | None = "D1") -> str:
    return administration.open_account(
        casework, SYSTEM, login=login, name="新", role=role, unit_code=unit, units=UNITS
    )


def can_sign_in(casework: Casework, login: str, password: str) -> bool:
    try:
        sessions.sign_in(casework, login, password)
    except Refused:
        return False
    return True


def denials(casework: Casework) -> list[tuple[str, str]]:
    with casework.read() as connection:
        return [(row["login"], row["object_id"]) for row in trail.search(connection, "denied")]


def test_the_first_of_their_kind_need_no_grant(casework: Casework) -> None:
    found = {one.login: one.is_granted for one in accounts.list_accounts(casework)}

    assert found == {"admin": True, "sec": True, "aud": True, "wang": True}


@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_the_second_of_their_kind_wait_for_one(casework: Casework, role: Role) -> None:
    password = opened(casework, "second", role, None)

    assert not can_sign_in(casework, "second", password)


def test_a_second_system_administrator_waits_for_a_grant(casework: Casework) -> None:
    assert not can_sign_in(
        casework, "second", opened(casework, "second", Role.SYSTEM_ADMINISTRATOR, None)
    )


def test_an_account_signs_in_once_its_role_was_granted(casework: Casework) -> None:
    password = opened(casework, "li", Role.AUDITOR)
    assert not can_sign_in(casework, "li", password)

    administration.grant(casework, SECURITY, "li", role=Role.INSPECTOR, unit_code="P", units=UNITS)

    assert can_sign_in(casework, "li", password)
    account = accounts.existing(casework, "li")
    assert (account.role, account.unit_code) == (Role.INSPECTOR, "P")
    granted = accounts.list_grants(casework, account.account_id)
    assert [(one.role, one.unit_code, one.granted_by) for one in granted] == [
        (Role.INSPECTOR, "P", "sec")
    ]


Action = Callable[[Casework, Principal], object]
OPEN: Action = lambda store, who: administration.open_account(  # noqa: E731
    store, who, login="new", name="新", role=Role.AUDITOR, unit_code="D1", units=UNITS
)
GRANT: Action = lambda store, who: administration.grant(  # noqa: E731
    store, who, "wang", role=Role.AUDITOR, unit_code="P", units=UNITS
)
RESET: Action = lambda store, who: administration.reset_password(store, who, "wang")  # noqa: E731
DISABLE: Action = lambda store, who: administration.set_disabled(  # noqa: E731
    store, who, "wang", is_disabled=True
)
MAY = {"open": SYSTEM, "reset": SYSTEM, "disable": SYSTEM, "grant": SECURITY}
ACTIONS = {"open": OPEN, "reset": RESET, "disable": DISABLE, "grant": GRANT}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", [SYSTEM, SECURITY, AUDIT, INSPECTOR], ids=lambda who: who.login)
def test_each_thing_is_one_administrators(casework: Casework, action: str, who: Principal) -> None:
    before = accounts.list_accounts(casework)

    if MAY[action] is who:
        ACTIONS[action](casework, who)
        assert accounts.list_accounts(casework) != before or action == "reset"
        return
    with pytest.raises(Refused):
        ACTIONS[action](casework, who)
    assert accounts.list_accounts(casework) == before


@pytest.mark.parametrize("login", ["admin", "sec", "aud"])
def test_no_administrator_takes_over_or_silences_another(casework: Casework, login: str) -> None:
    before = accounts.list_accounts(casework)

    with pytest.raises(Refused):
        administration.reset_password(casework, SYSTEM, login)
    with pytest.raises(Refused):
        administration.set_disabled(casework, SYSTEM, login, is_disabled=True)
    with pytest.raises(Refused):
        administration.grant(
            casework, SECURITY, login, role=Role.AUDITOR, unit_code="P", units=UNITS
        )

    assert accounts.list_accounts(casework) == before
    assert denials(casework) == [("sec", login), ("admin", login), ("admin", login)]


@pytest.mark.parametrize("role", [role for role in Role if role in administration.ADMINISTRATORS])
def test_nobody_becomes_an_administrator_beside_what_he_was(casework: Casework, role: Role) -> None:
    with pytest.raises(Refused):
        administration.grant(casework, SECURITY, "wang", role=role, unit_code=None, units=UNITS)

    assert accounts.existing(casework, "wang").role is Role.INSPECTOR


def test_a_misspelt_unit_is_refused(casework: Casework) -> None:
    with pytest.raises(Refused, match="no unit D9"):
        opened(casework, "li", Role.AUDITOR, "D9")
    with pytest.raises(Refused, match="no unit D9"):
        administration.grant(
            casework, SECURITY, "wang", role=Role.AUDITOR, unit_code="D9", units=UNITS
        )


def test_a_demonstration_account_gets_no_password(casework: Casework) -> None:
    accounts.add_account(casework, Actor.system(), login="demo", name="演", role=Role.AUDITOR,
                         unit_code="P", is_demonstration=True)  # fmt: skip

    with pytest.raises(Refused, match="no password"):
        administration.reset_password(casework, SYSTEM, "demo")


def test_a_demonstration_account_speaks_for_nobody_on_real_data(casework: Casework) -> None:
    accounts.add_account(casework, Actor.system(), login="demo", name="演", role=Role.AUDITOR,
                         unit_code="P", is_demonstration=True)  # fmt: skip
    token = sessions.sign_in_demonstration(casework, "demo")

    assert sessions.principal_of(casework, token, demonstrates=lambda: True) is not None
    assert sessions.principal_of(casework, token, demonstrates=lambda: False) is None


def test_binding_is_the_security_administrators_and_nobodys_own(casework: Casework) -> None:
    issuer = "https://id.office.example"
    administration.bind_identity(casework, SECURITY, "wang", issuer=issuer, subject="7")
    assert identities.subjects(casework) == {"wang": "7"}

    for principal, login in ((SYSTEM, "wang"), (INSPECTOR, "wang")):
        with pytest.raises(Refused, match="role"):
            administration.bind_identity(casework, principal, login, issuer=issuer, subject="8")
    for login in ("sec", "admin", "aud"):
        with pytest.raises(Refused):
            administration.bind_identity(casework, SECURITY, login, issuer=issuer, subject="8")
    assert denials(casework) == [("sec", "aud"), ("sec", "admin"), ("sec", "sec")]

    administration.bind_identity(casework, SECURITY, "wang", issuer=issuer, subject=None)
    assert identities.subjects(casework) == {}
