"""What a finding is linked to: hits, projects, contracts, rules, indicators, notebook runs, findings.

Nobody links to what he may not see: a thing outside his units and one that does not exist are refused
alike. A hit that is added belongs to the finding from then on, and is recognised when it comes back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Finding, get
from audit_models.casework.findings.take_up import keep_hit, read_hits
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.workflow import NotHere, refuse_without
from audit_models.errors import Refused
from audit_models.notebooks.runs import list_runs
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import Text

KINDS: Mapping[str, Text] = {
    "project": Text("客户工程", "Project"),
    "contract": Text("合同", "Contract"),
    "rule": Text("规则", "Rule"),
    "indicator": Text("指标", "Indicator"),
    "notebook_run": Text("笔记本运行", "Notebook run"),
    "finding": Text("关联问题", "Related finding"),
}
EXISTS: Mapping[str, str] = {
    "project": "select 1 from core.projects where project_id = ? limit 1",
    "contract": "select 1 from core.placed_contracts where contract_id = ? limit 1",
    "rule": "select 1 from result.rule_coverage where rule_id = ? limit 1",
    "indicator": "select 1 from result.indicator_values where indicator_id = ? limit 1",
}
LONGEST_TARGET = 200
MOST_HITS = 100
"""Hits that are offered; whoever wants another takes it up and merges."""


def link(
    casework: Casework, reach: Reach, snapshot: Snapshot, finding_id: str, kind: str, target: str
) -> None:
    """Link a finding to something that the person may see; twice is once.

    `snapshot` is the reader's part of the newest one.

    Raises:
        NotHere: there is no such finding in reach, or no such thing.
        Refused: no right, or a kind of thing that there is not.
    """
    refuse_without(Permission.TAKE_UP, reach.principal)
    target = " ".join(target.split())
    if kind not in KINDS or not 0 < len(target) <= LONGEST_TARGET:
        raise Refused("请选择关联类型并填写编号。", "Choose what to link to, and give its id.")
    row = {"finding_id": finding_id, "kind": kind, "target": target}
    with casework.write(reach.actor) as change:
        finding = get(change.connection, reach, finding_id)
        if kind == "finding":
            get(change.connection, reach, target)
        elif not _is_there(snapshot, reach, kind, target):
            raise NotHere
        same = [tables.links.c[name] == value for name, value in row.items()]
        if change.connection.execute(sa.select(tables.links).where(*same)).first() is None:
            change.connection.execute(tables.links.insert().values(**row))
        change.record(
            "finding_link", object_kind="finding", object_id=finding_id,
            unit_code=finding.unit_code, after=row,
        )  # fmt: skip


def add_hit(
    casework: Casework, reach: Reach, snapshot: Snapshot, finding_id: str, hit_id: str
) -> None:
    """Give a finding another hit of its unit.

    Raises:
        NotHere: there is no such finding or hit in reach.
        Refused: no right, another unit, or the hit has a finding already.
    """
    refuse_without(Permission.TAKE_UP, reach.principal)
    hit = read_hits(snapshot, [hit_id]).get(hit_id)
    with casework.write(reach.actor) as change:
        finding = get(change.connection, reach, finding_id)
        if hit is None or not reach.covers(hit["unit_code"]):
            raise NotHere
        if hit["unit_code"] != finding.unit_code:
            raise Refused("该疑点属于另一单位。", "That hit belongs to another unit.")
        c = tables.hits.c
        if change.connection.execute(sa.select(c.hit_id).where(c.hit_id == hit_id)).first():
            raise Refused(
                "该疑点已登记为问题；如为重复，请合并。",
                "That hit was taken up before; merge the two if they are one.",
            )
        keep_hit(change.connection, finding_id, snapshot.id, hit)
        change.record(
            "finding_hit", object_kind="finding", object_id=finding_id,
            unit_code=finding.unit_code, after={"hit_id": hit_id, "snapshot_id": snapshot.id},
        )  # fmt: skip


def free_hits(
    connection: sa.Connection, snapshot: Snapshot, finding: Finding
) -> list[Mapping[Any, Any]]:
    """Hits of the finding's unit, of its rule or about its subject, that no finding has yet."""
    found = records(snapshot.query(
        """
        select hit_id, rule_id, subject_id, happened_on::varchar as day
        from result.rule_hits
        where unit_code = $unit
            and (rule_id = $rule or (subject_type = $kind and subject_id = $subject))
        order by happened_on desc, hit_id
        limit $most
        """,
        {
            "unit": finding.unit_code, "rule": finding.rule_id, "kind": finding.subject_type,
            "subject": finding.subject_id, "most": MOST_HITS,
        },
    ))  # fmt: skip
    c = tables.hits.c
    ids = [row["hit_id"] for row in found]
    taken = set(connection.scalars(sa.select(c.hit_id).where(c.hit_id.in_(ids))))
    return [row for row in found if row["hit_id"] not in taken]


def links(connection: sa.Connection, reach: Reach, finding_id: str) -> list[tuple[str, str]]:
    """Kind and target of everything that a finding is linked to."""
    get(connection, reach, finding_id)
    c = tables.links.c
    query = sa.select(c.kind, c.target).where(c.finding_id == finding_id)
    return [(row.kind, row.target) for row in connection.execute(query.order_by(c.kind, c.target))]


def _is_there(snapshot: Snapshot, reach: Reach, kind: str, target: str) -> bool:
    if kind != "notebook_run":
        return not snapshot.query(EXISTS[kind], [target]).empty
    return _is_run(snapshot, reach, target)


def _is_run(snapshot: Snapshot, reach: Reach, run_id: str) -> bool:
    """Whether a run vouches for a number of one of the person's units."""
    runs: Sequence[Any] = list_runs(snapshot.home) if snapshot.home else ()
    return any(
        run.id == run_id and any(reach.covers(number.unit) for number in run.numbers)
        for run in runs
    )
