/* ---
id: IM07
title: {zh: 变更频繁, en: Many variations}
says:
  zh: "合同{subject_id}（{scope}）有变更{variations}项，其中调价{price_changes}项[，相邻两次调价最短相隔{shortest_gap_days}天]；{min_variations}项及以上，或{max_gap_days}天内两次调价，即列为疑点。"
  en: "Contract {subject_id} ({scope}): variations {variations}, of which of the price {price_changes}[, two of these as close as {shortest_gap_days} days]; {min_variations} or more, or two of the price within {max_gap_days} days, are a lead."
why:
  zh: 频繁变更往往意味着招标或设计不实，以变更逐步抬高价款。
  en: Many variations often mean that tender or design were not serious, and that the price is raised step by step.
innocent:
  zh: 客户多次调整需求、现场地质或路由条件变化，且每次均有依据。
  en: The customer changed what he wants more than once, or site or route turned out otherwise, with grounds each time.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts, contract_changes]
params:
  min_variations: [{from: 1900-01-01, value: 3}]
  max_gap_days: [{from: 1900-01-01, value: 90}]
status: active
--- */
with numbered as (
    select
        contract_id,
        changed_on,
        delta_cny,
        row_number() over (
            partition by contract_id order by changed_on nulls last, change_id nulls last
        ) as number
    from contract_changes
    inner join run on contract_changes.changed_on <= run.as_of
),

price_changes as (
    select
        contract_id,
        changed_on,
        days_between(
            lag(changed_on) over (partition by contract_id order by changed_on nulls last, change_id nulls last),
            changed_on
        ) as gap_days
    from contract_changes
    inner join run on contract_changes.changed_on <= run.as_of
    where delta_cny <> 0
),

governed as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.signed_on,
        contracts.amount_cny,
        params.min_variations,
        params.max_gap_days
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
),

many as (
    select
        governed.contract_id,
        count(*) as variations,
        sum(numbered.delta_cny) as delta_cny,
        min(case when numbered.number >= governed.min_variations then numbered.changed_on end) as reached_on
    from governed
    inner join numbered on numbered.contract_id = governed.contract_id
    group by governed.contract_id
),

close_together as (
    select
        governed.contract_id,
        count(*) as price_changes,
        min(price_changes.gap_days) as shortest_gap_days,
        min(
            case when price_changes.gap_days <= governed.max_gap_days then price_changes.changed_on end
        ) as repeated_on
    from governed
    inner join price_changes on price_changes.contract_id = governed.contract_id
    group by governed.contract_id
)

select
    governed.contract_id as subject_id,
    governed.unit_code,
    governed.signed_on as tested_on,
    least(many.reached_on, close_together.repeated_on) is not null as is_hit,
    cast(null as varchar) as missing,
    least(many.reached_on, close_together.repeated_on) as happened_on,
    cast(many.delta_cny as decimal(18, 2)) as amount_cny,
    governed.scope,
    governed.amount_cny as contract_cny,
    coalesce(many.variations, 0) as variations,
    coalesce(close_together.price_changes, 0) as price_changes,
    close_together.shortest_gap_days,
    governed.min_variations,
    governed.max_gap_days
from governed
left join many on many.contract_id = governed.contract_id
left join close_together on close_together.contract_id = governed.contract_id
