"""What a duplicate was merged into, and what a step changed, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("findings", sa.Column("merged_into", sa.String(20)))
    op.create_index("ix_findings_merged_into", "findings", ["merged_into"])
    op.add_column("finding_steps", sa.Column("before", sa.JSON))
