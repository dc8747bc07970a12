/* ---
id: CT14
title: {zh: 否决率异常, en: Excess rejections}
says:
  zh: "{kind_zh}{subject_id}：{bids}份投标中{rejected_bids}份被否决（{rejected_percent}%），达到{members}个同类主体的上限{fence_percent}%。"
  en: "{subject_id} ({kind_en}): {rejected_bids} of {bids} bids were disqualified ({rejected_percent}%), which reaches the upper fence of {fence_percent}% of {members} of its kind."
why:
  zh: 否决率明显偏高，可能以资格条件排斥竞争者，或投标只为凑数。
  en: Many rejections may mean that competitors are kept out by conditions, or that bids are handed in for show.
innocent:
  zh: 招标文件要求专业性强、投标人准备不足，或集中清理了不合格供应商。
  en: The documents asked for special skills, the bidders were badly prepared, or unqualified suppliers were sorted out.
ground: [own_practice]
severity: M
subject: unit
hit_key: [subject_type, subject_id]
needs: [bids, tenders]
optional_needs: [tenders.unit_code, tenders.project_id, tenders.agency, tenders.awarded_at, tenders.deadline_at]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
  min_bids: [{from: 1900-01-01, value: 10}]
status: active
--- */
-- One fence for each kind of subject: unit, agency, bidder. Who has too few bids has no part in it, and no row.
with submitted as (
    select
        placed_tenders.unit_code,
        placed_tenders.agency,
        bids.contractor_id,
        bids.status = 'disqualified' as is_rejected
    from bids
    inner join placed_tenders on placed_tenders.tender_id = bids.tender_id
    where bids.status <> 'withdrawn' and placed_tenders.tested_on <= placed_tenders.as_of
),

by_kind as (
    select 'unit' as subject_type, unit_code as subject_id, is_rejected
    from submitted

    union all

    select 'agency' as subject_type, agency as subject_id, is_rejected
    from submitted
    where agency is not null

    union all

    select 'contractor' as subject_type, contractor_id as subject_id, is_rejected
    from submitted
),

members as (
    select
        by_kind.subject_type,
        by_kind.subject_id,
        run.as_of,
        params.fence_factor,
        count(*) as bids,
        count(*) filter (where by_kind.is_rejected) as rejected_bids,
        cast(count(*) filter (where by_kind.is_rejected) as double) / count(*) as share
    from by_kind
    cross join run
    inner join params on run.as_of between params.valid_from and params.valid_to
    group by by_kind.subject_type, by_kind.subject_id, run.as_of, params.fence_factor, params.min_bids
    having count(*) >= params.min_bids or by_kind.subject_id is null
),

ranked as (
    select
        subject_type,
        share,
        row_number() over (partition by subject_type order by share nulls last, subject_id nulls last) as place,
        count(*) over (partition by subject_type) as n
    from members
    where subject_id is not null
),

quartiles as (
    select
        subject_type,
        n,
        sum(share * greatest(0, 1 - abs(place - greatest(1, least(n, (3 * n + 5) / 12.0))))) as q1,
        sum(share * greatest(0, 1 - abs(place - greatest(1, least(n, (9 * n + 7) / 12.0))))) as q3
    from ranked
    group by subject_type, n
),

judged as (
    select
        members.*,
        quartiles.n,
        case
            when round(quartiles.q3 - quartiles.q1, 9) > 0
                then round(quartiles.q3 + members.fence_factor * (quartiles.q3 - quartiles.q1), 9)
        end as fence
    from members
    left join quartiles on quartiles.subject_type = members.subject_type
)

select
    subject_type,
    subject_id,
    case when subject_type = 'unit' then subject_id end as unit_code,
    cast(null as date) as tested_on,
    case when subject_id is not null then coalesce(round(share, 9) >= fence, false) end as is_hit,
    'tenders.unit_code' as missing,
    as_of as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case subject_type when 'unit' then '单位' when 'agency' then '代理机构' else '投标人' end as kind_zh,
    case subject_type when 'unit' then 'unit' when 'agency' then 'agency' else 'bidder' end as kind_en,
    bids,
    rejected_bids,
    n as members,
    round(100.0 * share, 1) as rejected_percent,
    round(100.0 * fence, 1) as fence_percent
from judged
