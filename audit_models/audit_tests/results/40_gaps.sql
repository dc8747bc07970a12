-- Gaps in the numbering of contracts, among the contracts of each unit and all below it. A number is the last
-- run of digits; numbers are one sequence where all before and after that run agree.
with parts as (
    select distinct
        tree.ancestor_code as unit_code,
        regexp_extract(contracts.contract_no, '^(.*?)(\d+)(\D*)$', 1) as prefix,
        try_cast(regexp_extract(contracts.contract_no, '^(.*?)(\d+)(\D*)$', 2) as hugeint) as number,
        regexp_extract(contracts.contract_no, '^(.*?)(\d+)(\D*)$', 3) as suffix
    from source.contracts as contracts
    inner join core.placed_contracts as placed on placed.contract_id = contracts.contract_id
    inner join core.unit_tree as tree on tree.unit_code = placed.unit_code
    where regexp_matches(contracts.contract_no, '\d')
),

ordered as (
    select
        *,
        lag(number) over (partition by unit_code, prefix, suffix order by number) as after
    from parts
    where number is not null
)

select
    unit_code,
    prefix || '…' || suffix as sequence,
    cast(after as varchar) as after,
    cast(number as varchar) as before,
    cast(number - after - 1 as double) as missing
from ordered
where number - after > 1
order by unit_code, missing desc, sequence, before
