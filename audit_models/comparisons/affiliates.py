"""Projects of affiliates against those of other contractors: time, first inspection, failures without a clause.

Whose a project is, is told by its first signed construction or epc contract (`core.first_builders`). Compared are
the twelve months that end with `month`, within county × voltage × size band; what is not known of these is
left out.
"""

from datetime import date

import pandas as pd

from audit_models.comparisons.effects import Effect, rate_difference, shift
from audit_models.warehouse import Snapshot

PLACED = """
    placed as (
        select
            builders.project_key,
            builders.is_affiliate as is_ours,
            concat_ws('/', projects.unit_code, builders.voltage_kv, builders.size_band) as cell
        from core.first_builders as builders
        join core.projects as projects on projects.project_key = builders.project_key
        join core.unit_tree as tree
            on tree.unit_code = projects.unit_code and tree.ancestor_code = $unit
        where
            builders.is_affiliate is not null
            and builders.voltage_kv is not null
            and builders.size_band is not null
    )
"""


def connection_days(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """How many working days more the utility's own time takes for others: positive, affiliates are faster.

    By the month of energising; days as `own_days` of `core.connections`.
    """
    return shift(
        _counts(
            snapshot,
            f"""
            with {PLACED}
            select placed.cell, placed.is_ours, found.own_days as value, count(*) as cases
            from core.connections as found
            join placed on placed.project_key = found.project_key
            where
                found.own_days is not null
                and found.month <= $month
                and found.month > $month::date - to_months(12)
            group by all
            order by all
            """,
            unit,
            month,
        )
    )


def first_pass(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' projects pass the first completion inspection, in −1 … 1.

    By the month in which the first visit ended; a visit without a result is left out.
    """
    return rate_difference(
        _counts(
            snapshot,
            f"""
            with {PLACED},
            visits as (
                select
                    project_key,
                    arg_min(result, (started_at, work_order_id)) as result,
                    arg_min(finished_at, (started_at, work_order_id)) as finished_at
                from core.tasks
                where stage = 'final_check' and result is not null and finished_at is not null
                group by project_key
            )
            select placed.cell, placed.is_ours, found.result = 'passed' as is_yes, count(*) as cases
            from visits as found
            join placed on placed.project_key = found.project_key
            where
                found.finished_at >= $month::date - to_months(11)
                and found.finished_at < $month::date + to_months(1)
            group by all
            order by all
            """,
            unit,
            month,
        )
    )


def failures_without_clause(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' failed reviews and inspections name no clause: negative, others fare worse.

    Design reviews, interim and completion inspections that failed, compared within one kind, by the month of
    their end.
    """
    return rate_difference(
        _counts(
            snapshot,
            f"""
            with {PLACED}
            select
                concat_ws('/', placed.cell, found.stage) as cell,
                placed.is_ours,
                nullif(trim(found.clause), '') is null as is_yes,
                count(*) as cases
            from core.tasks as found
            join placed on placed.project_key = found.project_key
            where
                found.stage in ('design_review', 'mid_check', 'final_check')
                and found.result = 'failed'
                and found.finished_at >= $month::date - to_months(11)
                and found.finished_at < $month::date + to_months(1)
            group by all
            order by all
            """,
            unit,
            month,
        )
    )


def _counts(snapshot: Snapshot, sql: str, unit: str, month: date) -> pd.DataFrame:
    return snapshot.query(sql, {"unit": unit, "month": month})
