"""Events of the connection process whose times deserve a second look, and tasks that could not be placed."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.process import SCOPE, Asked, asked_for

UNPLACED = """
    from result.process_unplaced as found
    join core.unit_tree as tree on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
"""


def noted_kinds(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None
) -> pd.DataFrame:
    """How much of each kind there is: kind, cases, events."""
    return snapshot.query(
        f"""
        select found.kind, count(distinct found.project_key) as cases, count(*) as events
        from result.process_noted as found {SCOPE}
        group by found.kind
        order by found.kind
        """,
        asked_for(unit, month, customer_class),
    )


def noted_variants(
    snapshot: Snapshot, kind: str, unit: str, month: date, customer_class: str | None
) -> frozenset[int]:
    """Ids of the ways that cases with such an event took."""
    found = snapshot.query(
        f"""
        select distinct cases.variant_id
        from result.process_noted as found
        join result.process_cases as cases on cases.project_key = found.project_key
        {SCOPE} and found.kind = $kind and cases.variant_id is not null
        """,
        {**asked_for(unit, month, customer_class), "kind": kind},
    )
    return frozenset(int(one) for one in found["variant_id"])


def noted_events(
    snapshot: Snapshot,
    kind: str,
    unit: str,
    month: date,
    customer_class: str | None,
    *,
    offset: int,
    limit: int,
) -> pd.DataFrame:
    """One page of the events of a kind, the latest first, with both clocks: project_id, name_zh, name_en,
    stage, other_stage, happened_at, recorded_at."""
    return snapshot.query(
        f"""
        select
            keys.project_id,
            units.name_zh,
            units.name_en,
            found.stage,
            found.other_stage,
            found.happened_at,
            found.recorded_at,
        from result.process_noted as found
        join core.project_keys as keys on keys.project_key = found.project_key
        join core.units as units on units.unit_code = found.unit_code
        {SCOPE} and found.kind = $kind
        order by found.happened_at desc nulls last, keys.project_id, found.stage
        limit $limit offset $offset
        """,
        {**asked_for(unit, month, customer_class), "kind": kind, **_page(offset, limit)},
    )


def count_unplaced(snapshot: Snapshot, unit: str) -> int:
    """How many tasks of a unit stand in no picture, whatever their month."""
    found = snapshot.query(f"select count(*) as tasks {UNPLACED}", {"unit": unit})
    return int(found["tasks"].iloc[0])


def unplaced_tasks(snapshot: Snapshot, unit: str, *, offset: int, limit: int) -> pd.DataFrame:
    """One page of the tasks without a place: work_order_id, project_id, stage, reason (no_time, after_as_of)."""
    return snapshot.query(
        f"""
        select found.work_order_id, keys.project_id, found.stage, found.reason
        {UNPLACED}
        join core.project_keys as keys on keys.project_key = found.project_key
        order by found.reason, keys.project_id, found.work_order_id
        limit $limit offset $offset
        """,
        {"unit": unit, **_page(offset, limit)},
    )


def _page(offset: int, limit: int) -> Asked:
    return {"limit": min(limit, PAGE_ROWS), "offset": max(offset, 0)}
