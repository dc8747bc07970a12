/* ---
id: SV02
title: {zh: 重复停电, en: Repeated outage}
says:
  zh: "线路{subject_id}自{first_on}至{third_on}的{days}天内停电三次（标准：{max_days}天）；至今共停电{outages_in_all}次，最近一次{last_outage_on}。"
  en: "Feeder {subject_id} had three outages in {days} days, from {first_on} to {third_on} (the standard: {max_days} days); {outages_in_all} outages in all, the last on {last_outage_on}."
why:
  zh: 同一线路反复停电说明检修计划不统筹或设备隐患未治理，客户反复受影响。
  en: A feeder that fails or is switched off again and again points to works not bundled or to defects left standing; the same customers suffer each time.
innocent:
  zh: 极端天气等不可抗力，同一故障的多次跳闸被分别登记，或不同分支的停电登记在同一线路上。
  en: Extreme weather, several trips of one fault entered separately, or outages of different branches entered under one feeder.
ground: [repeated_outage_promise]
severity: M
subject: feeder
hit_key: [subject_id]
needs: [outages]
params:
  max_days: [{from: 1900-01-01, value: 60}]
status: active
--- */
with numbered as (
    select
        outages.feeder_id,
        outages.unit_code,
        outages.outage_id,
        cast(outages.started_at as date) as started_on,
        cast(
            lag(outages.started_at, 2) over (
                partition by outages.feeder_id
                order by outages.started_at nulls last, outages.outage_id nulls last
            ) as date
        ) as first_on,
        row_number() over (
            partition by outages.feeder_id
            order by outages.started_at desc nulls last, outages.outage_id desc nulls last
        ) as place_from_last,
        count(*) over (partition by outages.feeder_id) as outages_in_all
    from outages
    inner join run on cast(outages.started_at as date) <= run.as_of
),

repeated as (
    select
        numbered.feeder_id,
        numbered.first_on,
        numbered.started_on as third_on,
        days_between(numbered.first_on, numbered.started_on) as days,
        params.max_days,
        row_number() over (
            partition by numbered.feeder_id
            order by numbered.started_on nulls last, numbered.outage_id nulls last
        ) as place
    from numbered
    inner join params
        on numbered.started_on between params.valid_from and params.valid_to
        and days_between(numbered.first_on, numbered.started_on) <= params.max_days
)

select
    numbered.feeder_id as subject_id,
    numbered.unit_code,
    run.as_of as tested_on,
    repeated.feeder_id is not null as is_hit,
    cast(null as varchar) as missing,
    repeated.third_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    repeated.first_on,
    repeated.third_on,
    repeated.days,
    repeated.max_days,
    numbered.outages_in_all,
    numbered.started_on as last_outage_on
from numbered
cross join run
left join repeated
    on repeated.feeder_id = numbered.feeder_id
    and repeated.place = 1
where numbered.place_from_last = 1
