/* ---
id: CP13
title: {zh: 三零错配, en: Three-zero misuse}
says:
  zh: "{subject_id}：三零服务容量{kva}千伏安，上限{ceiling_kva}千伏安；同一地点90天内的三零申请至{happened_on}合计{site_kva}千伏安。"
  en: "{subject_id}: {kva} kVA under the three-zero service, ceiling {ceiling_kva} kVA; three-zero applications of its site within 90 days add up to {site_kva} kVA by {happened_on}."
why:
  zh: 超出容量上限或拆分申请享受“三零”，把客户投资转给电网企业，或以此向特定客户输送利益。
  en: A service at the utility's cost for more than the ceiling, or for an application that was split, favours a customer at everybody's expense.
innocent:
  zh: 同一地址的不同产权人各自用电，容量登记有误，或地方政策另有更高上限。
  en: Different owners share one address, the capacity was written down wrongly, or local policy has a higher ceiling.
ground: [liaoning_measures]
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.is_three_zero, client_projects.applied_kva]
optional_needs: [client_projects.approved_kva, client_projects.site_key, client_projects.is_urban, client_projects.cancelled_at]
params:
  max_days: [{from: 1900-01-01, value: 90}]
status: active
--- */
-- Where urban or rural is not known, both ceilings are kept: lowest_kva and ceiling_kva.
with applications as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.site_key,
        projects.is_three_zero,
        projects.accepted_on,
        cast(projects.applied_at as date) as applied_on,
        coalesce(projects.approved_kva, projects.applied_kva) as kva,
        params.max_days,
        min(three_zero_ceilings.limit_kva) as lowest_kva,
        max(three_zero_ceilings.limit_kva) as ceiling_kva
    from projects
    inner join params on projects.accepted_on between params.valid_from and params.valid_to
    inner join run on projects.accepted_on <= run.as_of
    inner join three_zero_ceilings
        on projects.accepted_on between three_zero_ceilings.valid_from and three_zero_ceilings.valid_to
        and (three_zero_ceilings.is_urban = projects.is_urban or projects.is_urban is null)
    where
        coalesce(projects.is_three_zero, true)
        and projects.status <> 'cancelled'
        and projects.cancelled_at is null
    group by
        projects.project_key, projects.project_id, projects.unit_code, projects.site_key, projects.is_three_zero,
        projects.accepted_on, projects.applied_at, projects.approved_kva, projects.applied_kva, params.max_days
),

-- What a window surely holds, and what it may hold: an unknown capacity may be as much as the ceiling.
within_ceiling as (
    select
        applications.*,
        case when kva <= lowest_kva then kva else 0 end as sure_kva,
        coalesce(kva, ceiling_kva) as possible_kva
    from applications
    where is_three_zero and coalesce(kva, ceiling_kva) <= ceiling_kva
),

pairs as (
    select
        final.project_key as final_key,
        final.applied_on as final_applied_on,
        final.lowest_kva,
        final.ceiling_kva,
        earlier.project_key,
        earlier.sure_kva,
        earlier.possible_kva
    from within_ceiling as final
    inner join within_ceiling as earlier
        on earlier.site_key = final.site_key
        and days_between(earlier.applied_on, final.applied_on) between 0 and final.max_days
),

windows as (
    select
        final_key,
        sum(sure_kva) as site_kva,
        sum(sure_kva) > max(ceiling_kva) as is_split,
        sum(possible_kva) > max(lowest_kva) as may_be_split
    from pairs
    group by final_key
),

in_order as (
    select
        pairs.project_key,
        pairs.final_applied_on,
        windows.site_kva,
        windows.is_split,
        row_number() over (
            partition by pairs.project_key
            order by
                case when windows.is_split then 0 else 1 end nulls last,
                pairs.final_applied_on nulls last,
                pairs.final_key nulls last
        ) as place
    from pairs
    inner join windows on windows.final_key = pairs.final_key
    where windows.may_be_split
),

judged as (
    select
        applications.*,
        in_order.site_kva,
        in_order.final_applied_on,
        applications.kva > applications.ceiling_kva as is_above,
        coalesce(in_order.is_split and applications.kva <= applications.lowest_kva, false) as is_part,
        case
            when applications.is_three_zero is null then 'client_projects.is_three_zero'
            when applications.kva is null then 'client_projects.applied_kva'
            when applications.kva > applications.lowest_kva then 'client_projects.is_urban'
            when applications.site_key is null then 'client_projects.site_key'
            when in_order.project_key is not null then 'client_projects.applied_kva'
        end as gap
    from applications
    left join in_order
        on in_order.project_key = applications.project_key
        and in_order.place = 1
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when is_three_zero and (is_above or is_part) then true
        when gap is null then false
    end as is_hit,
    gap as missing,
    case when is_part then final_applied_on else accepted_on end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    kva,
    ceiling_kva,
    case when is_part then site_kva else kva end as site_kva,
    site_key
from judged
