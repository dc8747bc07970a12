"""Whom the office's identity provider knows an account as: issuer and subject, bound by an administrator.

The provider says who somebody is; what he may do and see stays with his account here.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from audit_models.casework.accounts import accounts, existing, granted_rows, update
from audit_models.casework.store import Actor, Casework, metadata
from audit_models.errors import Refused

LONGEST_SUBJECT = 255
"""The longest that OpenID Connect allows."""

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.String(300), primary_key=True),
    sa.Column("subject", sa.String(LONGEST_SUBJECT), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False, unique=True),
)
"""An account has one identity at most, and an identity one account."""


def bind(casework: Casework, actor: Actor, login: str, *, issuer: str, subject: str) -> None:
    """Let a subject of the provider sign in as an account; what it was bound to before lapses, and
    so does a one-time password that was never changed.

    Raises:
        Refused: no such account, a demonstration's, no subject, or one that is bound to another.
    """
    account = existing(casework, login)
    subject = subject.strip()
    if account.is_demonstration:
        raise Refused("演示账号不能绑定。", "A demonstration account is not bound.")
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused(
            f"身份标识须为 1 至 {LONGEST_SUBJECT} 个可见字符，即统一认证为此人给出的标识值。",
            f"Give the provider's identifier of the person: 1 to {LONGEST_SUBJECT} visible signs.",
        )
    lapses = {"password_hash": None, "must_change": False} if account.must_change else {}
    with casework.write(actor) as change:
        c, connection = identities.c, change.connection
        found = sa.select(c.account_id).where(c.issuer == issuer, c.subject == subject)
        if connection.scalar(found) not in {None, account.account_id}:
            raise Refused(
                f"身份标识 {subject} 已绑定到另一账号；请先解除。",
                f"The identifier {subject} is bound to another account; unbind that first.",
            )
        connection.execute(identities.delete().where(c.account_id == account.account_id))
        connection.execute(
            identities.insert().values(
                issuer=issuer, subject=subject, account_id=account.account_id
            )
        )
        update(connection, account.account_id, epoch=accounts.c.epoch + 1, **lapses)
        change.record(
            "bind_identity", object_kind="account", object_id=login,
            after={"issuer": issuer, "subject": subject},
        )  # fmt: skip


def unbind(casework: Casework, actor: Actor, login: str) -> None:
    """Nobody signs in as the account through the provider any more; its sessions end.

    Raises:
        Refused: no such account, or it is bound to nothing.
    """
    account = existing(casework, login)
    with casework.write(actor) as change:
        done = change.connection.execute(
            identities.delete().where(identities.c.account_id == account.account_id)
        )
        if not done.rowcount:
            raise Refused(f"账号 {login} 没有绑定。", f"The account {login} is bound to nothing.")
        update(change.connection, account.account_id, epoch=accounts.c.epoch + 1)
        change.record("unbind_identity", object_kind="account", object_id=login)


def find_bound(casework: Casework, issuer: str, subject: str) -> Mapping[str, Any] | None:
    """The account's row that a subject is bound to; None where it is bound to none."""
    query = granted_rows().join(identities).where(
        identities.c.issuer == issuer, identities.c.subject == subject
    )  # fmt: skip
    with casework.read() as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def subjects(casework: Casework) -> dict[str, str]:
    """Login → the subject that it is bound to, of the accounts that are bound."""
    query = sa.select(accounts.c.login, identities.c.subject).join(identities)
    with casework.read() as connection:
        return {row.login: row.subject for row in connection.execute(query)}
