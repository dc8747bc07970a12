"""Ties of the network that a person found not to hold."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "tie_reviews",
        sa.Column("review_id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("first_type", sa.String(20), nullable=False),
        sa.Column("first_id", sa.String(100), nullable=False),
        sa.Column("second_type", sa.String(20), nullable=False),
        sa.Column("second_id", sa.String(100), nullable=False),
        sa.Column("unit_code", sa.String(40)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_by", sa.String(100)),
        sa.Column("withdrawal_reason", sa.Text),
    )
