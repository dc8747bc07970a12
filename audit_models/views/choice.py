"""Who chose the contractor: the papers of one project, in the order in which they should have come."""

import pandas as pd

from audit_models.snapshot import Snapshot


def choice_steps(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """One row a step: step (plan_reply, design, construction, entrustment, bids), happened_on, who, state.

    state: found · missing (the source was delivered and has nothing) · unknown (it was not delivered, or
    an empty cell leaves it open).
    """
    return snapshot.query(
        """
        with steps as (
            select * from (
                values
                (1, 'plan_reply', 'client_projects.project_id'),
                (2, 'design', 'contracts.scope'),
                (3, 'construction', 'contracts.scope'),
                (4, 'entrustment', 'contracts.has_entrustment'),
                (5, 'bids', 'contracts.tender_id')
            ) as listed (place, step, need)
        ),
        signed as (
            select
                contracts.*,
                contractors.name as contractor,
                row_number() over (
                    partition by contracts.scope = 'design' order by contracts.signed_on, contracts.contract_id
                ) as place
            from source.contracts as contracts
            left join source.contractors as contractors
                on contractors.contractor_id = contracts.contractor_id
            where contracts.project_id = $project and contracts.scope in ('design', 'construction', 'epc')
        ),
        works as (
            select * from signed
            where scope <> 'design' and place = 1
        ),
        found as (
            select 'plan_reply' as step, cast(plan_replied_at as date) as happened_on, null as who, true as is_there
            from core.projects
            where project_id = $project and plan_replied_at is not null

            union all

            select 'design', signed_on, contractor, true from signed
            where place = 1 and scope = 'design'

            union all

            select 'construction', signed_on, contractor, true from works

            union all

            select 'entrustment', signed_on, contractor, has_entrustment from works

            union all

            select 'bids', max(cast(bids.submitted_at as date)), count(distinct bids.contractor_id)::varchar, true
            from works
            join source.bids as bids on bids.tender_id = works.tender_id
            having count(*) > 0
        )
        select
            steps.step,
            case when found.is_there then found.happened_on end as happened_on,
            case when found.is_there then found.who end as who,
            case
                when found.is_there then 'found'
                when supplied.column_name is null or (found.step is not null and found.is_there is null)
                    then 'unknown'
                else 'missing'
            end as state
        from steps
        left join found on found.step = steps.step
        left join meta.supplied as supplied
            on supplied.table_name || '.' || supplied.column_name = steps.need
        order by steps.place
        """,
        {"project": project_id},
    )
