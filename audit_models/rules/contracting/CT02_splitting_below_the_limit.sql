/* ---
id: CT02
title: {zh: 化整为零, en: Splitting below the limit}
says:
  zh: "合同{subject_id}（{scope}，{amount_cny}元，{signed_on}签订）与同一{matched_by_zh}、同一承包商{contractor_id}的其他合同在{max_days}天内共{contracts}份、合计{total_cny}元，达到招标限额{limit_cny}元（末份{last_on}签订）；各份均低于限额，均未经公开或邀请招标。"
  en: "Contract {subject_id} ({scope}, {amount_cny} yuan, signed on {signed_on}) is one of {contracts} with contractor {contractor_id} for the same {matched_by_en} within {max_days} days, {total_cny} yuan together; the last was signed on {last_on}, when the tender limit was {limit_cny} yuan. Each stays below its limit; none had an open or invited tender."
why:
  zh: 一项工程拆成若干份低于限额的合同，使依法应当招标的工程得以直接委托。
  en: Works that had to be tendered can be given away directly when they are cut into contracts below the limit.
innocent:
  zh: 确为不同时间提出、可独立运行的工程，分期建设有批准的计划，或限额系按项目整体核准豁免。
  en: The works were asked for at different times and stand on their own, an approved plan built them in stages, or the whole was exempted.
ground: [tendering_law.art_4]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts.tender_id, tenders]
optional_needs: [contracts.project_id, client_projects.owner_type, client_projects.fund_source, client_projects.site_key]
params:
  max_days: [{from: 1900-01-01, value: 90}]
status: active
--- */
-- Contracts that may be parts of one: below their own limit and not tendered, as far as anybody knows.
with parts as (
    select
        placed_contracts.*,
        case
            when ownership = 'unknown' then 'client_projects.owner_type'
            when is_tendered is null then 'tenders.method'
        end as gap
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
    where amount_cny < limit_cny and ownership <> 'private' and coalesce(not is_tendered, true)
),

keyed as (
    select parts.*, 'customer' as matched_by, customer_id as common_key
    from parts

    union all

    select parts.*, 'site' as matched_by, site_key as common_key
    from parts
),

-- Every part as the last of a group, with the parts signed up to so many days before.
groups as (
    select
        lasts.contract_id as last_id,
        lasts.matched_by,
        lasts.signed_on as last_on,
        lasts.limit_cny,
        params.max_days,
        parts.contract_id,
        parts.gap is null as is_certain,
        count(*) over (partition by lasts.matched_by, lasts.contract_id) as possible_contracts,
        count(parts.gap) over (partition by lasts.matched_by, lasts.contract_id) as uncertain_contracts,
        sum(case when parts.gap is null then parts.amount_cny else 0 end)
            over (partition by lasts.matched_by, lasts.contract_id) as certain_cny,
        sum(parts.amount_cny) over (partition by lasts.matched_by, lasts.contract_id) as possible_cny,
        max(parts.gap) over (partition by lasts.matched_by, lasts.contract_id) as gap
    from keyed as lasts
    inner join params on lasts.signed_on between params.valid_from and params.valid_to
    inner join keyed as parts
        on parts.matched_by = lasts.matched_by
        and parts.common_key = lasts.common_key
        and parts.contractor_id = lasts.contractor_id
        and parts.scope = lasts.scope
        and days_between(parts.signed_on, lasts.signed_on) between 0 and params.max_days
),

judged as (
    select
        groups.*,
        case when is_certain and certain_cny >= limit_cny then 1 else 0 end as is_split
    from groups
    where possible_cny >= limit_cny
),

in_order as (
    select
        judged.*,
        row_number() over (
            partition by contract_id
            order by is_split desc nulls last, last_on nulls last, matched_by nulls last, last_id nulls last
        ) as place
    from judged
)

select
    placed_contracts.contract_id as subject_id,
    placed_contracts.unit_code,
    placed_contracts.signed_on as tested_on,
    case
        when placed_contracts.ownership = 'unknown' then null
        when in_order.is_split = 1 then true
        when in_order.contract_id is null then false
    end as is_hit,
    case
        when placed_contracts.project_id is null then 'contracts.project_id'
        when placed_contracts.ownership = 'unknown' then 'client_projects.owner_type'
        else in_order.gap
    end as missing,
    in_order.last_on as happened_on,
    placed_contracts.amount_cny,
    placed_contracts.scope,
    placed_contracts.contractor_id,
    placed_contracts.customer_id,
    placed_contracts.site_key,
    case in_order.matched_by when 'customer' then '客户' else '地点' end as matched_by_zh,
    in_order.matched_by as matched_by_en,
    placed_contracts.signed_on,
    in_order.last_on,
    in_order.last_id,
    in_order.max_days,
    in_order.possible_contracts - in_order.uncertain_contracts as contracts,
    in_order.certain_cny as total_cny,
    in_order.limit_cny
from placed_contracts
left join in_order
    on in_order.contract_id = placed_contracts.contract_id
    and in_order.place = 1
where placed_contracts.ownership <> 'private'
