"""Accounts, sessions, the trail with its triggers, and uploads."""

from alembic import op

from audit_models.casework import accounts, sessions, trail, uploads

revision = "0001"
down_revision = None

TABLES = (
    trail.entries,
    accounts.accounts,
    sessions.former_passwords,
    accounts.grants,
    sessions.sessions,
    sessions.failures,
    uploads.uploads,
)


def upgrade() -> None:
    connection = op.get_bind()
    for table in TABLES:
        table.create(connection)
    for statement in trail.APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
