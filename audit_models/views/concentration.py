"""How the contract money of a unit is spread over its contractors."""

import pandas as pd

from audit_models.snapshot import Snapshot

POINTS = 100
"""Points of a Lorenz curve at the most."""


def contractor_shares(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    """The Lorenz curve of contract amounts over contractors, smallest first, as at most 100 points.

    contractors and contractor_share: how many, and which part of all, up to the point; amount_cny and
    amount_share: what they have together. The last point has everything; `largest_share` is the largest
    contractor's part, `gini` the Gini coefficient over all contractors (Gini 1912).
    """
    return snapshot.query(
        f"""
        with own as (
            select contracts.contractor_id, sum(contracts.amount_cny)::double as amount_cny
            from source.contracts as contracts
            left join source.client_projects as projects
                on projects.project_id = contracts.project_id
            join core.unit_tree as tree
                on tree.unit_code = coalesce(contracts.unit_code, projects.unit_code)
                and tree.ancestor_code = ?
            where contracts.amount_cny > 0
            group by contracts.contractor_id
        ),
        added as (
            select
                row_number() over rising as contractors,
                sum(amount_cny) over (rising rows unbounded preceding) as amount_cny,
                amount_cny as own_cny,
                count(*) over () as everybody,
                sum(amount_cny) over () as total_cny
            from own
            window rising as (order by amount_cny, contractor_id)
        )
        select
            contractors,
            contractors / everybody as contractor_share,
            amount_cny,
            amount_cny / total_cny as amount_share,
            max(own_cny) over () / total_cny as largest_share,
            (
                select
                    2 * sum(contractors * own_cny) / (any_value(everybody) * any_value(total_cny))
                    - (any_value(everybody) + 1) / any_value(everybody)
                from added
            ) as gini
        from added
        where contractors = everybody
            or floor(contractors * {POINTS - 1} / everybody)
            > floor((contractors - 1) * {POINTS - 1} / everybody)
        order by contractors
        """,
        [unit],
    )
