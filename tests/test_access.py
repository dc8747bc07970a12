"""The table of roles: complete, and the three administrators stay apart from the business."""

import pytest

from audit_models.access import PERMISSIONS, ROLE_NAMES, Permission, Principal, Role

ADMINISTRATORS = {
    Role.SYSTEM_ADMINISTRATOR: {Permission.ACCOUNTS},
    Role.SECURITY_ADMINISTRATOR: {Permission.GRANTS},
    Role.AUDIT_ADMINISTRATOR: {Permission.TRAIL},
}


def test_every_role_has_a_line_and_a_name() -> None:
    assert set(PERMISSIONS) == set(Role) == set(ROLE_NAMES)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_does_one_thing_and_sees_no_business_row(role: Role) -> None:
    assert PERMISSIONS[role] == ADMINISTRATORS[role]


def test_every_permission_is_somebodys() -> None:
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


def test_who_answers_a_finding_neither_verifies_nor_closes_it() -> None:
    officer = Principal(1, "zhang", "张三", Role.UNIT_OFFICER, "C1")

    assert officer.may(Permission.RECTIFY)
    assert not any(
        officer.may(one) for one in (Permission.VERIFY, Permission.DETERMINE, Permission.CLOSE)
    )
