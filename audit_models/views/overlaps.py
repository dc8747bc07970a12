"""Which rules find the same: hits on one project, or on one subject without a project."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot

FOUND = """
    hit as (
        select distinct
            hits.rule_id,
            case
                when hits.subject_type = 'project' then 'project ' || hits.subject_id
                when contracts.project_id is not null then 'project ' || contracts.project_id
                else hits.subject_type || ' ' || hits.subject_id
            end as subject
        from result.rule_hits as hits
        join core.unit_tree as tree on tree.unit_code = hits.unit_code and tree.ancestor_code = $unit
        left join source.contracts as contracts
            on hits.subject_type = 'contract' and contracts.contract_id = hits.subject_id
        where
            hits.tested_on >= $month::date - to_months(11)
            and hits.tested_on < $month::date + to_months(1)
    )
"""
"""Rule by subject of the twelve months that end with `month`: a contract counts as its project."""


def rule_overlaps(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Every two rules that hit one subject in common, the most alike first.

    Columns: rule_id, other_id (both orders of every pair), subjects, other_subjects (how many each of them hits),
    both, jaccard (both ÷ those that either hits, 0 … 1).
    """
    return snapshot.query(
        f"""
        with {FOUND},
        counted as (
            select rule_id, count(*) as subjects
            from hit
            group by rule_id
        ),
        shared as (
            select hit.rule_id, other.rule_id as other_id, count(*) as both_hit
            from hit
            join hit as other on other.subject = hit.subject and other.rule_id <> hit.rule_id
            group by hit.rule_id, other.rule_id
        )
        select
            shared.rule_id,
            shared.other_id,
            own.subjects,
            others.subjects as other_subjects,
            shared.both_hit as both,
            shared.both_hit / (own.subjects + others.subjects - shared.both_hit) as jaccard
        from shared
        join counted as own on own.rule_id = shared.rule_id
        join counted as others on others.rule_id = shared.other_id
        order by jaccard desc, shared.rule_id, shared.other_id
        """,
        {"unit": unit, "month": month},
    )
