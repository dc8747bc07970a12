/* ---
id: CT22
title: {zh: 许可证过期, en: Permit expired}
says:
  zh: "合同{subject_id}（{scope}）自{signed_on}签订至{works_until}，承包商{contractor_id}的{category}许可未能全程有效，自{happened_on}起没有有效许可。"
  en: "Contract {subject_id} ({scope}) ran from its signature on {signed_on} to {works_until}, but the {category} permit of contractor {contractor_id} did not cover all of it: none was in force from {happened_on}."
why:
  zh: 许可证过期仍承揽或继续施工，说明资质审查流于形式，工程安全没有保障。
  en: Working on with a permit that has run out means that nobody checked it; nothing vouches for the safety of the works.
innocent:
  zh: 许可已延续但信息未更新，工程实际早已完工而未登记，或有效期登记有误。
  en: The permit was renewed but the data was not, the works had ended without being entered, or the validity was written down wrongly.
ground: [power_supply_and_use_regulation.art_37, power_facility_permit_measures]
severity: H
subject: contract
hit_key: [subject_id]
needs: [licences, contracts.actual_finish_on]
optional_needs: [contracts.project_id, client_projects.cancelled_at]
status: active
--- */
with works as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.actual_finish_on,
        case
            when contracts.actual_finish_on <= run.as_of then contracts.actual_finish_on
            when cast(projects.cancelled_at as date) <= run.as_of then cast(projects.cancelled_at as date)
            else run.as_of
        end as works_until,
        contracts.actual_finish_on is null
        and projects.cancelled_at is null
        and projects.status = 'cancelled' as lacks_end,
        case contracts.scope
            when 'design' then 'design'
            when 'supervision' then 'supervise'
            when 'testing' then 'test'
            else 'install'
        end as category
    from contracts
    cross join run
    left join projects on projects.project_id = contracts.project_id
    where contracts.scope <> 'equipment'
),

permits as (
    select
        contractor_id,
        category,
        licence_id,
        valid_from,
        valid_to,
        max(valid_to) over (
            partition by contractor_id, category
            order by valid_from nulls last, licence_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_before
    from licences
    where valid_from <= valid_to
),

chained as (
    select
        permits.*,
        sum(case when days_between(covered_before, valid_from) <= 1 then 0 else 1 end) over (
            partition by contractor_id, category
            order by valid_from nulls last, licence_id nulls last
            rows between unbounded preceding and current row
        ) as chain
    from permits
),

stretches as (
    select
        contractor_id,
        category,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from chained
    group by contractor_id, category, chain
),

covered as (
    select
        works.contract_id,
        max(
            case when works.signed_on between stretches.valid_from and stretches.valid_to then stretches.valid_to end
        ) as covered_until,
        max(stretches.valid_to) as last_valid_to
    from works
    inner join stretches
        on stretches.contractor_id = works.contractor_id
        and stretches.category = works.category
    group by works.contract_id
)

select
    works.contract_id as subject_id,
    works.unit_code,
    works.signed_on as tested_on,
    case
        when covered.covered_until is null then true
        when covered.covered_until >= works.works_until then false
        when not coalesce(works.lacks_end, false) then true
    end as is_hit,
    'client_projects.cancelled_at' as missing,
    coalesce(covered.covered_until + 1, works.signed_on) as happened_on,
    works.amount_cny,
    works.project_id,
    works.contractor_id,
    works.scope,
    works.category,
    works.signed_on,
    works.actual_finish_on,
    works.works_until,
    covered.covered_until,
    covered.last_valid_to
from works
inner join covered on covered.contract_id = works.contract_id
