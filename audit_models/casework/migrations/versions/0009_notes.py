"""Notes that people pin to a number: one indicator of one unit and month."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("indicator_id", sa.String(20), nullable=False, index=True),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("written_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
    )
