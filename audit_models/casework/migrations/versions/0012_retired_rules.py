"""Rules that the office retired, from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "retired_rules",
        sa.Column("decision_id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("rule_id", sa.String(20), nullable=False, index=True),
        sa.Column("since", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
    )
