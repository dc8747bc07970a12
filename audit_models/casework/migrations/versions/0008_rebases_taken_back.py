"""Control limits begun anew can be taken back: the row stays, with who, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("rebases", sa.Column("withdrawn_on", sa.Date))
    op.add_column("rebases", sa.Column("withdrawn_by", sa.String(100)))
    op.add_column("rebases", sa.Column("withdrawal_reason", sa.Text))
