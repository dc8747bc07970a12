/* ---
id: CT18
title: {zh: 连续直接委托, en: Repeat direct awards}
says:
  zh: "承包商{subject_id}在单位{unit_code}自{first_on}起{months}个月内第三次以直接委托或单一来源方式签约（{third_on}）；至今共{direct_contracts}份、{amount_cny}元。"
  en: "Contractor {subject_id} signed with unit {unit_code}, by direct award or from a single source, for the third time on {third_on}, within {months} months of {first_on}; {direct_contracts} such contracts so far, {amount_cny} yuan."
why:
  zh: 同一单位反复不经竞争委托同一承包商，可能存在固定利益关系。
  en: A unit that keeps awarding to the same contractor without competition may have a standing tie to it.
innocent:
  zh: 确属唯一供应、抢修续建或客户逐次书面选择，或采购方式登记有误。
  en: There is truly one source, the works were emergencies or continuations, the customers chose each time in writing, or the method was written down wrongly.
ground: [own_practice]
severity: M
subject: contractor
hit_key: [unit_code, subject_id]
needs: [contracts.tender_id, tenders]
optional_needs: [contracts.project_id]
params:
  months: [{from: 1900-01-01, value: 36}]
status: active
--- */
with awards as (
    select
        contracts.contract_id,
        contracts.contractor_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.tender_id,
        tenders.method,
        coalesce(tenders.method in ('direct', 'single_source'), false) as is_direct
    from contracts
    cross join run
    left join projects on projects.project_id = contracts.project_id
    left join tenders on tenders.tender_id = contracts.tender_id
    where contracts.signed_on <= run.as_of
),

pairs as (
    select
        contractor_id,
        unit_code,
        count(*) as contracts,
        count(*) - count(tender_id) as untendered_contracts,
        count(*) filter (where is_direct) as direct_contracts,
        sum(case when is_direct then amount_cny end) as direct_cny
    from awards
    group by contractor_id, unit_code
),

spans as (
    select
        contractor_id,
        unit_code,
        contract_id,
        signed_on as third_on,
        lag(signed_on, 2) over (
            partition by contractor_id, unit_code
            order by signed_on nulls last, contract_id nulls last
        ) as first_on
    from awards
    where is_direct
),

repeated as (
    select
        spans.contractor_id,
        spans.unit_code,
        spans.first_on,
        spans.third_on,
        params.months,
        row_number() over (
            partition by spans.contractor_id, spans.unit_code
            order by spans.third_on nulls last, spans.contract_id nulls last
        ) as place
    from spans
    inner join params on spans.third_on between params.valid_from and params.valid_to
    where spans.third_on <= spans.first_on + params.months * interval '1' month
),

possible_spans as (
    select
        contractor_id,
        unit_code,
        signed_on as third_on,
        lag(signed_on, 2) over (
            partition by contractor_id, unit_code
            order by signed_on nulls last, contract_id nulls last
        ) as first_on
    from awards
    where is_direct or method is null
),

possible as (
    select distinct
        possible_spans.contractor_id,
        possible_spans.unit_code
    from possible_spans
    inner join params on possible_spans.third_on between params.valid_from and params.valid_to
    where possible_spans.third_on <= possible_spans.first_on + params.months * interval '1' month
)

select
    pairs.contractor_id as subject_id,
    pairs.unit_code,
    cast(null as date) as tested_on,
    case
        when pairs.unit_code is null then null
        when repeated.contractor_id is not null then true
        when possible.contractor_id is null then false
    end as is_hit,
    case
        when pairs.unit_code is null then 'contracts.unit_code'
        when pairs.untendered_contracts > 0 then 'contracts.tender_id'
        else 'tenders.method'
    end as missing,
    repeated.third_on as happened_on,
    pairs.direct_cny as amount_cny,
    repeated.first_on,
    repeated.third_on,
    repeated.months,
    pairs.direct_contracts,
    pairs.contracts
from pairs
left join repeated
    on repeated.contractor_id = pairs.contractor_id
    and repeated.unit_code = pairs.unit_code
    and repeated.place = 1
left join possible
    on possible.contractor_id = pairs.contractor_id
    and possible.unit_code = pairs.unit_code
