/* ---
id: SV01
title: {zh: 停电公告违规, en: Outage notice}
says:
  zh: "停电{subject_id}（{kind_zh}，线路{feeder_id}，影响{customers_out}户）{started_at}开始，公告时间：{notified_at:未登记}[，提前{days_ahead}天（{hours_ahead}小时）]；公告内容完整：{is_notice_complete:未登记}。"
  en: "Outage {subject_id} ({kind_en}, feeder {feeder_id}, {customers_out} customers) began on {started_at}; notice given: {notified_at:not entered}[, {days_ahead} days ({hours_ahead} hours) ahead]; notice complete: {is_notice_complete:not entered}."
why:
  zh: 停电不按时限公告，客户来不及准备，是投诉和供电监管处罚的主要来源。
  en: Without timely notice customers cannot prepare; it is a main source of complaints and of the regulator's penalties.
innocent:
  zh: 紧急抢修误登记为计划或临时停电，已用其他渠道逐户通知，或公告时间登记有误。
  en: An emergency repair was entered as planned or temporary, customers were told one by one by other means, or the time of notice was written down wrongly.
ground: [power_supply_and_use_regulation.art_28]
severity: H
subject: outage
hit_key: [subject_id]
needs: [outages]
needs_to_clear: [outages.notified_at, outages.is_notice_complete]
params:
  min_days: [{from: 1900-01-01, value: 7}]
  min_hours: [{from: 1900-01-01, value: 24}]
status: active
--- */
with announced as (
    select
        outages.outage_id,
        outages.unit_code,
        outages.feeder_id,
        outages.kind,
        outages.started_at,
        outages.notified_at,
        outages.is_notice_complete,
        outages.customers_out,
        days_between(outages.notified_at, outages.started_at) as days_ahead,
        seconds_between(outages.notified_at, outages.started_at) as seconds_ahead,
        params.min_days,
        params.min_hours
    from outages
    inner join params on cast(outages.started_at as date) between params.valid_from and params.valid_to
    where outages.kind in ('planned', 'temporary')
),

judged as (
    select
        announced.*,
        case
            when kind = 'planned' then days_ahead < min_days
            else seconds_ahead < min_hours * 3600
        end as is_short
    from announced
)

select
    outage_id as subject_id,
    unit_code,
    cast(started_at as date) as tested_on,
    is_short or is_notice_complete = false as is_hit,
    case when notified_at is null then 'outages.notified_at' else 'outages.is_notice_complete' end as missing,
    cast(started_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case when kind = 'planned' then '计划' else '临时' end as kind_zh,
    kind as kind_en,
    feeder_id,
    started_at,
    notified_at,
    days_ahead,
    cast(floor(seconds_ahead / 3600.0) as integer) as hours_ahead,
    min_days,
    min_hours,
    is_notice_complete,
    customers_out
from judged
