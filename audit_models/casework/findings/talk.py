"""Comments on a finding, and its links to other things of the product."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.findings import tables
from audit_models.casework.findings.fields import written
from audit_models.casework.findings.register import get
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.workflow import refuse_without
from audit_models.errors import Refused
from audit_models.text import Text

LINK_KINDS: Mapping[str, Text] = {
    "project": Text("客户工程", "Project"),
    "contract": Text("合同", "Contract"),
    "rule": Text("规则", "Rule"),
    "indicator": Text("指标", "Indicator"),
    "notebook_run": Text("笔记本运行", "Notebook run"),
    "finding": Text("关联问题", "Related finding"),
}
LONGEST_TARGET = 200


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


def link(casework: Casework, reach: Reach, finding_id: str, kind: str, target: str) -> None:
    """Link a finding to something; twice is once.

    Raises:
        NotHere: there is no such finding in reach, or the linked finding is not.
        Refused: no right, or a kind of thing that there is not.
    """
    refuse_without(Permission.TAKE_UP, reach.principal)
    target = " ".join(target.split())
    if kind not in LINK_KINDS or not 0 < len(target) <= LONGEST_TARGET:
        raise Refused("请选择关联类型并填写编号。", "Choose what to link to, and give its id.")
    row = {"finding_id": finding_id, "kind": kind, "target": target}
    with casework.write(reach.actor) as change:
        finding = get(change.connection, reach, finding_id)
        if kind == "finding":
            get(change.connection, reach, target)
        same = [tables.links.c[name] == value for name, value in row.items()]
        if change.connection.execute(sa.select(tables.links).where(*same)).first() is None:
            change.connection.execute(tables.links.insert().values(**row))
        change.record(
            "finding_link", object_kind="finding", object_id=finding_id,
            unit_code=finding.unit_code, after=row,
        )  # fmt: skip


def links(connection: sa.Connection, reach: Reach, finding_id: str) -> list[tuple[str, str]]:
    """Kind and target of everything that a finding is linked to."""
    get(connection, reach, finding_id)
    c = tables.links.c
    query = sa.select(c.kind, c.target).where(c.finding_id == finding_id)
    return [(row.kind, row.target) for row in connection.execute(query.order_by(c.kind, c.target))]


def _text(text: str) -> str:
    cleaned = written(text)
    if not cleaned:
        raise Refused("请填写评论内容。", "Write something first.")
    return cleaned
