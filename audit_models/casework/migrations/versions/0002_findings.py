"""Findings with their hits, steps, links, comments and evidence."""

from alembic import op

from audit_models.casework.findings import tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    connection = op.get_bind()
    for table in tables.ALL:
        table.create(connection)
