/* ---
id: IM18
title: {zh: 配套逾期, en: Supporting works late}
says:
  zh: "配套工程{subject_id}（{voltage_kv}千伏）：承诺完成日期：{promised_on:没有约定}；实际完成日期：{finished_on:尚未完成}[；至{judged_on}逾期{days_late}天]。"
  en: "Supporting works {subject_id} ({voltage_kv} kV): promised for: {promised_on:no date agreed}; finished: {finished_on:not yet}[; {days_late} days late as of {judged_on}]."
why:
  zh: 配套工程逾期使客户工程完工后仍无法送电；35千伏及以上应以契约约定完成日期。
  en: Late supporting works leave a customer who has finished without power; from 35 kV on a date of completion is to be agreed.
innocent:
  zh: 客户推迟了自己的工程、政府审批或路由协调造成延误，或日期登记有误。
  en: The customer put off his own works, permits or the route held things up, or a date was written down wrongly.
ground: [policy_paper]
severity: M
subject: grid_project
hit_key: [subject_id]
needs: [grid_projects.promised_on, grid_projects.finished_on]
optional_needs: [grid_projects.started_on, client_projects.cancelled_at]
params:
  contracted_min_kv: [{from: 1900-01-01, value: 35}]
status: active
--- */
with works as (
    select
        grid_projects.grid_project_id,
        projects.unit_code,
        projects.accepted_on,
        grid_projects.voltage_kv,
        grid_projects.investment_cny,
        grid_projects.promised_on,
        case when grid_projects.started_on <= run.as_of then grid_projects.started_on end as started_on,
        case when grid_projects.finished_on <= run.as_of then grid_projects.finished_on end as finished_on,
        case
            when cast(projects.cancelled_at as date) <= run.as_of then cast(projects.cancelled_at as date)
        end as cancelled_on,
        run.as_of
    from grid_projects
    inner join projects on projects.project_id = grid_projects.project_id
    cross join run
),

judged as (
    select
        works.*,
        coalesce(works.finished_on, works.cancelled_on, works.as_of) as judged_on,
        works.voltage_kv >= params.contracted_min_kv as is_contracted
    from works
    inner join params on works.accepted_on between params.valid_from and params.valid_to
)

select
    grid_project_id as subject_id,
    unit_code,
    cast(null as date) as tested_on,
    case
        when promised_on is not null then judged_on > promised_on
        when is_contracted then true
    end as is_hit,
    'grid_projects.promised_on' as missing,
    case when promised_on is null then coalesce(started_on, judged_on) else judged_on end as happened_on,
    investment_cny as amount_cny,
    voltage_kv,
    promised_on,
    started_on,
    finished_on,
    judged_on,
    days_between(promised_on, judged_on) as days_late
from judged
