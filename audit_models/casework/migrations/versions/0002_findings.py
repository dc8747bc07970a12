"""Findings with their hits, steps, links, comments and evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("finding_id", sa.String(20), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("seed", sa.BigInteger),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("campaign_id", sa.String(20), index=True),
        sa.Column("is_random_sample", sa.Boolean, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("unit_code", sa.String(40), index=True),
        sa.Column("department", sa.String(200)),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("accounts.account_id"), index=True),
        sa.Column("rule_id", sa.String(20)),
        sa.Column("subject_type", sa.String(20)),
        sa.Column("subject_id", sa.String(200)),
        sa.Column("topic", sa.String(20)),
        sa.Column("stage", sa.String(200)),
        sa.Column("description", sa.Text),
        sa.Column("amount_cny", sa.Numeric(18, 2)),
        sa.Column("severity", sa.String(10)),
        sa.Column("category", sa.String(200)),
        sa.Column("is_repeat", sa.Boolean, nullable=False),
        sa.Column("answer_due_on", sa.Date),
        sa.Column("answer", sa.Text),
        sa.Column("verdict", sa.String(20)),
        sa.Column("verified_on", sa.Date),
        sa.Column("characterisation", sa.Text),
        sa.Column("ground", sa.String(200)),
        sa.Column("requirement", sa.Text),
        sa.Column("due_on", sa.Date),
        sa.Column("measures", sa.Text),
        sa.Column("similar_cases", sa.Text),
        sa.Column("recovered_cny", sa.Numeric(18, 2)),
        sa.Column("rules_improved", sa.Integer),
        sa.Column("people_accountable", sa.Integer),
        sa.Column("rectified_on", sa.Date),
        sa.Column("first_signed_by", sa.Integer),
        sa.Column("second_signed_by", sa.Integer),
        sa.Column("closed_on", sa.Date),
        sa.Column("receiver", sa.String(20)),
        sa.Column("reopened", sa.Integer, nullable=False),
    )
    op.create_table(
        "finding_hits",
        sa.Column("hit_id", sa.String(40), primary_key=True),
        sa.Column(
            "finding_id",
            sa.String(20),
            sa.ForeignKey("findings.finding_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("snapshot_id", sa.String(8), nullable=False),
        sa.Column("happened_on", sa.Date),
        sa.Column("evidence", sa.JSON),
    )
    op.create_table(
        "finding_steps",
        sa.Column("step_id", sa.Integer, primary_key=True),
        sa.Column(
            "finding_id",
            sa.String(20),
            sa.ForeignKey("findings.finding_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("from_state", sa.String(20)),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("happened_at", sa.String(32), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("proof", sa.JSON),
    )
    op.create_table(
        "finding_links",
        sa.Column(
            "finding_id", sa.String(20), sa.ForeignKey("findings.finding_id"), primary_key=True
        ),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("target", sa.String(200), primary_key=True),
    )
    op.create_table(
        "finding_comments",
        sa.Column("comment_id", sa.String(32), primary_key=True),
        sa.Column(
            "finding_id",
            sa.String(20),
            sa.ForeignKey("findings.finding_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("written_at", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "finding_evidence",
        sa.Column("evidence_id", sa.String(32), primary_key=True),
        sa.Column(
            "finding_id",
            sa.String(20),
            sa.ForeignKey("findings.finding_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
    )
