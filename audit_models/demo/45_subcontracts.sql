-- Subcontracts of the works: on a quarter of them labour or a specialised part, 8–30 % of the amount,
-- approved, with a firm that only works as a subcontractor. Planted: everything passed on (IM05),
-- main works, without approval or passed on once more (IM06), to a firm that lost the tender (CT19).
create table source.subcontracts as
with
works as (
    select
        contracts.*,
        tenders.tender_plant,
        losers.bidder_key as loser_key,
    from demo.contracts as contracts
    left join demo.tenders on tenders.contract_id = contracts.contract_id
    left join demo.bids as losers on losers.contract_id = contracts.contract_id and losers.slot = 2
    where contracts.scope = 'construction' and contracts.has_started
),

parts as (
    select
        *,
        case
            when contract_plant = 'IM05' or (contract_plant = 'IM06' and variant >= 0.66) then 2
            when contract_plant = 'IM06' or tender_plant = 'CT19' or chance('subcontract', contract_key, 0.25) then 1
            else 0
        end as parts,
    from works
),

numbered as (
    select *, unnest(range(1, parts + 1)) as part from parts
)

select
    'U' || lpad(cast(contract_key as varchar), 10, '0') || part as subcontract_id,
    contract_id,
    'C' || lpad(cast(case
        when tender_plant = 'CT19' then loser_key
        else city_no * 1000 + 260 + whole('subcontractor', contract_key * 10 + part, 0, 9)
    end as varchar), 9, '0') as contractor_id,
    money(amount_cny * case
        when contract_plant = 'IM05' then between_two('passed on', contract_key * 10 + part, 0.43, 0.47)
        else between_two('part', contract_key * 10 + part, 0.08, 0.30)
    end) as amount_cny,
    if(
        contract_plant = 'IM06' and part = 2, 'U' || lpad(cast(contract_key as varchar), 10, '0') || 1, null
    ) as parent_subcontract_id,
    least(clock_day(greatest(start_clock, signed_day)), getvariable('as_of')) as signed_on,
    case
        when contract_plant = 'IM06' and variant < 0.33 then 'main_works'
        when contract_plant = 'IM05' or chance('labour', contract_key, 0.6) then 'labour'
        else 'professional'
    end as kind,
    not coalesce(contract_plant = 'IM06' and variant between 0.33 and 0.66, false) as is_approved,
from numbered;
