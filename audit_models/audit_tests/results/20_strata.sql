-- Contracts by size, by unit. The edges are those of the tender limits: an amount on an edge is in the stratum
-- above it. Both edges empty: no amount.
with strata (from_cny, below_cny) as (
    values
        (null, 100000), (100000, 500000), (500000, 1000000), (1000000, 2000000), (2000000, 4000000),
        (4000000, null)
),

contracts as (
    select placed.unit_code, placed.amount_cny
    from core.placed_contracts as placed
    cross join core.run as run
    where placed.unit_code is not null and (placed.signed_on <= run.as_of or placed.signed_on is null)
)

select
    contracts.unit_code,
    cast(strata.from_cny as double) as from_cny,
    cast(strata.below_cny as double) as below_cny,
    count(*) as contracts,
    cast(sum(contracts.amount_cny) as double) as amount_cny
from contracts
left join strata
    on contracts.amount_cny >= coalesce(strata.from_cny, contracts.amount_cny)
    and (contracts.amount_cny < strata.below_cny or strata.below_cny is null)
group by all
order by all
