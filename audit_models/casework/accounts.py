"""Accounts: who there is, with which role and unit, and since when.

One account has one role. `epoch` grows with every change that ends its sessions (`sessions.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from audit_models.access import PERMISSIONS, Permission, Role
from audit_models.casework import passwords
from audit_models.casework.store import Actor, Casework, metadata
from audit_models.errors import Refused

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,49}")
FIRST_ADMINISTRATOR = "admin"

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.Integer, primary_key=True),
    sa.Column("login", sa.String(50), nullable=False, unique=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("unit_code", sa.String(40)),
    sa.Column("password_hash", sa.Text),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("is_disabled", sa.Boolean, nullable=False),
    sa.Column("is_demonstration", sa.Boolean, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)
"""`epoch` grows with every change that ends the sessions of an account."""

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("grant_id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("unit_code", sa.String(40)),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("granted_by", sa.String(50), nullable=False),
)
"""Which role and unit an account had from when on; the latest is the one in the account."""

OFFICE = ZoneInfo("Asia/Shanghai")


def office_day(moment: datetime | None = None) -> date:
    """The day in the office at a moment in UTC, or now: grants hold from its beginning."""
    return (moment or datetime.now(UTC)).replace(tzinfo=UTC).astimezone(OFFICE).date()


@dataclass(frozen=True)
class Account:
    """An account as the list of accounts shows it."""

    account_id: int
    login: str
    name: str
    role: Role
    unit_code: str | None
    is_disabled: bool
    is_demonstration: bool
    must_change: bool
    is_granted: bool
    """It was granted its role and unit, from today or before; until then it cannot sign in."""


@dataclass(frozen=True)
class Grant:
    """A role and unit that an account had from a day on."""

    role: Role
    unit_code: str | None
    valid_from: date
    granted_by: str


def add_account(
    casework: Casework, actor: Actor, *, login: str, name: str, role: Role,
    unit_code: str | None, is_demonstration: bool = False, is_granted: bool = True,
) -> str:  # fmt: skip
    """Open an account; returns a password for its first sign-in, where it has to be changed.

    `is_granted`: False leaves the role and the unit to be granted by somebody else.

    Raises:
        Refused: the login is taken or not one, or the role and the unit do not go together.
    """
    login = login.strip().lower()
    if not LOGIN.fullmatch(login) or not name.strip():
        raise Refused(
            "账号须为2至50位小写字母、数字或 . _ - ，且须填写姓名。",
            "A login has 2 to 50 small letters, digits or . _ -, and the account needs a name.",
        )
    _refuse_misfit(role, unit_code)
    if find(casework, login) is not None:
        raise Refused(f"账号 {login} 已存在。", f"The login {login} is taken.")
    password = passwords.one_time_password()
    with casework.write(actor) as change:
        account_id = change.connection.execute(
            accounts.insert()
            .returning(accounts.c.account_id)
            .values(
                login=login, name=name.strip()[:100], role=role.value, unit_code=unit_code,
                password_hash=None if is_demonstration else passwords.hidden(password),
                must_change=not is_demonstration, is_disabled=False,
                is_demonstration=is_demonstration, epoch=1, failures=0,
            )
        ).scalar_one()  # fmt: skip
        if is_granted:
            _grant(change.connection, account_id, role, unit_code, actor, office_day())
        change.record(
            "add_account", object_kind="account", object_id=login, unit_code=unit_code,
            after={"name": name, "role": role.value, "unit_code": unit_code, "granted": is_granted},
        )  # fmt: skip
    return password


def reset_password(casework: Casework, actor: Actor, login: str) -> str:
    """A new one-time password; the account's sessions end and its lock is lifted."""
    password = passwords.one_time_password()
    _alter(casework, actor, login, "reset_password", password_hash=passwords.hidden(password),
           must_change=True, failures=0, locked_until=None)  # fmt: skip
    return password


def set_disabled(casework: Casework, actor: Actor, login: str, *, is_disabled: bool) -> None:
    """Disable an account, which ends its sessions at the next request, or enable it again."""
    action = "disable_account" if is_disabled else "enable_account"
    _alter(casework, actor, login, action, is_disabled=is_disabled)


