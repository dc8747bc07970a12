/* ---
id: SV04
title: {zh: 投诉答复超时, en: Complaint answered late}
says:
  zh: "投诉{subject_id}（渠道：{channel:未登记}，类别：{category:未登记}）{received_on}受理，答复日期：{replied_on:尚未答复}，至{judged_on}历时{days}个工作日，超过{max_days}个工作日。"
  en: "Complaint {subject_id} (channel: {channel:not entered}, category: {category:not entered}) was received on {received_on}; answered: {replied_on:not yet}; {days} working days until {judged_on}; the limit is {max_days}."
why:
  zh: 投诉久拖不复，客户诉求得不到回应，也可能是压制投诉。
  en: A complaint left lying leaves the customer without redress and may be a way of keeping it quiet.
innocent:
  zh: 已答复但未登记，投诉人撤诉或无法联系且有记录，或重复投诉合并处理。
  en: The answer was given but not entered, the complainant withdrew or could not be reached and this is on record, or several complaints were handled as one.
ground: [power_supply_supervision_measures]
severity: M
subject: complaint
hit_key: [subject_id]
needs: [complaints.replied_at]
optional_needs: [complaints.project_id, client_projects.cancelled_at]
params:
  max_days: [{from: 1900-01-01, value: 10}]
status: active
--- */
with received as (
    select
        complaints.complaint_id,
        complaints.unit_code,
        complaints.channel,
        complaints.category,
        cast(complaints.received_at as date) as received_on,
        case
            when cast(complaints.replied_at as date) <= run.as_of then cast(complaints.replied_at as date)
        end as replied_on,
        case
            when cast(projects.cancelled_at as date) >= cast(complaints.received_at as date)
                then least(cast(projects.cancelled_at as date), run.as_of)
            else run.as_of
        end as open_until
    from complaints
    cross join run
    left join projects on projects.project_id = complaints.project_id
),

judged as (
    select
        received.*,
        coalesce(replied_on, open_until) as judged_on
    from received
),

counted as (
    select
        judged.*,
        ended.workday - began.workday as days,
        params.max_days
    from judged
    inner join params on judged.received_on between params.valid_from and params.valid_to
    left join days as began on began.day = judged.received_on
    left join days as ended on ended.day = judged.judged_on
)

select
    complaint_id as subject_id,
    unit_code,
    received_on as tested_on,
    days > max_days as is_hit,
    'calendar' as missing,
    judged_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    channel,
    category,
    received_on,
    replied_on,
    judged_on,
    days,
    max_days
from counted
