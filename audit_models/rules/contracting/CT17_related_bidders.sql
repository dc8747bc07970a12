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
with compared as (
    select
        tender_id,
        min(case when same_bidders is not null then trait_no end) as shared_no,
        min(case when bidders > 1 and filled < asked and trait <> 'contractors.sponsor_unit_code' then trait_no end) as empty_no
    from tender_traits
    where trait not in ('bids.mac', 'bids.file_author', 'bids.bond_account', 'bids.ip')
    group by tender_id
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    case
        when compared.shared_no is not null then true
        when placed_tenders.bids is not null and compared.empty_no is null then false
    end as is_hit,
    coalesce(empty_cells.trait, 'bids') as missing,
    placed_tenders.tested_on as happened_on,
    placed_tenders.estimate_cny as amount_cny,
    placed_tenders.method,
    placed_tenders.bids,
    shared.same_bidders,
    shared.first_contractor_id,
    shared.second_contractor_id,
    case shared.trait
        when 'contractors.legal_rep' then '法定代表人'
        when 'contractors.phone' then '电话'
        when 'contractors.address' then '地址'
        when 'contractors.bank_account' then '银行账户'
        when 'contractors.sponsor_unit_code' then '主办单位'
    end as tie_zh,
    case shared.trait
        when 'contractors.legal_rep' then 'legal representative'
        when 'contractors.phone' then 'telephone'
        when 'contractors.address' then 'address'
        when 'contractors.bank_account' then 'bank account'
        when 'contractors.sponsor_unit_code' then 'sponsor unit'
    end as tie_en
from placed_tenders
left join compared on compared.tender_id = placed_tenders.tender_id
left join tender_traits as shared
    on shared.tender_id = compared.tender_id
    and shared.trait_no = compared.shared_no
left join tender_traits as empty_cells
    on empty_cells.tender_id = compared.tender_id
    and empty_cells.trait_no = compared.empty_no
