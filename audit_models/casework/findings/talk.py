"""Comments on a finding; what was written stays as it was written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from audit_models.casework.findings import tables
from audit_models.casework.findings.fields import written
from audit_models.casework.findings.register import get
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.errors import Refused


def comment(casework: Casework, reach: Reach, finding_id: str, text: str) -> str:
    """Write a comment; returns its id. A comment stays as it was written.

    Raises:
        NotHere: there is no such finding in reach.
        Refused: nothing was written, or too much.
    """
    with casework.write(reach.actor) as change:
        finding = get(change.connection, reach, finding_id)
        row = {
            "comment_id": uuid4().hex, "finding_id": finding_id,
            "account_id": reach.principal.account_id, "name": reach.principal.name,
            "written_at": datetime.now(UTC).isoformat(timespec="seconds"), "text": _text(text),
        }  # fmt: skip
        change.connection.execute(tables.comments.insert().values(**row))
        change.record(
            "finding_comment", object_kind="finding", object_id=finding_id,
            unit_code=finding.unit_code, after=row,
        )  # fmt: skip
    return str(row["comment_id"])


def comments(connection: sa.Connection, reach: Reach, finding_id: str) -> list[Mapping[str, Any]]:
    """The comments of a finding, the oldest first."""
    get(connection, reach, finding_id)
    c = tables.comments.c
    query = sa.select(tables.comments).where(c.finding_id == finding_id)
    rows = connection.execute(query.order_by(c.written_at, c.comment_id)).mappings()
    return [dict(row) for row in rows]


def _text(text: str) -> str:
    cleaned = written(text)
    if not cleaned:
        raise Refused("请填写评论内容。", "Write something first.")
    return cleaned
