/* ---
id: PF12
title: {zh: 目录外收费, en: Unlisted fee}
says:
  zh: "{subject_id}：{unlisted_fees}笔收费不在收费当日有效的目录内，共{amount_cny}元；最早一笔在{happened_on}，编码{item_code}（{fee_id}）。"
  en: "{subject_id}: charges that are not on the fee list in force on their day: {unlisted_fees}, {amount_cny} yuan in all; the first is item {item_code} ({fee_id}) on {happened_on}."
why:
  zh: 收费目录以外的任何收费都没有依据，是乱收费、搭车收费和私收费用的直接线索。
  en: What is not on the published list may not be charged; it points to arbitrary fees or to money taken privately.
innocent:
  zh: 收费目录导入不全或未更新，收费编码录入有误，或该笔已全额退还。
  en: The fee list that was imported is incomplete or out of date, the item code was written down wrongly, or the charge was paid back in full.
ground: [business_environment_regulation.art_28]
severity: H
subject: project
hit_key: [subject_id]
needs: [fees, fee_items]
optional_needs: [fees.charged_on, fee_items.valid_to]
status: active
--- */
with unlisted as (
    select
        fees.project_id,
        fees.fee_id,
        fees.item_code,
        fees.charged_on,
        fees.amount_cny
    from fees
    cross join run
    left join fee_items
        on fee_items.item_code = fees.item_code
        and fees.charged_on >= fee_items.valid_from
        and fees.charged_on <= coalesce(fee_items.valid_to, fees.charged_on)
    where
        fee_items.item_code is null
        and coalesce(fees.charged_on, run.as_of) <= run.as_of
),

in_order as (
    select
        unlisted.*,
        row_number() over (
            partition by project_id
            order by charged_on nulls last, fee_id nulls last
        ) as place,
        count(charged_on) over (partition by project_id) as unlisted_fees,
        sum(case when charged_on is not null then amount_cny end) over (partition by project_id) as unlisted_cny
    from unlisted
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when in_order.charged_on is not null then true
        when in_order.fee_id is null then false
    end as is_hit,
    'fees.charged_on' as missing,
    in_order.charged_on as happened_on,
    in_order.unlisted_cny as amount_cny,
    in_order.unlisted_fees,
    in_order.fee_id,
    in_order.item_code
from projects
left join in_order
    on in_order.project_id = projects.project_id
    and in_order.place = 1
