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
with standing_bids as (
    select
        bids.tender_id,
        bids.contractor_id,
        text_key(bids.mac) as mac_key,
        text_key(bids.file_author) as author_key,
        code_key(bids.bond_account) as account_key,
        text_key(bids.ip) as ip_key
    from bids
    where bids.status <> 'withdrawn'
),

origins as (
    select tender_id, contractor_id, 1 as origin, mac_key as origin_key
    from standing_bids

    union all

    select tender_id, contractor_id, 2 as origin, author_key as origin_key
    from standing_bids

    union all

    select tender_id, contractor_id, 3 as origin, account_key as origin_key
    from standing_bids

    union all

    select tender_id, contractor_id, 4 as origin, ip_key as origin_key
    from standing_bids
),

shared as (
    select
        tender_id,
        origin,
        origin_key,
        count(distinct contractor_id) as same_bidders,
        min(contractor_id) as first_contractor_id,
        max(contractor_id) as second_contractor_id
    from origins
    where origin_key is not null
    group by tender_id, origin, origin_key
    having count(distinct contractor_id) > 1
),

ranked as (
    select
        shared.*,
        row_number() over (
            partition by tender_id
            order by origin nulls last, same_bidders desc nulls last, origin_key nulls last
        ) as place
    from shared
),

completeness as (
    select
        tender_id,
        case
            when count(distinct contractor_id) < 2 then null
            when count(mac_key) < count(*) then 'bids.mac'
            when count(author_key) < count(*) then 'bids.file_author'
            when count(account_key) < count(*) then 'bids.bond_account'
            when count(ip_key) < count(*) then 'bids.ip'
        end as empty_column
    from standing_bids
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
    case when ranked.origin = 4 then 'M' else 'H' end as severity,
    placed_tenders.method,
    placed_tenders.bids,
    ranked.same_bidders,
    ranked.first_contractor_id,
    ranked.second_contractor_id,
    case ranked.origin
        when 1 then '网卡地址' when 2 then '文件作者' when 3 then '保证金账户' when 4 then 'IP地址'
    end as origin_zh,
    case ranked.origin
        when 1 then 'network card' when 2 then 'file author' when 3 then 'bond account' when 4 then 'IP address'
    end as origin_en
from placed_tenders
left join completeness on completeness.tender_id = placed_tenders.tender_id
left join ranked
    on ranked.tender_id = placed_tenders.tender_id
    and ranked.place = 1
