"""Making findings: of hits, singly or many at once and never twice, or of what a person observed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.basis import Basis
from audit_models.casework.findings import tables
from audit_models.casework.findings.fields import read_value
from audit_models.casework.findings.register import Finding, get, known_hits
from audit_models.casework.findings.states import Action, State
from audit_models.casework.findings.work import MOST_AT_ONCE, write_step
from audit_models.casework.policy import load_casework_policy
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change
from audit_models.casework.workflow import NotHere, refuse_without
from audit_models.errors import Refused
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import Text

SEVERITIES = {"H": "high", "M": "medium", "L": "low"}
"""A rule's severity → a finding's."""

SOURCES: Mapping[str, Text] = {
    "system": Text("系统", "System"),
    "inspection": Text("督察", "Special inspection"),
    "audit": Text("审计", "Audit"),
    "complaint": Text("投诉", "Complaint"),
    "patrol": Text("巡察", "Patrol inspection"),
}
OBSERVED = ("unit_code", "description", "severity", "topic", "stage", "department", "category",
            "amount_cny")  # fmt: skip


@dataclass(frozen=True)
class TakenUp:
    """What came of taking up hits."""

    made: tuple[Finding, ...]
    known: tuple[Finding, ...]
    """Findings that had been made of some of the hits before; a hit that comes back is one of these."""


def take_up(
    casework: Casework, reach: Reach, basis: Basis, snapshot: Snapshot, hit_ids: Sequence[str]
) -> TakenUp:
    """Make a finding of each hit that has none yet, of all or of none.

    `snapshot` is the reader's part of the newest one.

    Raises:
        NotHere: one of the hits is not in the snapshot, or belongs to another unit.
        Refused: no right, or too many at once.
    """
    refuse_without(Permission.TAKE_UP, reach.principal)
    wanted = list(dict.fromkeys(hit_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Refused(
            f"一次请选择 1 至 {MOST_AT_ONCE} 条疑点。",
            f"Choose between 1 and {MOST_AT_ONCE} hits at a time.",
        )
    found = read_hits(snapshot, wanted)
    if set(found) != set(wanted) or not all(reach.covers(h["unit_code"]) for h in found.values()):
        raise NotHere
    with casework.write(reach.actor) as change:
        taken = _taken(change.connection, wanted)
        fresh = [found[hit_id] for hit_id in wanted if hit_id not in taken]
        made = tuple(_of_hit(change, reach, basis, snapshot, hit) for hit in fresh)
        known = known_hits(change.connection, reach, [*taken])
        if not fresh:
            change.record(
                "take_up", object_kind="hit", object_id=",".join(wanted), result="known before"
            )
    return TakenUp(made, tuple({one.finding_id: one for one in known.values()}.values()))


def observe(
    casework: Casework, reach: Reach, basis: Basis, fields: Mapping[str, Any], *,
    source: str = "inspection", subject: tuple[str, str] | None = None,
    campaign_id: str | None = None, is_random_sample: bool = False,
) -> Finding:  # fmt: skip
    """Make a finding of what a person saw, without a hit.

    Raises:
        Refused: no right, no unit of his, or unit, description or severity not filled.
    """
    with casework.write(reach.actor) as change:
        return observe_within(
            change,
            reach,
            basis,
            fields,
            source=source,
            subject=subject,
            campaign_id=campaign_id,
            is_random_sample=is_random_sample,
        )


def observe_within(
    change: Change, reach: Reach, basis: Basis, fields: Mapping[str, Any], *,
    source: str = "inspection", subject: tuple[str, str] | None = None,
    campaign_id: str | None = None, is_random_sample: bool = False,
) -> Finding:  # fmt: skip
    """`observe` as a part of a greater change."""
    refuse_without(Permission.TAKE_UP, reach.principal)
    if set(fields) - set(OBSERVED) or source not in SOURCES:
        raise Refused("字段或来源不正确。", "There is no such field or source.")
    values = {name: read_value(name, value) for name, value in fields.items()}
    if not all(values.get(name) for name in ("unit_code", "description", "severity")):
        raise Refused("请填写单位、问题描述和严重程度。", "Fill in unit, description and severity.")
    if values["unit_code"] not in basis.parents or not reach.covers(values["unit_code"]):
        raise NotHere
    kind, key = subject or ("unit", values["unit_code"])
    context = {
        "source": source,
        "subject_type": kind,
        "subject_id": key,
        "campaign_id": campaign_id,
        "is_random_sample": is_random_sample,
    }
    return _make(change, reach, basis, values | context)


def read_hits(snapshot: Snapshot, hit_ids: Sequence[str]) -> dict[str, dict[Any, Any]]:
    """Hit → what the rule said; a hit that is not in the reader's part is not among them."""
    found = snapshot.query(
        """
        select hit_id, rule_id, subject_type, subject_id, unit_code, happened_on::varchar as day,
            amount_cny::varchar as amount, severity, evidence::varchar as evidence
        from result.rule_hits
        where hit_id in (select unnest($ids))
        """,
        {"ids": list(hit_ids)},
    )
    known = found.astype(object).where(found.notna(), None)
    return {str(row["hit_id"]): dict(row) for row in records(known)}


