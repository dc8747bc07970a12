/* ---
id: CT17
title: {zh: 关联投标, en: Related bidders}
says:
  zh: "采购{subject_id}：投标人{first_contractor_id}和{second_contractor_id}等{same_bidders}家的{tie_zh}相同。"
  en: "Tender {subject_id}: {same_bidders} bidders, among them {first_contractor_id} and {second_contractor_id}, have the same {tie_en}."
why:
  zh: 存在控股、管理关系或负责人为同一人的单位不得同时投标，它们之间没有真正的竞争。
  en: Firms under one head or one owner may not bid against each other; between them there is no real competition.
innocent:
  zh: 电话、地址为代理记账公司或园区共用，投标分属不同标段，或工商信息未更新。
  en: A bookkeeping agency or business park lends its telephone or address, the bids were for different lots, or the company data is out of date.
ground: [tendering_regulation.art_34]
severity: H
subject: tender
hit_key: [subject_id]
needs: [tenders, bids, contractors]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
needs_to_clear:
  - contractors.legal_rep
  - contractors.phone
  - contractors.address
  - contractors.bank_account
  - contractors.sponsor_unit_code
status: active
--- */
with bidders as (
    select distinct
        bids.tender_id,
        bids.contractor_id,
        text_key(contractors.legal_rep) as legal_rep_key,
        code_key(contractors.phone) as phone_key,
        text_key(contractors.address) as address_key,
        code_key(contractors.bank_account) as account_key,
        contractors.sponsor_unit_code
    from bids
    inner join contractors on contractors.contractor_id = bids.contractor_id
    where bids.status <> 'withdrawn'
),

ties as (
    select tender_id, contractor_id, 1 as tie, legal_rep_key as tie_key
    from bidders

    union all

    select tender_id, contractor_id, 2 as tie, phone_key as tie_key
    from bidders

    union all

    select tender_id, contractor_id, 3 as tie, address_key as tie_key
    from bidders

    union all

    select tender_id, contractor_id, 4 as tie, account_key as tie_key
    from bidders

    union all

    select tender_id, contractor_id, 5 as tie, sponsor_unit_code as tie_key
    from bidders
),

shared as (
    select
        tender_id,
        tie,
        tie_key,
        count(*) as same_bidders,
        min(contractor_id) as first_contractor_id,
        max(contractor_id) as second_contractor_id
    from ties
    where tie_key is not null
    group by tender_id, tie, tie_key
    having count(*) > 1
),

ranked as (
    select
        shared.*,
        row_number() over (
            partition by tender_id
            order by tie nulls last, same_bidders desc nulls last, tie_key nulls last
        ) as place
    from shared
),

completeness as (
    select
        tender_id,
        case
            when count(*) < 2 then null
            when count(legal_rep_key) < count(*) then 'contractors.legal_rep'
            when count(phone_key) < count(*) then 'contractors.phone'
            when count(address_key) < count(*) then 'contractors.address'
            when count(account_key) < count(*) then 'contractors.bank_account'
        end as empty_column
    from bidders
    group by tender_id
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    case
        when ranked.tender_id is not null then true
        when placed_tenders.bids is not null and completeness.empty_column is null then false
    end as is_hit,
    coalesce(completeness.empty_column, 'bids') as missing,
    placed_tenders.tested_on as happened_on,
    placed_tenders.estimate_cny as amount_cny,
    placed_tenders.method,
    placed_tenders.bids,
    ranked.same_bidders,
    ranked.first_contractor_id,
    ranked.second_contractor_id,
    case ranked.tie
        when 1 then '法定代表人' when 2 then '电话' when 3 then '地址' when 4 then '银行账户' when 5 then '主办单位'
    end as tie_zh,
    case ranked.tie
        when 1 then 'legal representative' when 2 then 'telephone' when 3 then 'address' when 4 then 'bank account'
        when 5 then 'sponsor unit'
    end as tie_en
from placed_tenders
left join completeness on completeness.tender_id = placed_tenders.tender_id
left join ranked
    on ranked.tender_id = placed_tenders.tender_id
    and ranked.place = 1
