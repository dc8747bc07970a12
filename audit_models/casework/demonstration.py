"""Accounts without a password, one a role and level, for a province that is only a demonstration."""

from collections.abc import Sequence

import pandas as pd

from audit_models.access import Role
from audit_models.casework.accounts import add_account, list_accounts
from audit_models.casework.store import Actor, Casework

PLACES: Sequence[tuple[Role, str]] = (
    (Role.EXECUTIVE, "province"),
    (Role.INSPECTOR, "province"),
    (Role.AUDITOR, "province"),
    (Role.INSPECTOR, "city"),
    (Role.INSPECTOR, "county"),
    (Role.UNIT_OFFICER, "county"),
)
NAMES = {
    Role.EXECUTIVE: "演示负责人",
    Role.INSPECTOR: "演示督察员",
    Role.AUDITOR: "演示审计员",
    Role.UNIT_OFFICER: "演示联系人",
    Role.SYSTEM_ADMINISTRATOR: "演示系统管理员",
    Role.SECURITY_ADMINISTRATOR: "演示安全管理员",
    Role.AUDIT_ADMINISTRATOR: "演示审计管理员",
}
ADMINISTRATORS = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
)


def open_demonstration_accounts(casework: Casework, units: pd.DataFrame) -> None:
    """Open those that are missing: at the province, its first city and that city's first county."""
    known = {one.login for one in list_accounts(casework)}
    for login, role, unit in _wanted(units):
        if login not in known:
            add_account(casework, Actor.system(), login=login, name=NAMES[role], role=role,
                        unit_code=unit, is_demonstration=True)  # fmt: skip


def list_demonstration_accounts(casework: Casework) -> list[tuple[str, str, str | None]]:
    """Login, role and unit of the demonstration accounts that may be used, in the order of opening."""
    found = [one for one in list_accounts(casework) if one.is_demonstration and not one.is_disabled]
    found.sort(key=lambda one: one.account_id)
    return [(one.login, one.role.value, one.unit_code) for one in found]


def _wanted(units: pd.DataFrame) -> list[tuple[str, Role, str | None]]:
    levels = {level: group["unit_code"].min() for level, group in units.groupby("level")}
    counties = units[(units["level"] == "county") & (units["parent_code"] == levels.get("city"))]
    places = {**levels, "county": counties["unit_code"].min() if len(counties) else None}
    found: list[tuple[str, Role, str | None]] = [
        (f"demo-{role.value.replace('_', '-')}-{level}", role, str(places[level]))
        for role, level in PLACES
        if places.get(level)
    ]
    found += [(f"demo-{role.value.replace('_', '-')}", role, None) for role in ADMINISTRATORS]
    return found
