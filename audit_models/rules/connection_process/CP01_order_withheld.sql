/* ---
id: CP01
title: {zh: 受理迟延, en: Order withheld}
says:
  zh: "{subject_id}：{applied_on}申请，{taken_in_on}受理，历时{waited_days}个工作日，超过{max_days}个工作日。"
  en: "{subject_id}: applied on {applied_on}, accepted on {taken_in_on}, {waited_days} working days later; the limit is {max_days}."
why:
  zh: 受理是所有时限的起点，迟延受理使后续时限在纸面上合规，也为人为干预留下空间。
  en: Acceptance starts every later clock; holding an application back makes later stages look punctual and leaves room for favours.
innocent:
  zh: 申请资料不全且当场一次性告知、客户要求暂缓受理，或申请时间登记有误。
  en: The application was incomplete and the customer was told at once what was missing, the customer asked to wait, or the application time was written down wrongly.
ground: [acceptance_promise]
severity: M
subject: project
hit_key: [subject_id]
params:
  max_days: [{from: 1900-01-01, value: 1}]
status: active
--- */
with accepted as (
    select
        project_id,
        unit_code,
        cast(applied_at as date) as applied_on,
        cast(accepted_at as date) as accepted_on,
        accepted_workday - applied_workday as waited_days
    from projects
)

select
    accepted.project_id as subject_id,
    accepted.unit_code,
    accepted.accepted_on as tested_on,
    accepted.waited_days > params.max_days as is_hit,
    'calendar' as missing,
    accepted.accepted_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    accepted.applied_on,
    accepted.accepted_on as taken_in_on,
    accepted.waited_days,
    params.max_days
from accepted
inner join params on accepted.accepted_on between params.valid_from and params.valid_to
