"""Accounts, sessions, the trail with its triggers, and uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = {
    "sqlite": (
        "create trigger trail_no_update before update on trail"
        " begin select raise(abort, 'the trail is append-only'); end",
        "create trigger trail_no_delete before delete on trail"
        " begin select raise(abort, 'the trail is append-only'); end",
    ),
    "postgresql": (
        "create function trail_refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'the trail is append-only'; end $$",
        "create trigger trail_append_only before update or delete or truncate on trail"
        " for each statement execute function trail_refuse()",
    ),
}
"""Keeps the program itself from touching an entry; the chain is for those who get past it."""


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("happened_at", sa.String(40), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("login", sa.String(100), nullable=False, index=True),
        sa.Column("action", sa.String(60), nullable=False, index=True),
        sa.Column("object_id", sa.String(300), nullable=False, index=True),
    )
    op.create_table(
        "accounts",
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
    op.create_table(
        "former_passwords",
        sa.Column("former_id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.account_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.account_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_code", sa.String(40)),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("granted_by", sa.String(50), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("accounts.account_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("began_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("failure_id", sa.Integer, primary_key=True),
        sa.Column("address", sa.String(64), nullable=False, index=True),
        sa.Column("happened_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("mapping", sa.String(100)),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("report", sa.JSON),
        sa.Column("refusal_zh", sa.Text),
        sa.Column("refusal_en", sa.Text),
        sa.Column("uploaded_by", sa.Integer, nullable=False),
        sa.Column("uploader", sa.String(100), nullable=False),
        sa.Column("uploaded_at", sa.String(32), nullable=False),
        sa.Column("approved_by", sa.Integer),
        sa.Column("approver", sa.String(100)),
        sa.Column("approved_at", sa.String(32)),
        sa.Column("snapshot_id", sa.String(8)),
    )
    connection = op.get_bind()
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
