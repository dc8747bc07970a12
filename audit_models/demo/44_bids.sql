-- Bids, one a bidder: slot 1 has won. The others are private firms of the trade in the city, in every
-- second tender that a private firm wins also one affiliate.
create table demo.bids as
with
slots as (
    select tenders.*, unnest(range(1, bidders + 1)) as slot from demo.tenders as tenders
),

companies as (
    select
        *,
        contract_key * 10 + slot as bid_key,
        case
            when slot = 1 then contractor_key
            -- Planted (CT17): two firms with one telephone.
            when tender_plant = 'CT17' and slot in (2, 3) then city_no * 1000 + 200 + 38 + slot - 1
            -- Planted (CT10): one firm of the two largest cities always bids and never wins.
            when slot = 3 and tender_plant is null and scope = 'construction' and city_no in (2, 3)
                and chance('loser', contract_key, 0.7) then city_no * 1000 + 241
            when slot = 2 and not is_affiliate and chance('affiliate bids', contract_key, 0.5)
                then city_no * 1000 + trade_no * 100 + whole('affiliate bidder', contract_key, 0, affiliates - 1)
            else city_no * 1000 + trade_no * 100 + 20 + (
                if(
                    is_affiliate or contractor_key >= 900000, whole('first bidder', contract_key, 0, privates - 1),
                    contractor_key % 100 - 20
                ) + slot - 1
            ) % privates
        end as bidder_key,
    from slots
),

priced as (
    select
        *,
        case
            when slot = 1 then 1.0
            when tender_plant = 'CT09' then power(1.03, slot - 1)
            when tender_plant = 'CT13' and slot = 4 then between_two('too low', contract_key, 0.86, 0.95)
            else 1
                + case tender_plant
                    when 'CT06' then between_two('close', contract_key, 0.001, 0.007)
                    when 'CT07' then between_two('far', contract_key, 0.35, 0.55)
                    else between_two('second', contract_key, 0.030, 0.060)
                end
                + if(slot >= 3 and tender_plant is distinct from 'CT08', between_two('third', contract_key, 0.006, 0.018), 0)
                + if(slot >= 4, between_two('fourth', contract_key, 0.022, 0.028), 0)
                + if(slot >= 5, between_two('fifth', contract_key, 0.0028, 0.0045), 0)
        end as price_factor,
        case
            when slot = 1 then 'valid'
            when tender_plant = 'CT12' then 'disqualified'
            when tender_plant = 'CT13' and slot = 4 then 'disqualified'
            when tender_plant is not null then 'valid'
            when trait = 'excess_rejections' and slot >= 3 and chance('rejected', bid_key, 0.7) then 'disqualified'
            when slot = bidders and bidders >= 4 and chance('rejected', bid_key, 0.08) then 'disqualified'
            else 'valid'
        end as status,
    from companies
)

select * from priced;

create table source.bids as
select
    'N' || lpad(cast(bid_key as varchar), 12, '0') as bid_id,
    'Z' || contract_id as tender_id,
    'C' || lpad(cast(bidder_key as varchar), 9, '0') as contractor_id,
    money(amount_cny * price_factor) as amount_cny,
    case
        when tender_plant = 'CT11' and slot = 1
            then deadline_at + to_seconds(whole('late by', contract_key, 240, 1500))
        else deadline_at - to_seconds(whole('submitted', bid_key, 600, 180000))
    end as submitted_at,
    status,
    slot = 1 as is_winner,
    '10.' || city_no || '.' || bidder_key // 100 % 100 || '.' || bidder_key % 100 as ip,
    '00:00:5E:' || upper(lpad(printf('%x', if(
        tender_plant = 'CT16' and slot in (1, 3) and chance('same mac', contract_key, 0.6), contractor_key, bidder_key
    )), 6, '0')) as mac,
    '演示编制人' || lpad(cast(if(
        tender_plant = 'CT16' and slot in (1, 3) and not chance('same mac', contract_key, 0.6), contractor_key, bidder_key
    ) as varchar), 6, '0') as file_author,
    '00630000' || lpad(cast(bidder_key as varchar), 8, '0') as bond_account,
from demo.bids
union all by name
select
    'N' || contracts.contract_id as bid_id,
    contracts.tender_id,
    contracts.contractor_id,
    contracts.amount_cny,
    cast(contracts.awarded_on - 2 as timestamp) + interval 11 hours as submitted_at,
    'valid' as status,
    true as is_winner,
from source.contracts as contracts
where contracts.tender_id is not null
    and not exists (select 1 from demo.tenders where tenders.contract_id = contracts.contract_id);
