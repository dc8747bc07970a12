"""Numbers, coverage, and the cases and hits behind them, one page of a list at a time."""

import json
from datetime import date
from typing import NamedTuple

import pandas as pd

from audit_models.evaluate.hit_sides import sides_of
from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS


def unit_values(snapshot: Snapshot, unit: str, last: date, *, count: int = 13) -> pd.DataFrame:
    """Every indicator and companion of one unit over the `count` months that end with `last`."""
    return snapshot.query(
        """
        select indicator_id, month, value, numerator, denominator, n, target, score, status, missing
        from result.indicator_values
        where unit_code = ? and month <= ? and month > ?::date - to_months(?::int)
        order by indicator_id, month
        """,
        [unit, last, last, count],
    )


def indicator_history(snapshot: Snapshot, indicator: str, unit: str) -> pd.DataFrame:
    """One indicator of one unit, every month."""
    return snapshot.query(
        """
        select month, value, numerator, denominator, n, target, score, status, missing
        from result.indicator_values
        where indicator_id = ? and unit_code = ?
        order by month
        """,
        [indicator, unit],
    )


def children_values(snapshot: Snapshot, indicator: str, parent: str) -> pd.DataFrame:
    """One indicator of the units directly below a unit, every month."""
    return snapshot.query(
        """
        select
            units.unit_code,
            units.name_zh,
            units.name_en,
            found.month,
            found.value,
            found.numerator,
            found.denominator,
            found.n,
            found.target,
            found.status,
            found.missing,
        from core.units as units
        join result.indicator_values as found on found.unit_code = units.unit_code
        where units.parent_code = ? and found.indicator_id = ?
        order by units.unit_code, found.month
        """,
        [parent, indicator],
    )


