"""Thresholds that the office moved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "thresholds",
        sa.Column("threshold_id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("rule_id", sa.String(20), nullable=False, index=True),
        sa.Column("parameter", sa.String(60), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
    )
