/* ---
id: SV03
title: {zh: 信息公开逾期, en: Disclosure late}
says:
  zh: "公开事项{subject_id}（{item}）应于{due_on}公开，公开日期：{published_on:尚未公开}，已逾期{days_late}天。"
  en: "Disclosure {subject_id} ({item}) was due on {due_on}; published: {published_on:not yet}; {days_late} days late."
why:
  zh: 信息不按期公开使客户无从监督，也为指定施工和乱收费留下空间。
  en: Without timely disclosure customers cannot see what they are owed, which leaves room for named contractors and arbitrary fees.
innocent:
  zh: 已在其他法定渠道按期公开而未登记，应公开日期录入有误，或上级统一推迟公开。
  en: It was published in time elsewhere and not entered, the due date was written down wrongly, or a higher unit put the publication off for all.
ground: [information_disclosure_measures]
severity: L
subject: disclosure
hit_key: [subject_id]
needs: [disclosures.published_on]
status: active
--- */
with published as (
    select
        disclosures.disclosure_id,
        disclosures.unit_code,
        disclosures.item,
        disclosures.due_on,
        case when disclosures.published_on <= run.as_of then disclosures.published_on end as published_on,
        least(disclosures.published_on, run.as_of) as judged_on
    from disclosures
    cross join run
)

select
    disclosure_id as subject_id,
    unit_code,
    due_on as tested_on,
    judged_on > due_on as is_hit,
    cast(null as varchar) as missing,
    judged_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    item,
    due_on,
    published_on,
    days_between(due_on, judged_on) as days_late
from published
