/* ---
id: CT16
title: {zh: 标书同源, en: Same origin of bids}
says:
  zh: "采购{subject_id}：承包商{first_contractor_id}和{second_contractor_id}等{same_bidders}家的投标{origin_zh}相同。"
  en: "Tender {subject_id}: the bids of {same_bidders} bidders, among them contractors {first_contractor_id} and {second_contractor_id}, have the same {origin_en}."
why:
  zh: 不同投标人的标书出自同一台电脑、同一作者或同一保证金账户，说明由同一方编制。
  en: Bids of different bidders from one computer, author or bond account were made by one hand.
innocent:
  zh: 由同一代理公司或公共场所统一上传，作者为软件默认名，或网络出口地址共用。
  en: They were uploaded by the same service or from a public place, the author is a default of the software, or a network address is shared.
ground: [tendering_regulation.art_40]
severity: H
subject: tender
hit_key: [subject_id]
needs: [tenders, bids]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
needs_to_clear: [bids.mac, bids.file_author, bids.bond_account, bids.ip]
status: active
--- */
with compared as (
    select
        tender_id,
        min(case when same_bidders is not null then trait_no end) as shared_no,
        min(case when bidders > 1 and filled < asked then trait_no end) as empty_no
    from tender_traits
    where trait in ('bids.mac', 'bids.file_author', 'bids.bond_account', 'bids.ip')
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
    case when shared.trait = 'bids.ip' then 'M' else 'H' end as severity,
    placed_tenders.method,
    placed_tenders.bids,
    shared.same_bidders,
    shared.first_contractor_id,
    shared.second_contractor_id,
    case shared.trait
        when 'bids.mac' then '网卡地址'
        when 'bids.file_author' then '文件作者'
        when 'bids.bond_account' then '保证金账户'
        when 'bids.ip' then 'IP地址'
    end as origin_zh,
    case shared.trait
        when 'bids.mac' then 'network card'
        when 'bids.file_author' then 'file author'
        when 'bids.bond_account' then 'bond account'
        when 'bids.ip' then 'IP address'
    end as origin_en
from placed_tenders
left join compared on compared.tender_id = placed_tenders.tender_id
left join tender_traits as shared
    on shared.tender_id = compared.tender_id
    and shared.trait_no = compared.shared_no
left join tender_traits as empty_cells
    on empty_cells.tender_id = compared.tender_id
    and empty_cells.trait_no = compared.empty_no