def change_grant(
    casework: Casework, actor: Actor, login: str, *, role: Role, unit_code: str | None,
    valid_from: date | None = None,
) -> None:  # fmt: skip
    """Give an account another role or unit from now or a day on; what it had stays on record.

    A day to come: the account stays what it is until then (`pending.put_in_force`).

    Raises:
        Refused: no such account, the role and the unit do not go together, or the day has passed.
    """
    _refuse_misfit(role, unit_code)
    account, today = _existing(casework, login), office_day()
    since = valid_from or today
    if since < today:
        raise Refused("生效日期不能早于今天。", "A grant cannot begin before today.")
    with casework.write(actor) as change:
        if since == today:
            update(change.connection, account["account_id"], role=role.value, unit_code=unit_code,
                 epoch=accounts.c.epoch + 1)  # fmt: skip
        _grant(change.connection, account["account_id"], role, unit_code, actor, since)
        change.record(
            "change_grant", object_kind="account", object_id=login, unit_code=unit_code,
            before={"role": account["role"], "unit_code": account["unit_code"]},
            after={"role": role.value, "unit_code": unit_code, "valid_from": since},
        )  # fmt: skip


def granted_rows() -> sa.Select[Any]:
    """Accounts, each with whether anything that it was granted is in force."""
    in_force = sa.and_(
        grants.c.account_id == accounts.c.account_id, grants.c.valid_from <= office_day()
    )
    return sa.select(accounts, sa.exists().where(in_force).label("is_granted"))


def list_accounts(casework: Casework) -> list[Account]:
    """Every account, by login."""
    with casework.read() as connection:
        query = granted_rows().order_by(accounts.c.login)
        return [_account(dict(row)) for row in connection.execute(query).mappings()]


def existing(casework: Casework, login: str) -> Account:
    """The account of a login.

    Raises:
        Refused: there is none.
    """
    return _account(_existing(casework, login))


def list_grants(casework: Casework, account_id: int) -> list[Grant]:
    """What an account was granted, the newest first."""
    query = (
        sa.select(grants)
        .where(grants.c.account_id == account_id)
        .order_by(grants.c.grant_id.desc())
    )
    with casework.read() as connection:
        rows = connection.execute(query).mappings()
        return [
            Grant(Role(row["role"]), row["unit_code"], row["valid_from"], row["granted_by"])
            for row in rows
        ]


def first_administrator(casework: Casework) -> str | None:
    """On a store without accounts: open the system administrator's; returns the one-time password."""
    if any(not one.is_demonstration for one in list_accounts(casework)):
        return None
    return add_account(
        casework, Actor.system(), login=FIRST_ADMINISTRATOR, name="系统管理员",
        role=Role.SYSTEM_ADMINISTRATOR, unit_code=None,
    )  # fmt: skip


def _alter(casework: Casework, actor: Actor, login: str, action: str, **values: Any) -> None:
    account = _existing(casework, login)
    # Whoever broke the trail must not stay because it is broken.
    with casework.write(actor, although_broken=values.get("is_disabled", False)) as change:
        update(change.connection, account["account_id"], epoch=accounts.c.epoch + 1, **values)
        change.record(action, object_kind="account", object_id=login)


def update(connection: sa.Connection, account_id: int, **values: Any) -> None:
    """Change columns of an account, within the caller's transaction."""
    connection.execute(
        accounts.update().where(accounts.c.account_id == account_id).values(**values)
    )


def _grant(
    connection: sa.Connection, account_id: int, role: Role, unit_code: str | None, actor: Actor,
    since: date,
) -> None:  # fmt: skip
    connection.execute(
        grants.insert().values(
            account_id=account_id, role=role.value, unit_code=unit_code,
            valid_from=since, granted_by=actor.login,
        )
    )  # fmt: skip


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        row["account_id"], row["login"], row["name"], Role(row["role"]), row["unit_code"],
        row["is_disabled"], row["is_demonstration"], row["must_change"], row["is_granted"],
    )  # fmt: skip


def _existing(casework: Casework, login: str) -> Mapping[str, Any]:
    account = find(casework, login)
    if account is None:
        raise Refused(f"没有账号 {login}。", f"There is no account {login}.")
    return account


def find(casework: Casework, login: str) -> Mapping[str, Any] | None:
    """The row of a login, with whether it was granted anything; None where there is none."""
    if not LOGIN.fullmatch(login):
        return None
    with casework.read() as connection:
        query = granted_rows().where(accounts.c.login == login)
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _refuse_misfit(role: Role, unit_code: str | None) -> None:
    if (Permission.READ in PERMISSIONS[role]) != bool(unit_code):
        raise Refused(
            "业务角色须指定所属单位；三类管理员不得有所属单位。",
            "A business role needs a unit; the three administrators have none.",
        )
