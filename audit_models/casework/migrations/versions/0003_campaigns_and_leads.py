"""Special inspections, and leads in their own realm."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.String(20), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("unit_code", sa.String(40), nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("planner_id", sa.Integer, nullable=False),
        sa.Column("sample", sa.JSON),
    )
    op.create_table(
        "campaign_units",
        sa.Column(
            "campaign_id", sa.String(20), sa.ForeignKey("campaigns.campaign_id"), primary_key=True
        ),
        sa.Column("unit_code", sa.String(40), primary_key=True),
    )
    op.create_table(
        "campaign_team",
        sa.Column(
            "campaign_id", sa.String(20), sa.ForeignKey("campaigns.campaign_id"), primary_key=True
        ),
        sa.Column("account_id", sa.Integer, primary_key=True),
    )
    op.create_table(
        "campaign_checks",
        sa.Column(
            "campaign_id", sa.String(20), sa.ForeignKey("campaigns.campaign_id"), primary_key=True
        ),
        sa.Column("check_no", sa.Integer, primary_key=True),
        sa.Column("text", sa.String(500), nullable=False),
    )
    op.create_table(
        "campaign_answers",
        sa.Column(
            "campaign_id", sa.String(20), sa.ForeignKey("campaigns.campaign_id"), primary_key=True
        ),
        sa.Column("unit_code", sa.String(40), primary_key=True),
        sa.Column("check_no", sa.Integer, primary_key=True),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("account_id", sa.Integer, nullable=False),
    )
    op.create_table(
        "campaign_items",
        sa.Column(
            "campaign_id", sa.String(20), sa.ForeignKey("campaigns.campaign_id"), primary_key=True
        ),
        sa.Column("item_no", sa.Integer, primary_key=True),
        sa.Column("subject_type", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("is_random", sa.Boolean, nullable=False),
        sa.Column("is_cleared", sa.Boolean),
        sa.Column("finding_id", sa.String(20)),
        sa.Column("inspected_on", sa.Date),
        sa.Column("inspector_id", sa.Integer),
        sa.Column("note", sa.Text),
    )
    op.create_table(
        "campaign_steps",
        sa.Column("step_id", sa.Integer, primary_key=True),
        sa.Column(
            "campaign_id",
            sa.String(20),
            sa.ForeignKey("campaigns.campaign_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("happened_at", sa.String(32), nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_table(
        "leads",
        sa.Column("lead_id", sa.String(20), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("source", sa.String(30), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("disposal", sa.String(30)),
        sa.Column("opinion", sa.Text),
        sa.Column("proposed_by", sa.Integer),
        sa.Column("approved_by", sa.Integer),
        sa.Column("due_on", sa.Date),
        sa.Column("outcome", sa.Text),
        sa.Column("concluded_on", sa.Date),
    )
    op.create_table(
        "lead_people",
        sa.Column("lead_id", sa.String(20), sa.ForeignKey("leads.lead_id"), primary_key=True),
        sa.Column("account_id", sa.Integer, primary_key=True),
    )
