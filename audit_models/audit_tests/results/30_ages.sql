-- Contracts accepted and not settled by as_of, by the calendar days since acceptance, by unit.
with bands (from_days, to_days) as (
    values (0, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, null)
),

unsettled as (
    select placed.unit_code, placed.amount_cny, run.as_of - contracts.accepted_on as days
    from source.contracts as contracts
    inner join core.placed_contracts as placed on placed.contract_id = contracts.contract_id
    cross join core.run as run
    where
        placed.unit_code is not null
        and contracts.accepted_on <= run.as_of
        and (contracts.settled_on is null or contracts.settled_on > run.as_of)
)

select
    unsettled.unit_code,
    cast(bands.from_days as double) as from_days,
    cast(bands.to_days as double) as to_days,
    count(*) as contracts,
    cast(sum(unsettled.amount_cny) as double) as amount_cny
from unsettled
inner join bands
    on unsettled.days >= bands.from_days
    and (unsettled.days <= bands.to_days or bands.to_days is null)
group by all
order by all
