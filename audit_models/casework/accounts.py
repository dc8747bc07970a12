"""Accounts and sessions: local passwords, lock-out, sessions that the server can end.

Only HMAC(secret, token) of a session is kept, so a stolen database opens none. A session ends by
sign-out, by the account being disabled, by a change of its password, role or unit, after its idle time without
activity, and its absolute time after it began, whatever comes first. Clocks are passed in; UTC.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from audit_models.access import PERMISSIONS, Permission, Principal, Role
from audit_models.casework import passwords
from audit_models.casework.store import Actor, Casework, metadata
from audit_models.errors import Refused

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last activity is kept; a write at every request would serve nobody."""
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_FAILURES_OF_AN_ADDRESS = 30
REMEMBERED = 5
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

former_passwords = sa.Table(
    "former_passwords",
    metadata,
    sa.Column("former_id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)
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

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
)
failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("failure_id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String(64), nullable=False, index=True),
    sa.Column("happened_at", sa.DateTime, nullable=False),
)

_IS_GRANTED = sa.exists().where(grants.c.account_id == accounts.c.account_id).label("is_granted")

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC, without an offset, as the store keeps moments."""
    return datetime.now(UTC).replace(tzinfo=None)


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
    """Somebody granted it its role and unit; until then it cannot sign in."""


@dataclass(frozen=True)
class Grant:
    """A role and unit that an account had from a day on."""

    role: Role
    unit_code: str | None
    valid_from: date
    granted_by: str


def sign_in(
    casework: Casework, login: str, password: str, *, address: str = "", clock: Clock = now
) -> str:
    """Open a session; returns its token, which is kept nowhere.

    Raises:
        Refused: in the same words whatever was wrong.
    """
    moment = clock()
    login = login.strip().lower()[:50]
    account = _by_login(casework, login)
    usable = (
        account is not None
        and not account["is_disabled"]
        and account["is_granted"]
        and account["password_hash"]
    )
    stored = account["password_hash"] if account is not None and usable else passwords.NOBODY
    is_right = passwords.matches(stored, password)
    is_locked = bool(account and account["locked_until"] and account["locked_until"] > moment)
    if (
        account is None
        or not usable
        or not is_right
        or is_locked
        or _is_flooding(casework, address, moment)
    ):
        _note_failure(casework, account, login, address, moment)
        raise Refused(
            "账号或口令不正确，或账号暂被锁定。",
            "The account or the password is not right, or the account is locked for a while.",
        )
    return _begin(casework, account, address, moment, action="sign_in")


def sign_in_demonstration(
    casework: Casework, login: str, *, address: str = "", clock: Clock = now
) -> str:
    """Open a session of a demonstration account, without a password; the caller makes sure that only
    demonstration data is shown.

    Raises:
        Refused: there is no such demonstration account.
    """
    account = _by_login(casework, login)
    if account is None or not account["is_demonstration"] or account["is_disabled"]:
        raise Refused("没有这个演示账号。", "There is no such demonstration account.")
    return _begin(casework, account, address, clock(), action="sign_in_demonstration")


def principal_of(
    casework: Casework, token: str, *, is_activity: bool = True,
    demonstrates: Callable[[], bool] = lambda: True, clock: Clock = now,
) -> Principal | None:  # fmt: skip
    """Whom a session's token speaks for; None where the session has ended.

    `is_activity`: a person did something, so the idle time begins anew. `demonstrates`: whether the
    data shown is a demonstration's; a demonstration account speaks for nobody on real data.
    """
    moment = clock()
    key = _hidden(casework, token)
    query = sa.select(sessions.c.began_at, sessions.c.seen_at, sessions.c.epoch.label("begun"),
                      accounts).join_from(sessions, accounts).where(sessions.c.token_hash == key)  # fmt: skip
    with casework.read() as connection:
        row = connection.execute(query).mappings().first()
    if row is None or row["is_disabled"] or row["begun"] != row["epoch"]:
        return None
    if moment - row["seen_at"] > casework.idle or moment - row["began_at"] > casework.absolute:
        return None
    if row["is_demonstration"] and not demonstrates():
        return None
    if is_activity and moment - row["seen_at"] > SEEN_EVERY:
        _touch(casework, key, moment)
    return Principal(
        row["account_id"], row["login"], row["name"], Role(row["role"]), row["unit_code"],
        row["must_change"],
    )  # fmt: skip


def sign_out(casework: Casework, token: str, *, address: str = "") -> None:
    """End a session; one that has ended already stays so."""
    principal = principal_of(casework, token, is_activity=False)
    if principal is None:
        return
    with casework.write(Actor.of(principal, address)) as change:
        change.connection.execute(
            sessions.delete().where(sessions.c.token_hash == _hidden(casework, token))
        )
        change.record("sign_out", object_kind="account", object_id=principal.login)


def change_password(
    casework: Casework, principal: Principal, old: str, new: str,
    *, address: str = "", clock: Clock = now,
) -> str:  # fmt: skip
    """Give an account a new password and end its sessions; returns the token of a new one.

    Raises:
        Refused: the old password is wrong, or the new one too weak or used before.
    """
    account = _by_login(casework, principal.login)
    if account is None or not account["password_hash"]:
        raise Refused("该账号没有口令。", "This account has no password.")
    if not passwords.matches(account["password_hash"], old):
        raise Refused("现口令不正确。", "The present password is not right.")
    passwords.refuse_weak(new, account["login"])
    for former in [account["password_hash"], *_former(casework, account["account_id"])]:
        if passwords.matches(former, new):
            raise Refused(
                f"新口令不能与最近 {REMEMBERED} 次使用过的相同。",
                f"The new password must differ from the last {REMEMBERED}.",
            )
    with casework.write(Actor.of(principal, address)) as change:
        connection = change.connection
        connection.execute(
            former_passwords.insert().values(
                account_id=account["account_id"], password_hash=account["password_hash"]
            )
        )
        _set(connection, account["account_id"], password_hash=passwords.hidden(new), must_change=False,
             epoch=accounts.c.epoch + 1)  # fmt: skip
        change.record("change_password", object_kind="account", object_id=account["login"])
    fresh = _by_login(casework, principal.login)
    if fresh is None:
        raise Refused("该账号已不存在。", "This account is gone.")
    return _begin(casework, fresh, address, clock(), action="sign_in")


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
    if _by_login(casework, login) is not None:
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
            _grant(change.connection, account_id, role, unit_code, actor)
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
    casework: Casework, actor: Actor, login: str, *, role: Role, unit_code: str | None
) -> None:
    """Give an account another role or unit from now on; what it had stays on record.

    Raises:
        Refused: no such account, or the role and the unit do not go together.
    """
    _refuse_misfit(role, unit_code)
    account = _existing(casework, login)
    with casework.write(actor) as change:
        _set(change.connection, account["account_id"], role=role.value, unit_code=unit_code,
             epoch=accounts.c.epoch + 1)  # fmt: skip
        _grant(change.connection, account["account_id"], role, unit_code, actor)
        change.record(
            "change_grant", object_kind="account", object_id=login, unit_code=unit_code,
            before={"role": account["role"], "unit_code": account["unit_code"]},
            after={"role": role.value, "unit_code": unit_code},
        )  # fmt: skip


def list_accounts(casework: Casework) -> list[Account]:
    """Every account, by login."""
    with casework.read() as connection:
        query = sa.select(accounts, _IS_GRANTED).order_by(accounts.c.login)
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


def _begin(
    casework: Casework, account: Mapping[str, Any], address: str, moment: datetime, *, action: str
) -> str:
    token = secrets.token_urlsafe(32)
    actor = Actor(account["account_id"], account["login"], account["role"], address)
    with casework.write(actor) as change:
        connection = change.connection
        connection.execute(
            sessions.delete().where(sessions.c.began_at < moment - casework.absolute)
        )
        _set(connection, account["account_id"], failures=0, locked_until=None)
        connection.execute(
            sessions.insert().values(
                token_hash=_hidden(casework, token), account_id=account["account_id"],
                epoch=account["epoch"], began_at=moment, seen_at=moment,
            )
        )  # fmt: skip
        change.record(action, object_kind="account", object_id=account["login"])
    return token


def _note_failure(
    casework: Casework, account: Mapping[str, Any] | None, login: str, address: str,
    moment: datetime,
) -> None:  # fmt: skip
    actor = Actor(None, login, "", address)
    with casework.write(actor) as change:
        connection = change.connection
        connection.execute(failures.delete().where(failures.c.happened_at < moment - LOCKED_FOR))
        connection.execute(failures.insert().values(address=address[:64], happened_at=moment))
        if account is not None:
            # Read under the lock: guesses made at the same moment count one by one.
            read = sa.select(accounts.c.failures).where(
                accounts.c.account_id == account["account_id"]
            )
            count = connection.execute(read).scalar_one() + 1
            is_full = count >= MOST_FAILURES
            _set(connection, account["account_id"], failures=0 if is_full else count,
                 **({"locked_until": moment + LOCKED_FOR} if is_full else {}))  # fmt: skip
        change.record("sign_in", object_kind="account", object_id=login, result="denied")


def _is_flooding(casework: Casework, address: str, moment: datetime) -> bool:
    """Whether an address has guessed so often, over all accounts, that it has to wait."""
    recent = failures.c.happened_at > moment - LOCKED_FOR
    query = sa.select(sa.func.count()).where(failures.c.address == address[:64], recent)
    with casework.read() as connection:
        return connection.execute(query).scalar_one() >= MOST_FAILURES_OF_AN_ADDRESS


def _touch(casework: Casework, key: str, moment: datetime) -> None:
    """Keep when a session was last used: no business change, so it has no entry in the trail."""
    with casework.engine.begin() as connection:
        connection.execute(
            sessions.update().where(sessions.c.token_hash == key).values(seen_at=moment)
        )


def _alter(casework: Casework, actor: Actor, login: str, action: str, **values: Any) -> None:
    account = _existing(casework, login)
    with casework.write(actor) as change:
        _set(change.connection, account["account_id"], epoch=accounts.c.epoch + 1, **values)
        change.record(action, object_kind="account", object_id=login)


def _set(connection: sa.Connection, account_id: int, **values: Any) -> None:
    connection.execute(
        accounts.update().where(accounts.c.account_id == account_id).values(**values)
    )


def _grant(
    connection: sa.Connection, account_id: int, role: Role, unit_code: str | None, actor: Actor
) -> None:
    connection.execute(
        grants.insert().values(
            account_id=account_id, role=role.value, unit_code=unit_code,
            valid_from=date.fromordinal(now().toordinal()), granted_by=actor.login,
        )
    )  # fmt: skip


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        row["account_id"], row["login"], row["name"], Role(row["role"]), row["unit_code"],
        row["is_disabled"], row["is_demonstration"], row["must_change"], row["is_granted"],
    )  # fmt: skip


def _existing(casework: Casework, login: str) -> Mapping[str, Any]:
    account = _by_login(casework, login)
    if account is None:
        raise Refused(f"没有账号 {login}。", f"There is no account {login}.")
    return account


def _by_login(casework: Casework, login: str) -> Mapping[str, Any] | None:
    if not LOGIN.fullmatch(login):
        return None
    with casework.read() as connection:
        query = sa.select(accounts, _IS_GRANTED).where(accounts.c.login == login)
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _former(casework: Casework, account_id: int) -> list[str]:
    query = (
        sa.select(former_passwords.c.password_hash)
        .where(former_passwords.c.account_id == account_id)
        .order_by(former_passwords.c.former_id.desc())
        .limit(REMEMBERED - 1)
    )
    with casework.read() as connection:
        return list(connection.execute(query).scalars())


def _hidden(casework: Casework, token: str) -> str:
    return hmac.new(casework.secret, b"session " + token.encode(), hashlib.sha256).hexdigest()


def _refuse_misfit(role: Role, unit_code: str | None) -> None:
    if (Permission.READ in PERMISSIONS[role]) != bool(unit_code):
        raise Refused(
            "业务角色须指定所属单位；三类管理员不得有所属单位。",
            "A business role needs a unit; the three administrators have none.",
        )
