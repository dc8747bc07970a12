"""The tables of special inspections."""

import sqlalchemy as sa

from audit_models.casework.store import metadata

ID = sa.String(20)


def _campaign() -> sa.Column[str]:
    return sa.Column("campaign_id", ID, sa.ForeignKey("campaigns.campaign_id"), primary_key=True)


campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("campaign_id", ID, primary_key=True),
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
"""`unit_code` runs the inspection; `sample`: how it was drawn, so that anyone can draw it again."""

units = sa.Table(
    "campaign_units", metadata, _campaign(), sa.Column("unit_code", sa.String(40), primary_key=True)
)
team = sa.Table(
    "campaign_team", metadata, _campaign(), sa.Column("account_id", sa.Integer, primary_key=True)
)
checks = sa.Table(
    "campaign_checks",
    metadata,
    _campaign(),
    sa.Column("check_no", sa.Integer, primary_key=True),
    sa.Column("text", sa.String(500), nullable=False),
)
answers = sa.Table(
    "campaign_answers",
    metadata,
    _campaign(),
    sa.Column("unit_code", sa.String(40), primary_key=True),
    sa.Column("check_no", sa.Integer, primary_key=True),
    sa.Column("answer", sa.String(20), nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("account_id", sa.Integer, nullable=False),
)
items = sa.Table(
    "campaign_items",
    metadata,
    _campaign(),
    sa.Column("item_no", sa.Integer, primary_key=True),
    sa.Column("subject_type", sa.String(20), nullable=False),
    sa.Column("subject_id", sa.String(200), nullable=False),
    sa.Column("unit_code", sa.String(40), nullable=False),
    sa.Column("is_random", sa.Boolean, nullable=False),
    sa.Column("is_cleared", sa.Boolean),
    sa.Column("finding_id", ID),
    sa.Column("inspected_on", sa.Date),
    sa.Column("inspector_id", sa.Integer),
    sa.Column("note", sa.Text),
)
"""The frozen sample; `is_cleared` is empty until somebody looked."""

steps = sa.Table(
    "campaign_steps",
    metadata,
    sa.Column("step_id", sa.Integer, primary_key=True),
    sa.Column(
        "campaign_id", ID, sa.ForeignKey("campaigns.campaign_id"), nullable=False, index=True
    ),
    sa.Column("action", sa.String(30), nullable=False),
    sa.Column("account_id", sa.Integer, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("happened_at", sa.String(32), nullable=False),
    sa.Column("note", sa.Text),
)
ALL = (campaigns, units, team, checks, answers, items, steps)
