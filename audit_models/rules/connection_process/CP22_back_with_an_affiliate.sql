/* ---
id: CP22
title: {zh: 撤单后转关联, en: "Cancelled, back with an affiliate"}
says:
  zh: "{subject_id}：{happened_on}申请{applied_kva}千伏安，由关联企业{contractor_id}承揽；同一客户或同一地点的{first_project_id}（{first_kva}千伏安）已签非关联承包商，于{first_cancelled_on}终止，相隔{days_apart}天。"
  en: "{subject_id}: {applied_kva} kVA applied for on {happened_on}, with the affiliate {contractor_id} as contractor; {first_project_id} ({first_kva} kVA) of the same customer or site had contractors outside the group and was cancelled on {first_cancelled_on}, {days_apart} days before."
why:
  zh: 客户原已自行选定承包商，撤单重报后改由关联企业承揽，可能是受办电环节卡压所致。
  en: A customer who had chosen his own contractor comes back with an affiliate; pressure in the connection process may have moved him.
innocent:
  zh: 客户自行更换承包商并有书面说明，原承包商退出或被取消资格，或两次申请为两项独立工程。
  en: The customer changed the contractor for reasons of his own in writing, the first contractor withdrew or lost its permit, or these are two separate works.
ground: [three_designations_guide]
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.cancelled_at, client_projects.applied_kva, contracts.project_id, contractors]
optional_needs: [client_projects.site_key]
params:
  max_days: [{from: 1900-01-01, value: 180}]
  kva_tolerance: [{from: 1900-01-01, value: 0.1}]
status: active
--- */
with signed as (
    select
        contracts.project_id,
        min(case when contractors.is_affiliate then contracts.contractor_id end) as affiliate_id
    from contracts
    inner join contractors on contractors.contractor_id = contracts.contractor_id
    cross join run
    where contracts.signed_on <= run.as_of
    group by contracts.project_id
),

returns as (
    select
        reapplications.*,
        own.affiliate_id,
        days_apart between 0 and params.max_days and kva_difference <= params.kva_tolerance as is_return
    from reapplications
    inner join params on reapplications.accepted_on between params.valid_from and params.valid_to
    inner join signed as own on own.project_id = reapplications.project_id
    inner join signed as first on first.project_id = reapplications.first_project_id
    where own.affiliate_id is not null and first.affiliate_id is null
),

in_order as (
    select
        returns.*,
        row_number() over (
            partition by project_key
            order by
                case when is_return then 0 when is_return is null then 1 else 2 end nulls last,
                first_cancelled_on desc nulls last,
                first_project_id nulls last
        ) as place
    from returns
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case when in_order.project_key is null then false else in_order.is_return end as is_hit,
    case
        when in_order.first_cancelled_on is null then 'client_projects.cancelled_at'
        else 'client_projects.applied_kva'
    end as missing,
    cast(projects.applied_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.customer_id,
    projects.site_key,
    projects.applied_kva,
    in_order.affiliate_id as contractor_id,
    in_order.first_project_id,
    in_order.first_kva,
    in_order.first_cancelled_on,
    in_order.days_apart
from projects
left join in_order
    on in_order.project_key = projects.project_key
    and in_order.place = 1
