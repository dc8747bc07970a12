/* ---
id: I16
title: {zh: 停电公告合规率, en: Outage notices in order}
kind: share
unit: percent
better: higher
chart: p
needs: [outages.notified_at, outages.is_notice_complete]
ground: [power_supply_and_use_regulation.art_28, power_supply_supervision_measures]
params:
  planned_days: [{from: 1900-01-01, value: 7}]
  temporary_hours: [{from: 1900-01-01, value: 24}]
definition:
  zh: >-
    当月开始的计划停电与临时停电中，公告内容完整且按期的占比：计划停电提前7日（按日期），临时停电提前24小时。
    缺公告时间或完整性的为不合规。
  en: >-
    Share of the planned and temporary outages that began in the month whose notice was complete and in time:
    planned 7 days ahead by date, temporary 24 hours. A notice of which either is missing is not in order.
--- */
select
    interruptions.outage_id as subject_id,
    interruptions.unit_code,
    interruptions.month,
    case
        when
            interruptions.is_notice_complete
            and case
                when interruptions.kind = 'planned'
                    then days_between(interruptions.notified_at, interruptions.started_at) >= params.planned_days
                else
                    seconds_between(interruptions.notified_at, interruptions.started_at)
                    >= params.temporary_hours * 3600
            end
            then 1
        else 0
    end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from interruptions
inner join params on interruptions.started_on between params.valid_from and params.valid_to
where interruptions.kind <> 'fault'
