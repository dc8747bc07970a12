/* ---
id: CT25
title: {zh: 市场集中, en: Concentration}
says:
  zh: "单位{subject_id}（{scope}）自{starts_on}至{ends_on}的{contracts}份合同由{contractors}家承包商承揽，按金额计赫芬达尔指数{hhi}；份额最大的{contractor_id}占{top_percent}%。"
  en: "Unit {subject_id} ({scope}): {contracts} contracts signed from {starts_on} to {ends_on} went to {contractors} contractors; their Herfindahl index by amount is {hhi}, and the largest, {contractor_id}, holds {top_percent}%."
why:
  zh: 一个单位的工程集中于极少数承包商，竞争可能受限。
  en: Works of a unit that go to one or two firms may show that competition is held off.
innocent:
  zh: 市场小、有资质的企业少，或个别大型项目占比高。
  en: The market is small, few firms hold the permit, or one large project weighs on the year.
ground: [own_practice]
severity: M
subject: unit
hit_key: [subject_id, scope, ends_on]
needs: [contracts]
optional_needs: [contracts.project_id, contracts.unit_code]
params:
  min_contracts: [{from: 1900-01-01, value: 10}]
  min_hhi: [{from: 1900-01-01, value: 0.5}]
  min_top_share: [{from: 1900-01-01, value: 0.7}]
status: active
--- */
with monthly as (
    select
        unit_code,
        scope,
        contractor_id,
        month_start(signed_on) as month,
        count(*) as contracts,
        sum(amount_cny) as amount_cny
    from placed_contracts
    group by unit_code, scope, contractor_id, month_start(signed_on)
),

rolled as (
    select
        monthly.unit_code,
        monthly.scope,
        monthly.contractor_id,
        trailing_windows.starts_on,
        trailing_windows.ends_on,
        sum(monthly.contracts) as contracts,
        sum(monthly.amount_cny) as amount_cny
    from monthly
    inner join trailing_windows on monthly.month between trailing_windows.starts_on and trailing_windows.last_month
    group by
        monthly.unit_code,
        monthly.scope,
        monthly.contractor_id,
        trailing_windows.starts_on,
        trailing_windows.ends_on
),

ranked as (
    select
        rolled.*,
        row_number() over (
            partition by unit_code, scope, ends_on
            order by amount_cny desc nulls last, contractor_id nulls last
        ) as place
    from rolled
),

markets as (
    select
        unit_code,
        scope,
        starts_on,
        ends_on,
        count(*) as contractors,
        sum(contracts) as contracts,
        sum(amount_cny) as total_cny,
        max(case when place = 1 then contractor_id end) as contractor_id,
        max(amount_cny) as top_cny,
        round(cast(max(amount_cny) as double) / nullif(sum(amount_cny), 0), 9) as top_share,
        round(sum(power(cast(amount_cny as double), 2)) / power(nullif(cast(sum(amount_cny) as double), 0), 2), 9)
            as hhi
    from ranked
    group by unit_code, scope, starts_on, ends_on
)

select
    markets.unit_code as subject_id,
    markets.unit_code,
    markets.ends_on as tested_on,
    case
        when markets.unit_code is not null
            then markets.hhi >= params.min_hhi or markets.top_share >= params.min_top_share
    end as is_hit,
    case when markets.unit_code is null then 'contracts.unit_code' else 'contracts.amount_cny' end as missing,
    markets.ends_on as happened_on,
    cast(markets.top_cny as decimal(18, 2)) as amount_cny,
    markets.scope,
    markets.starts_on,
    markets.ends_on,
    cast(markets.contracts as bigint) as contracts,
    markets.contractors,
    markets.contractor_id,
    round(markets.hhi, 3) as hhi,
    round(100.0 * markets.top_share, 1) as top_percent
from markets
inner join params on markets.ends_on between params.valid_from and params.valid_to
where markets.contracts >= params.min_contracts or markets.unit_code is null
