-- Releases with awards and bids, none of whose awards is still open; suppliers: the ids in the active ones.
-- supplier_id: the only supplier of the only active award, where there is one of each.
with summed as (
    select
        releases.release_key,
        count(*) filter (where awards.status = 'active') as active_awards,
        flatten(list(awards.suppliers) filter (where awards.status = 'active')) as suppliers
    from releases
    left join awards on awards.release_key = releases.release_key
    where releases.awards is not null and releases.details is not null
    group by releases.release_key
    having count(*) filter (where awards.status not in ('active', 'cancelled', 'unsuccessful')) = 0
)

select
    release_key,
    case when active_awards = 1 and len(suppliers) = 1 then suppliers[1].id end as supplier_id,
    list_sort(list_distinct([supplier.id for supplier in suppliers if supplier.id is not null])) as supplier_ids
from summed
