"""The way that the connections of a unit took: summed when the snapshot was made, read by subtree."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS

SCOPE = """
    join core.unit_tree as tree on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
    where found.month = $month and ($customer_class is null or found.customer_class = $customer_class)
"""

Asked = dict[str, object]


def asked_for(unit: str, month: date, customer_class: str | None) -> Asked:
    """The values of `SCOPE`."""
    return {"unit": unit, "month": month, "customer_class": customer_class}


def process_totals(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None
) -> pd.DataFrame:
    """One row: cases, without_way (no task recorded), repeated (a stage twice), median_days, p90_days (nine of
    ten cases took no longer), deviating (cases that differ from their class's process model), unplaced (tasks
    without a place; any month)."""
    return snapshot.query(
        """
        select
            cases,
            without_way,
            repeated,
            median_days,
            p90_days,
            deviating,
            (
                select count(*)
                from result.process_unplaced as found
                join core.unit_tree as tree
                    on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
            ) as unplaced
        from result.process_totals
        where
            unit_code = $unit
            and month = $month
            and customer_class is not distinct from $customer_class
        """,
        asked_for(unit, month, customer_class),
    )


def process_variants(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None
) -> pd.DataFrame:
    """Every way taken, the most frequent first: variant_id, path, steps, repeats, cases, mean_days,
    cumulative (share of all cases with a way)."""
    return snapshot.query(
        f"""
        with counted as (
            select
                found.variant_id,
                sum(found.cases)::bigint as cases,
                sum(found.days) / nullif(sum(found.timed), 0) as mean_days
            from result.process_variant_counts as found {SCOPE} and found.variant_id is not null
            group by found.variant_id
        )
        select
            variants.variant_id,
            variants.path,
            variants.steps,
            variants.repeats,
            counted.cases,
            counted.mean_days,
            (sum(counted.cases) over (order by counted.cases desc, variants.path))
            / (sum(counted.cases) over ()) as cumulative
        from counted
        join result.process_variants as variants on variants.variant_id = counted.variant_id
        order by counted.cases desc, variants.path
        """,
        asked_for(unit, month, customer_class),
    )


def process_edges(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None
) -> pd.DataFrame:
    """The directly-follows graph: from_stage, to_stage, passages, cases, median_wait and total_wait in
    working days. Without from_stage a case begins, without to_stage it ends."""
    return snapshot.query(
        """
        select from_stage, to_stage, passages, cases, median_wait, total_wait
        from result.process_passages
        where
            unit_code = $unit
            and month = $month
            and customer_class is not distinct from $customer_class
        order by passages desc, from_stage, to_stage
        """,
        asked_for(unit, month, customer_class),
    )


def process_margins(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None
) -> pd.DataFrame:
    """Working days left at the plan replies of the twelve months that end with `month`, by law:
    days_left, replies."""
    return snapshot.query(
        """
        select found.days_left, sum(found.replies)::bigint as replies
        from result.process_margins as found
        join core.unit_tree as tree
            on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
        where
            found.yardstick = 'law'
            and found.month <= $month
            and found.month > $month::date - to_months(12)
            and ($customer_class is null or found.customer_class = $customer_class)
        group by found.days_left
        order by found.days_left
        """,
        asked_for(unit, month, customer_class),
    )


PASSED = f"""
    passed as (
        select found.project_key, found.project_id, found.unit_code, found.customer_class, found.days
        from result.process_cases as found
        join result.process_variants as variants
            on variants.variant_id = found.variant_id
            and contains('>' || variants.path || '>', '>' || $passage || '>')
        {SCOPE}
    )
"""
"""The cases whose way has one passage, written `from>to`, or one stage."""


def count_passage_cases(
    snapshot: Snapshot, passage: str, unit: str, month: date, customer_class: str | None
) -> int:
    """How many cases went through a passage."""
    found = snapshot.query(
        f"with {PASSED} select count(*) as cases from passed",
        {**asked_for(unit, month, customer_class), "passage": passage},
    )
    return int(found["cases"].iloc[0])


def passage_cases(
    snapshot: Snapshot,
    passage: str,
    unit: str,
    month: date,
    customer_class: str | None,
    *,
    offset: int,
    limit: int,
) -> pd.DataFrame:
    """One page of the cases that went through a passage, the longest first."""
    return snapshot.query(
        f"""
        with {PASSED}
        select passed.project_id, units.name_zh, units.name_en, passed.customer_class, passed.days
        from passed
        join core.units as units on units.unit_code = passed.unit_code
        order by passed.days desc nulls last, passed.project_id
        limit $limit offset $offset
        """,
        {
            **asked_for(unit, month, customer_class),
            "passage": passage,
            "limit": min(limit, PAGE_ROWS),
            "offset": max(offset, 0),
        },
    )
