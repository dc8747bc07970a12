"""Thresholds that the office moved."""

from alembic import op

from audit_models.casework.moved_thresholds import thresholds

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    thresholds.create(op.get_bind())