def _taken(connection: sa.Connection, hit_ids: Sequence[str]) -> frozenset[str]:
    """Which hits have a finding, whoever may see it."""
    c = tables.hits.c
    rows = connection.execute(sa.select(c.hit_id).where(c.hit_id.in_(list(hit_ids))))
    return frozenset(row.hit_id for row in rows)


def _of_hit(
    change: Change, reach: Reach, basis: Basis, snapshot: Snapshot, hit: Mapping[str, Any]
) -> Finding:
    made = _make(
        change, reach, basis,
        {
            "source": "system", "unit_code": hit["unit_code"], "rule_id": hit["rule_id"],
            "subject_type": hit["subject_type"], "subject_id": hit["subject_id"],
            "amount_cny": read_value("amount_cny", hit["amount"]),
            "severity": SEVERITIES[hit["severity"]],
            "is_repeat": _is_repeat(change.connection, hit, basis),
        },
    )  # fmt: skip
    keep_hit(change.connection, made.finding_id, snapshot.id, hit)
    return made


def keep_hit(
    connection: sa.Connection, finding_id: str, snapshot_id: str, hit: Mapping[str, Any]
) -> None:
    """Keep a hit with a finding, as the rule told it."""
    connection.execute(
        tables.hits.insert().values(
            hit_id=hit["hit_id"], finding_id=finding_id, snapshot_id=snapshot_id,
            happened_on=date.fromisoformat(hit["day"]) if hit["day"] else None,
            evidence=hit["evidence"],
        )
    )  # fmt: skip


def _is_repeat(connection: sa.Connection, hit: Mapping[str, Any], basis: Basis) -> bool:
    """Whether the same rule in the same unit was closed so shortly before that this is a repeat."""
    if not hit["day"] or hit["unit_code"] is None:
        return False
    c, day = tables.findings.c, date.fromisoformat(hit["day"])
    closed = connection.scalars(
        sa.select(c.closed_on).where(
            c.rule_id == hit["rule_id"], c.unit_code == hit["unit_code"],
            c.state == State.CLOSED, c.closed_on < day, _same_data(basis),
        )
    )  # fmt: skip
    policy = load_casework_policy()
    return any(day <= on + timedelta(days=policy.repeat_days(on)) for on in closed)


def _same_data(basis: Basis) -> sa.ColumnElement[bool]:
    column = tables.findings.c.seed
    return column.is_(None) if basis.seed is None else column == basis.seed


def _make(change: Change, reach: Reach, basis: Basis, values: Mapping[str, Any]) -> Finding:
    finding_id = _next_id(change.connection)
    defaults = {"is_repeat": False, "is_random_sample": False, "reopened": 0}
    row = {
        **defaults, **values, "finding_id": finding_id, "version": 1, "seed": basis.seed,
        "state": State.SUSPECTED, "found_on": basis.today,
    }  # fmt: skip
    change.connection.execute(tables.findings.insert().values(**row))
    write_step(change, reach, finding_id, Action.TAKE_UP, None, State.SUSPECTED)
    change.record(
        "finding_take_up", object_kind="finding", object_id=finding_id,
        unit_code=values["unit_code"], after=row,
    )  # fmt: skip
    return get(change.connection, reach, finding_id)


def _next_id(connection: sa.Connection) -> str:
    last = connection.scalar(sa.select(sa.func.max(tables.findings.c.finding_id)))
    return f"F{int(last[1:]) + 1 if last else 1:08}"
