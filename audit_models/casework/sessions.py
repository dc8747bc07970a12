"""Sign-in and sessions: lock-out after wrong passwords, sessions that the server can end.

Only HMAC(secret, token) of a session is kept, so a stolen database opens none. A session ends by
sign-out, by the account being disabled, by a change of its password, role or unit, after its idle time
without activity, and its absolute time after it began, whatever comes first. Clocks are passed in; UTC.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from audit_models.access import Principal, Role
from audit_models.casework import passwords
from audit_models.casework.accounts import accounts, find, update
from audit_models.casework.identities import find_bound
from audit_models.casework.pending import put_in_force
from audit_models.casework.store import Actor, Casework, metadata
from audit_models.errors import Refused

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last activity is kept; a write at every request would serve nobody."""
CLOCK_MAY_DIFFER = timedelta(minutes=1)
"""By so much two readings of the time may lie apart; an NTP client turns a clock back by less."""
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_FAILURES_OF_AN_ADDRESS = 30
REMEMBERED = 5

former_passwords = sa.Table(
    "former_passwords",
    metadata,
    sa.Column("former_id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)
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

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC, without an offset, as the store keeps moments."""
    return datetime.now(UTC).replace(tzinfo=None)


def sign_in(
    casework: Casework, login: str, password: str, *, address: str = "", clock: Clock = now,
    roles: Container[str] = frozenset(Role),
) -> str:  # fmt: skip
    """Open a session; returns its token, which is kept nowhere.

    `roles`: those that may sign in by a password.

    Raises:
        Refused: in the same words whatever was wrong.
    """
    moment = clock()
    put_in_force(casework, moment)
    login = login.strip().lower()[:50]
    account = find(casework, login)
    usable = (
        account is not None
        and not account["is_disabled"]
        and account["is_granted"]
        and account["password_hash"]
        and account["role"] in roles
    )
    stored = account["password_hash"] if account is not None and usable else passwords.of_nobody()
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


def sign_in_by_identity(
    casework: Casework, issuer: str, subject: str, *, address: str = "", clock: Clock = now
) -> str:
    """Open a session for whom the office's identity provider vouched; the caller has checked its word.

    Wrong passwords lock the password, not this: who guesses at the one keeps nobody out of the other.

    Raises:
        Refused: in the same words whether no account is bound, or one that may not sign in.
    """
    account, moment = find_bound(casework, issuer, subject), clock()
    if account is None or account["is_disabled"] or not account["is_granted"]:
        _note_failure(casework, None, f"oidc:{subject}"[:100], address, moment, "sign_in_oidc")
        raise Refused(
            "统一身份认证已通过，但没有为您开通本系统的账号，或账号已停用；请联系系统管理员。",
            "You were recognised, but no account here is open to you; ask the system administrator.",
        )
    return _begin(casework, account, address, moment, action="sign_in_oidc")


def sign_in_demonstration(
    casework: Casework, login: str, *, address: str = "", clock: Clock = now
) -> str:
    """Open a session of a demonstration account, without a password; the caller makes sure that only
    demonstration data is shown.

    Raises:
        Refused: there is no such demonstration account.
    """
    account = find(casework, login)
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
    put_in_force(casework, moment)
    key = _hidden(casework, token)
    query = sa.select(sessions.c.began_at, sessions.c.seen_at, sessions.c.epoch.label("begun"),
                      accounts).join_from(sessions, accounts).where(sessions.c.token_hash == key)  # fmt: skip
    with casework.read() as connection:
        row = connection.execute(query).mappings().first()
    if row is None or row["is_disabled"] or row["begun"] != row["epoch"]:
        return None
    if moment - row["seen_at"] > casework.idle or moment - row["began_at"] > casework.absolute:
        return None
    if row["seen_at"] - moment > CLOCK_MAY_DIFFER:
        # The clock was set back: nobody knows how long the session has lasted.
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
    with casework.write(Actor.of(principal, address), although_broken=True) as change:
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
    account = find(casework, principal.login)
    if account is None or not account["password_hash"]:
        raise Refused("该账号没有口令。", "This account has no password.")
    if not passwords.matches(account["password_hash"], old):
        _note_failure(casework, account, account["login"], address, clock(), "change_password")
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
        update(connection, account["account_id"], password_hash=passwords.hidden(new), must_change=False,
             epoch=accounts.c.epoch + 1)  # fmt: skip
        change.record("change_password", object_kind="account", object_id=account["login"])
    fresh = find(casework, principal.login)
    if fresh is None:
        raise Refused("该账号已不存在。", "This account is gone.")
    return _begin(casework, fresh, address, clock(), action="sign_in")


def _begin(
    casework: Casework, account: Mapping[str, Any], address: str, moment: datetime, *, action: str
) -> str:
    token = secrets.token_urlsafe(32)
    actor = Actor(account["account_id"], account["login"], account["role"], address)
    with casework.write(actor, although_broken=True) as change:
        connection = change.connection
        connection.execute(
            sessions.delete().where(sessions.c.began_at < moment - casework.absolute)
        )
        update(connection, account["account_id"], failures=0, locked_until=None)
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
    moment: datetime, action: str = "sign_in",
) -> None:  # fmt: skip
    actor = Actor(None, login, "", address)
    with casework.write(actor, although_broken=True) as change:
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
            update(connection, account["account_id"], failures=0 if is_full else count,
                 **({"locked_until": moment + LOCKED_FOR} if is_full else {}))  # fmt: skip
        change.record(action, object_kind="account", object_id=login, result="denied")


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