def coverage(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """State of every rule for one unit and month: what was checked, and what it found."""
    return snapshot.query(
        """
        select rule_id, state, checked, hits, missing
        from result.rule_coverage
        where unit_code = ? and month = ?
        order by rule_id
        """,
        [unit, month],
    )


def rule_history(snapshot: Snapshot, rule: str, unit: str) -> pd.DataFrame:
    """State of one rule for one unit, every month."""
    return snapshot.query(
        """
        select month, state, checked, hits, missing
        from result.rule_coverage
        where rule_id = ? and unit_code = ?
        order by month
        """,
        [rule, unit],
    )


def count_cases(snapshot: Snapshot, indicator: str, unit: str, month: date) -> int:
    """How many cases lie behind one number."""
    found = snapshot.query(
        """
        select count(*) as cases
        from result.indicator_cases as cases
        join core.unit_tree as tree
            on tree.unit_code = cases.unit_code and tree.ancestor_code = ?
        where cases.indicator_id = ? and cases.month = ?
        """,
        [unit, indicator, month],
    )
    return int(found["cases"].iloc[0])


def cases(
    snapshot: Snapshot,
    indicator: str,
    unit: str,
    month: date,
    *,
    offset: int,
    limit: int,
    largest_first: bool,
) -> pd.DataFrame:
    """One page of the cases behind a number, with the facts of their projects."""
    order = f"numerator {'desc' if largest_first else 'asc'} nulls last, subject_id"
    return snapshot.query(
        f"""
        with page as (
            select
                cases.subject_id,
                cases.unit_code,
                cases.numerator,
                cases.denominator,
            from result.indicator_cases as cases
            join core.unit_tree as tree
                on tree.unit_code = cases.unit_code and tree.ancestor_code = ?
            where cases.indicator_id = ? and cases.month = ?
            order by {order}
            limit ? offset ?
        )
        select
            page.subject_id,
            page.unit_code,
            units.name_zh,
            units.name_en,
            page.numerator,
            page.denominator,
            projects.customer_class,
            projects.service,
            projects.accepted_at,
            projects.energised_at,
        from page
        join core.units as units on units.unit_code = page.unit_code
        left join core.projects as projects on projects.project_id = page.subject_id
        order by {order}
        """,
        [unit, indicator, month, min(limit, PAGE_ROWS), max(offset, 0)],
    )


class HitCount(NamedTuple):
    """How many hits a list holds; those without a unit are counted apart, as no coverage has them."""

    with_unit: int
    without_unit: int

    @property
    def total(self) -> int:
        return self.with_unit + self.without_unit


LISTED = """
        listed as (
            select unit_code
            from core.unit_tree
            where ancestor_code = $unit

            union all

            select null as unit_code
            from core.units
            where parent_code is null
            having min(unit_code) = $unit
        )
"""
"""`listed`: a unit and all below it; the root also lists what is without a unit."""

MONTH_SIDES = f"""
        with {LISTED},
        month_sides as (
            select sides.*
            from result.hit_sides as sides
            join listed on listed.unit_code is not distinct from sides.unit_code
            where
                sides.month = $month
                and ($rule is null or sides.rule_id = $rule)
                and ($stage is null or sides.stage = $stage)
                and ($contractor is null or sides.contractor_id = $contractor)
        )
"""
"""`month_sides`: what a rule found in a unit, all below it included, among what it tested in a month.

A hit is found under the month in which its subject was tested, as in the coverage; the day on which
the deviation showed may lie in a later one.
"""


def count_hits(
    snapshot: Snapshot,
    rule: str,
    unit: str,
    month: date,
    *,
    stage: str | None = None,
    contractor: str | None = None,
) -> HitCount:
    """How many hits one rule's list of a unit and month holds, of one stage and contractor if these are given."""
    found = snapshot.query(
        f"""
        {MONTH_SIDES}
        select
            coalesce(sum(hits) filter (where unit_code is not null), 0) as with_unit,
            coalesce(sum(hits) filter (where unit_code is null), 0) as without_unit
        from month_sides
        """,
        {"rule": rule, "unit": unit, "month": month, "stage": stage, "contractor": contractor},
    )
    return HitCount(*(int(count) for count in found.iloc[0]))


def hits(
    snapshot: Snapshot,
    rule: str,
    unit: str,
    month: date,
    *,
    offset: int,
    limit: int,
    stage: str | None = None,
    contractor: str | None = None,
) -> pd.DataFrame:
    """One page of a rule's hits, the latest first, those without a unit last; see `count_hits`.

    `evidence` is a dict of the evidence columns.
    """
    found = snapshot.query(
        f"""
        with {LISTED},
        tested as (
            select hits.*
            from result.rule_hits as hits
            join listed on listed.unit_code is not distinct from hits.unit_code
            where
                hits.rule_id = $rule
                and hits.tested_on >= $month
                and hits.tested_on < $month::date + to_months(1)
        ),
        sides as ({sides_of("tested")})
        select
            hits.hit_id,
            hits.rule_id,
            hits.subject_type,
            hits.subject_id,
            hits.unit_code,
            units.name_zh,
            units.name_en,
            hits.happened_on,
            hits.amount_cny,
            hits.severity,
            hits.evidence,
        from tested as hits
        join sides on sides.hit_id = hits.hit_id
        left join core.units as units on units.unit_code = hits.unit_code
        where
            ($stage is null or sides.stage = $stage)
            and ($contractor is null or sides.contractor_id = $contractor)
        order by hits.unit_code is null, hits.happened_on desc nulls last, hits.hit_id
        limit $limit offset $offset
        """,
        {
            "rule": rule,
            "unit": unit,
            "month": month,
            "stage": stage,
            "contractor": contractor,
            "limit": min(limit, PAGE_ROWS),
            "offset": max(offset, 0),
        },
    )
    return found.assign(evidence=found["evidence"].map(json.loads))


def hit_sides(
    snapshot: Snapshot, unit: str, month: date, *, stage: str | None, contractor: str | None
) -> pd.DataFrame:
    """By what a month's hits can be narrowed: rule_id, stage, contractor_id, contractor (name), hits.

    Of one stage and contractor if these are given; empty where a hit has none.
    """
    return snapshot.query(
        f"""
        {MONTH_SIDES}
        select
            sides.rule_id,
            sides.stage,
            sides.contractor_id,
            any_value(contractors.name) as contractor,
            sum(sides.hits)::bigint as hits
        from month_sides as sides
        left join source.contractors as contractors on contractors.contractor_id = sides.contractor_id
        group by sides.rule_id, sides.stage, sides.contractor_id
        order by sides.rule_id, sides.stage, sides.contractor_id
        """,
        {"rule": None, "unit": unit, "month": month, "stage": stage, "contractor": contractor},
    )
