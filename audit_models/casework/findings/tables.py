"""The tables of findings, on the one metadata of the casework store."""

import sqlalchemy as sa

from audit_models.casework.store import metadata

ID = sa.String(20)
MOMENT = sa.String(32)
MONEY = sa.Numeric(18, 2)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("finding_id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("campaign_id", ID, index=True),
    sa.Column("is_random_sample", sa.Boolean, nullable=False),
    sa.Column("found_on", sa.Date, nullable=False),
    sa.Column("unit_code", sa.String(40), index=True),
    sa.Column("department", sa.String(200)),
    sa.Column("owner_id", sa.ForeignKey("accounts.account_id"), index=True),
    sa.Column("rule_id", sa.String(20)),
    sa.Column("subject_type", sa.String(20)),
    sa.Column("subject_id", sa.String(200)),
    sa.Column("topic", sa.String(20)),
    sa.Column("stage", sa.String(200)),
    sa.Column("description", sa.Text),
    sa.Column("amount_cny", MONEY),
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
    sa.Column("recovered_cny", MONEY),
    sa.Column("rules_improved", sa.Integer),
    sa.Column("people_accountable", sa.Integer),
    sa.Column("rectified_on", sa.Date),
    sa.Column("first_signed_by", sa.Integer),
    sa.Column("second_signed_by", sa.Integer),
    sa.Column("closed_on", sa.Date),
    sa.Column("receiver", sa.String(20)),
    sa.Column("reopened", sa.Integer, nullable=False),
    sa.Column("merged_into", ID, index=True),
)
"""One finding a row (columns of 问题台账, domain §6.4); `version` grows with every change."""

hits = sa.Table(
    "finding_hits",
    metadata,
    sa.Column("hit_id", sa.String(40), primary_key=True),
    sa.Column("finding_id", ID, sa.ForeignKey("findings.finding_id"), nullable=False, index=True),
    sa.Column("snapshot_id", sa.String(8), nullable=False),
    sa.Column("happened_on", sa.Date),
    sa.Column("evidence", sa.JSON),
)
"""A hit belongs to one finding at most; `evidence` is what the rule said when it was taken up."""

steps = sa.Table(
    "finding_steps",
    metadata,
    sa.Column("step_id", sa.Integer, primary_key=True),
    sa.Column("finding_id", ID, sa.ForeignKey("findings.finding_id"), nullable=False, index=True),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("from_state", sa.String(20)),
    sa.Column("to_state", sa.String(20), nullable=False),
    sa.Column("account_id", sa.Integer, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("happened_at", MOMENT, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("proof", sa.JSON),
    sa.Column("before", sa.JSON),
)
"""What was done, by whom and why; the reasoning that a reader follows. The trail proves it.

`before`: what the fields that the step changed held before it, so that it can be undone."""

links = sa.Table(
    "finding_links",
    metadata,
    sa.Column("finding_id", ID, sa.ForeignKey("findings.finding_id"), primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("target", sa.String(200), primary_key=True),
)
comments = sa.Table(
    "finding_comments",
    metadata,
    sa.Column("comment_id", sa.String(32), primary_key=True),
    sa.Column("finding_id", ID, sa.ForeignKey("findings.finding_id"), nullable=False, index=True),
    sa.Column("account_id", sa.Integer, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("written_at", MOMENT, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
evidence = sa.Table(
    "finding_evidence",
    metadata,
    sa.Column("evidence_id", sa.String(32), primary_key=True),
    sa.Column("finding_id", ID, sa.ForeignKey("findings.finding_id"), nullable=False, index=True),
    sa.Column("file_name", sa.String(200), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("account_id", sa.Integer, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("added_at", MOMENT, nullable=False),
)
ALL = (findings, hits, steps, links, comments, evidence)
