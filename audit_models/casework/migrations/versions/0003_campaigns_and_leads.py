"""Special inspections, and leads in their own realm."""

from alembic import op

from audit_models.casework import leads
from audit_models.casework.campaigns import tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    connection = op.get_bind()
    for table in (*tables.ALL, *leads.ALL):
        table.create(connection)
