"""How a rule did: its hits, their money, and how many of the inspected subjects were confirmed."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot


def rule_records(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Every rule with a hit in the twelve months that end with `month`, among the units that the reader sees.

    Columns: rule_id, hits, amount_cny (of the hits that have an amount), with_amount, inspected (subjects), confirmed
    (wholly or in part). Subjects with two hits of one rule are inspected once.
    """
    return snapshot.query(
        """
        with found as (
            select hits.hit_id, hits.rule_id, hits.amount_cny
            from result.rule_hits as hits
            join core.unit_tree as tree on tree.unit_code = hits.unit_code and tree.ancestor_code = $unit
            where
                hits.tested_on >= $month::date - to_months(11)
                and hits.tested_on < $month::date + to_months(1)
        )
        select
            found.rule_id,
            count(*) as hits,
            sum(found.amount_cny)::double as amount_cny,
            count(found.amount_cny) as with_amount,
            count(distinct verdicts.subject_id) as inspected,
            count(distinct verdicts.subject_id)
                filter (where verdicts.verdict in ('confirmed', 'partly_confirmed')) as confirmed
        from found
        left join result.hit_verdicts as verdicts on verdicts.hit_id = found.hit_id
        group by found.rule_id
        order by found.rule_id
        """,
        {"unit": unit, "month": month},
    )
