/* ---
id: CT04
title: {zh: 招标时间不足, en: Short tender window}
says:
  zh: "采购{subject_id}（{method}，{scope}）{published_on}公告，{deadline_on}截止投标，仅{window_days}天，少于{min_days}天。"
  en: "Tender {subject_id} ({method}, {scope}) was published on {published_on} and closed on {deadline_on}: {window_days} days, fewer than {min_days}."
why:
  zh: 投标准备时间过短，只有事先知情者来得及应标。
  en: With too little time to prepare a bid, only those who knew beforehand can take part.
innocent:
  zh: 该项目依法可不招标或属重新招标，公告曾更早发布，或公告、截止时间登记有误。
  en: The works did not have to be tendered or were tendered again, an earlier notice was published, or one of the times was written down wrongly.
ground: [tendering_law.art_24]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders.published_at, tenders.deadline_at]
optional_needs: [tenders.awarded_at]
params:
  min_days: [{from: 1900-01-01, value: 20}]
status: active
--- */
with windows as (
    select
        placed_tenders.*,
        cast(published_at as date) as published_on,
        cast(deadline_at as date) as deadline_on,
        days_between(published_at, deadline_at) as window_days
    from placed_tenders
    where method in ('open', 'invited')
)

select
    windows.tender_id as subject_id,
    windows.unit_code,
    windows.tested_on,
    windows.window_days < params.min_days as is_hit,
    case
        when windows.published_on is null then 'tenders.published_at'
        else 'tenders.deadline_at'
    end as missing,
    windows.deadline_on as happened_on,
    windows.estimate_cny as amount_cny,
    windows.method,
    windows.scope,
    windows.published_on,
    windows.deadline_on,
    windows.window_days,
    params.min_days
from windows
inner join params on windows.tested_on between params.valid_from and params.valid_to
