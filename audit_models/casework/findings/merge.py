"""Duplicates: one finding goes on, the other ends and points to it.

The survivor takes the duplicate's hits, links, evidence and comments, and whoever played a part in the
duplicate has played it in the survivor. The duplicate keeps its own steps. A merge is not taken back:
what was wrongly merged is taken up anew, and the two linked.
"""

from typing import Any

import sqlalchemy as sa

from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Finding, get
from audit_models.casework.findings.states import OPEN
from audit_models.casework.reach import Reach
from audit_models.casework.store import Change
from audit_models.errors import Refused

MOVED = {
    "hits": (tables.hits, "hit_id"),
    "comments": (tables.comments, "comment_id"),
    "evidence": (tables.evidence, "evidence_id"),
}
"""What belongs to one finding, by its key."""


def refuse_unfit(
    connection: sa.Connection, reach: Reach, duplicate: Finding, survivor_id: str
) -> None:
    """Refuse what cannot go on in the place of the duplicate.

    Raises:
        NotHere: there is no such finding in reach.
        Refused: it is the same, has ended, or belongs to another unit.
    """
    survivor = get(connection, reach, survivor_id)
    if survivor.finding_id == duplicate.finding_id:
        raise Refused("不能并入自身。", "A finding cannot be merged into itself.")
    if survivor.state not in OPEN:
        raise Refused("并入的问题已办结；请选择未办结的问题。", "That finding has ended; choose an open one.")  # fmt: skip
    if survivor.unit_code != duplicate.unit_code:
        raise Refused(
            "只能并入同一单位的问题；请先转交。",
            "Only findings of one unit are merged; move it first.",
        )


def take_in(change: Change, duplicate: Finding, survivor: Finding) -> None:
    """Give the survivor all that the duplicate had, with one entry that names it."""
    connection = change.connection
    moved = {kind: _moved(connection, *MOVED[kind], duplicate, survivor) for kind in MOVED}
    links = _links_moved(connection, duplicate, survivor)
    c = tables.findings.c
    connection.execute(
        tables.findings.update()
        .where(c.merged_into == duplicate.finding_id)
        .values(merged_into=survivor.finding_id)
    )
    is_repeat = survivor.is_repeat or duplicate.is_repeat
    connection.execute(
        tables.findings.update()
        .where(c.finding_id == survivor.finding_id)
        .values(version=survivor.version + 1, is_repeat=is_repeat)
    )
    change.record(
        "finding_take_in", object_kind="finding", object_id=survivor.finding_id,
        unit_code=survivor.unit_code, before={"is_repeat": survivor.is_repeat},
        after={"from": duplicate.finding_id, **moved, "links": links, "is_repeat": is_repeat},
    )  # fmt: skip


def _moved(
    connection: sa.Connection, table: sa.Table, key: str, duplicate: Finding, survivor: Finding
) -> list[Any]:
    of_duplicate = table.c.finding_id == duplicate.finding_id
    ids = list(connection.scalars(sa.select(table.c[key]).where(of_duplicate).order_by(key)))
    connection.execute(table.update().where(of_duplicate).values(finding_id=survivor.finding_id))
    return ids


def _links_moved(
    connection: sa.Connection, duplicate: Finding, survivor: Finding
) -> list[list[str]]:
    """A link that the survivor has as well is one link."""
    c = tables.links.c
    kept = {
        one.finding_id: {(row.kind, row.target) for row in connection.execute(
            sa.select(c.kind, c.target).where(c.finding_id == one.finding_id))}
        for one in (duplicate, survivor)
    }  # fmt: skip
    own = ("finding", survivor.finding_id)
    fresh = kept[duplicate.finding_id] - kept[survivor.finding_id] - {own}
    rows = [
        {"finding_id": survivor.finding_id, "kind": kind, "target": target}
        for kind, target in sorted(fresh)
    ]
    if rows:
        connection.execute(tables.links.insert(), rows)
    connection.execute(tables.links.delete().where(c.finding_id == duplicate.finding_id))
    return [[row["kind"], row["target"]] for row in rows]
