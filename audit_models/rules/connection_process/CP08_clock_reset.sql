/* ---
id: CP08
title: {zh: 重复流程, en: Clock reset}
says:
  zh: "{subject_id}：{happened_on}申请{applied_kva}千伏安；同一客户或同一地点的{first_project_id}（{first_kva}千伏安）已于{first_cancelled_on}终止，相隔{days_apart}天。"
  en: "{subject_id}: {applied_kva} kVA applied for on {happened_on}; {first_project_id} ({first_kva} kVA) of the same customer or site had been cancelled on {first_cancelled_on}, {days_apart} days before."
why:
  zh: 先终止再重新申请，使已超时或将超时的办电时钟归零，掩盖客户的真实等待。
  en: Cancelling an application and starting anew sets the clock back to zero and hides how long the customer has really waited.
innocent:
  zh: 客户自己撤回申请后因项目变化重新申请，或同一客户、同一地点的两项独立工程。
  en: The customer withdrew and came back because the plans had changed, or these are two separate works of one customer or site.
ground: [regulator_cases_2020]
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.cancelled_at, client_projects.applied_kva]
optional_needs: [client_projects.site_key]
params:
  max_days: [{from: 1900-01-01, value: 90}]
  kva_tolerance: [{from: 1900-01-01, value: 0.1}]
status: active
--- */
with repeats as (
    select
        reapplications.*,
        days_apart between 0 and params.max_days and kva_difference <= params.kva_tolerance as is_repeat
    from reapplications
    inner join params on reapplications.accepted_on between params.valid_from and params.valid_to
),

in_order as (
    select
        repeats.*,
        row_number() over (
            partition by project_key
            order by
                case when is_repeat then 0 when is_repeat is null then 1 else 2 end nulls last,
                first_cancelled_on desc nulls last,
                first_project_id nulls last
        ) as place
    from repeats
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case when in_order.project_key is null then false else in_order.is_repeat end as is_hit,
    case
        when in_order.first_cancelled_on is null then 'client_projects.cancelled_at'
        else 'client_projects.applied_kva'
    end as missing,
    cast(projects.applied_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.customer_id,
    projects.site_key,
    projects.applied_kva,
    in_order.first_project_id,
    in_order.first_kva,
    in_order.first_cancelled_on,
    in_order.days_apart
from projects
left join in_order
    on in_order.project_key = projects.project_key
    and in_order.place = 1
