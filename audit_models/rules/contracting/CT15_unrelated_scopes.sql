/* ---
id: CT15
title: {zh: 承揽范围过杂, en: Unrelated scopes}
says:
  zh: "承包商{subject_id}的{contracts}份合同涉及{category_groups}个采购大类，达到{contractors}家承包商的上限{fence}（共{amount_cny}元）。"
  en: "The {contracts} contracts of contractor {subject_id} ({amount_cny} yuan) reach over {category_groups} groups of categories; the upper fence of {contractors} contractors is {fence}."
why:
  zh: 什么都承揽的企业可能只是转手，或因关系而非能力中标。
  en: A firm that takes on everything may pass the works on, or win by its ties and not by its skills.
innocent:
  zh: 综合性集团或总承包企业，资质齐全，或采购分类编码不一致。
  en: It is a general contractor with all the permits, or the categories are coded inconsistently.
ground: [own_practice]
severity: L
subject: contractor
hit_key: [subject_id]
needs: [contracts.tender_id, tenders.category_code]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
  min_contracts: [{from: 1900-01-01, value: 20}]
status: active
--- */
-- A contract without a tender has no category: it counts as a contract, and adds no group.
with records as (
    select
        placed_contracts.contractor_id,
        run.as_of,
        params.fence_factor,
        count(*) as contracts,
        sum(placed_contracts.amount_cny) as total_cny,
        count(distinct regexp_extract(placed_contracts.category_code, '^.{1,2}', 0)) as category_groups,
        case
            when count(placed_contracts.tender_id) = 0 then 'contracts.tender_id'
            when count(placed_contracts.category_code) < count(placed_contracts.tender_id) then 'tenders.category_code'
        end as gap
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
    inner join params on run.as_of between params.valid_from and params.valid_to
    group by placed_contracts.contractor_id, run.as_of, params.fence_factor, params.min_contracts
    having count(*) >= params.min_contracts
),

ranked as (
    select
        category_groups,
        row_number() over (order by category_groups nulls last, contractor_id nulls last) as place,
        count(*) over () as n
    from records
    where gap is null
),

quartiles as (
    select
        count(*) as n,
        sum(category_groups * greatest(0, 1 - abs(place - greatest(1, least(n, (3 * n + 5) / 12.0))))) as q1,
        sum(category_groups * greatest(0, 1 - abs(place - greatest(1, least(n, (9 * n + 7) / 12.0))))) as q3
    from ranked
),

judged as (
    select
        records.*,
        quartiles.n,
        case
            when round(quartiles.q3 - quartiles.q1, 9) > 0
                then round(quartiles.q3 + records.fence_factor * (quartiles.q3 - quartiles.q1), 9)
        end as fence
    from records
    cross join quartiles
)

select
    contractor_id as subject_id,
    cast(null as varchar) as unit_code,
    cast(null as date) as tested_on,
    case when gap is null then coalesce(category_groups >= fence, false) end as is_hit,
    gap as missing,
    as_of as happened_on,
    cast(total_cny as decimal(18, 2)) as amount_cny,
    contracts,
    category_groups,
    n as contractors,
    round(fence, 2) as fence
from judged
