"""Control limits that the office had begun anew."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "rebases",
        sa.Column("rebase_id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("indicator_id", sa.String(20), nullable=False, index=True),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
    )
