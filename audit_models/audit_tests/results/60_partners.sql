-- Lists put side by side, by unit: how many rows of either have no partner in the other. What was not delivered is
-- compared with nothing.
with supplied as (
    select table_name, column_name from meta.supplied
),

placed as (
    select * from core.placed_contracts where unit_code is not null
),

tenders as (
    select tenders.tender_id, coalesce(tenders.unit_code, projects.unit_code) as unit_code
    from source.tenders as tenders
    left join source.client_projects as projects on projects.project_id = tenders.project_id
),

compared as (
    select
        'projects' as one,
        'contracts' as other,
        unit_code,
        1 as ones,
        cast(project_id not in (select project_id from placed where project_id is not null) as integer) as ones_alone,
        0 as others,
        0 as others_alone
    from source.client_projects

    union all

    select 'projects', 'contracts', unit_code, 0, 0, 1, cast(project_id is null as integer)
    from placed

    union all

    select
        'tenders', 'contracts', unit_code, 1,
        cast(tender_id not in (select tender_id from placed where tender_id is not null) as integer), 0, 0
    from tenders

    union all

    select 'tenders', 'contracts', unit_code, 0, 0, 1, cast(tender_id is null as integer)
    from placed

    union all

    select
        'contracts', 'payments', unit_code, 1,
        cast(contract_id not in (select contract_id from source.payments) as integer), 0, 0
    from placed

    union all

    select 'contracts', 'payments', placed.unit_code, 0, 0, 1, 0
    from source.payments as payments
    inner join placed on placed.contract_id = payments.contract_id
),

delivered as (
    select compared.*
    from compared
    where
        case one when 'projects' then 'client_projects' else one end in (select table_name from supplied)
        and other in (select table_name from supplied)
        -- A key that was never delivered would leave every row alone.
        and exists (
            select 1
            from supplied
            where
                supplied.table_name = case other when 'payments' then 'payments' else 'contracts' end
                and supplied.column_name
                = case one when 'projects' then 'project_id' when 'tenders' then 'tender_id' else 'contract_id' end
        )
        and unit_code is not null
)

select
    unit_code,
    one,
    other,
    sum(ones) as ones,
    sum(ones_alone) as ones_alone,
    sum(others) as others,
    sum(others_alone) as others_alone
from delivered
group by unit_code, one, other
order by unit_code, one desc, other
