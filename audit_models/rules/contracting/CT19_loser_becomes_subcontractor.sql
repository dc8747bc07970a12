/* ---
id: CT19
title: {zh: 落标人变分包, en: Loser becomes subcontractor}
says:
  zh: "合同{subject_id}（采购{tender_id}）：落标人{contractor_id}投标报价{bid_cny}元，{happened_on}又分包到{subcontract_cny:金额未登记的}元的工程；落标后成为分包商的共{losing_subcontractors}家。"
  en: "Contract {subject_id} (tender {tender_id}): {contractor_id} bid {bid_cny} yuan and lost, and on {happened_on} took a subcontract of {subcontract_cny:unknown} yuan; losing bidders that became subcontractors: {losing_subcontractors}."
why:
  zh: 落标人拿到分包，可能是陪标的报酬，即投标人之间事先分好了工程。
  en: A subcontract for a loser may be the reward for a cover bid, the works having been shared out beforehand.
innocent:
  zh: 分包经客户同意并另行竞争取得，或当地具备该专业资质的企业很少。
  en: The subcontract was approved by the customer and won in competition of its own, or few firms nearby hold that qualification.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts.tender_id, bids.is_winner, subcontracts]
optional_needs: [contracts.project_id, subcontracts.signed_on]
status: active
--- */
with tendered_contracts as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.tender_id,
        contracts.amount_cny,
        contracts.signed_on
    from contracts
    left join projects on projects.project_id = contracts.project_id
    where contracts.tender_id is not null
),

bid_counts as (
    select tender_id, count(*) as bids
    from bids
    group by tender_id
),

bidding_subcontracts as (
    select
        tendered_contracts.contract_id,
        subcontracts.subcontract_id,
        subcontracts.contractor_id,
        subcontracts.amount_cny as subcontract_cny,
        coalesce(subcontracts.signed_on, tendered_contracts.signed_on) as happened_on,
        min(case when not bids.is_winner then bids.amount_cny end) as bid_cny,
        count(*) - count(bids.is_winner) as undecided_bids
    from tendered_contracts
    inner join subcontracts on subcontracts.contract_id = tendered_contracts.contract_id
    inner join bids
        on bids.tender_id = tendered_contracts.tender_id
        and bids.contractor_id = subcontracts.contractor_id
        and bids.status <> 'withdrawn'
    group by
        tendered_contracts.contract_id,
        subcontracts.subcontract_id,
        subcontracts.contractor_id,
        subcontracts.amount_cny,
        subcontracts.signed_on,
        tendered_contracts.signed_on
),

losers as (
    select
        contract_id,
        contractor_id,
        subcontract_cny,
        happened_on,
        bid_cny,
        row_number() over (
            partition by contract_id
            order by happened_on nulls last, subcontract_id nulls last
        ) as place
    from bidding_subcontracts
    where bid_cny is not null
),

loser_counts as (
    select contract_id, count(distinct contractor_id) as losing_subcontractors
    from losers
    group by contract_id
),

undecided as (
    select distinct contract_id
    from bidding_subcontracts
    where undecided_bids > 0
)

select
    tendered_contracts.contract_id as subject_id,
    tendered_contracts.unit_code,
    tendered_contracts.signed_on as tested_on,
    case
        when losers.contract_id is not null then true
        when bid_counts.bids is not null and undecided.contract_id is null then false
    end as is_hit,
    case when bid_counts.bids is null then 'bids' else 'bids.is_winner' end as missing,
    losers.happened_on,
    tendered_contracts.amount_cny,
    tendered_contracts.tender_id,
    losers.contractor_id,
    losers.bid_cny,
    losers.subcontract_cny,
    loser_counts.losing_subcontractors
from tendered_contracts
left join bid_counts on bid_counts.tender_id = tendered_contracts.tender_id
left join losers
    on losers.contract_id = tendered_contracts.contract_id
    and losers.place = 1
left join loser_counts on loser_counts.contract_id = tendered_contracts.contract_id
left join undecided on undecided.contract_id = tendered_contracts.contract_id
