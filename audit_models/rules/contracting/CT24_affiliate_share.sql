/* ---
id: CT24
title: {zh: 关联份额异常, en: Affiliate share}
says:
  zh: "单位{subject_id}（{scope}）自{starts_on}至{ends_on}签订{contracts}份合同，关联企业承揽{affiliate_contracts}份（{count_percent}%）[，金额占{amount_percent}%]；同级单位合计为{level_percent}%。"
  en: "Unit {subject_id} ({scope}): of {contracts} contracts signed from {starts_on} to {ends_on}, affiliates hold {affiliate_contracts} ({count_percent}%)[, and {amount_percent}% of the money]; all units of its level together: {level_percent}%."
why:
  zh: 关联企业份额远高于同级单位或接近独占，客户自主选择权可能未得到保障。
  en: Where affiliates win nearly everything, or far more than elsewhere, customers may not be choosing freely.
innocent:
  zh: 当地有资质的企业少，客户逐一书面选择，或少数大型项目使金额份额偏高。
  en: Few firms with the permit work there, the customers chose one by one in writing, or a few large works weigh on the share by amount.
ground: [own_practice]
severity: M
subject: unit
hit_key: [subject_id, scope, ends_on]
needs: [contracts, contractors]
optional_needs: [contracts.project_id, contracts.unit_code]
params:
  min_contracts: [{from: 1900-01-01, value: 10}]
  min_share: [{from: 1900-01-01, value: 0.8}]
  funnel_z: [{from: 1900-01-01, value: 3.0902}]
status: active
--- */
-- 3.0902 standard deviations are the 99.8 % limits; on the scale asin(sqrt(p)) one deviation is 1/(2 sqrt(n)).
with monthly as (
    select
        placed_contracts.unit_code,
        placed_contracts.scope,
        month_start(placed_contracts.signed_on) as month,
        count(*) as contracts,
        sum(placed_contracts.amount_cny) as total_cny,
        count(*) filter (where contractors.is_affiliate) as affiliate_contracts,
        sum(case when contractors.is_affiliate then placed_contracts.amount_cny else 0 end) as affiliate_cny
    from placed_contracts
    inner join contractors on contractors.contractor_id = placed_contracts.contractor_id
    group by placed_contracts.unit_code, placed_contracts.scope, month_start(placed_contracts.signed_on)
),

rolled as (
    select
        monthly.unit_code,
        monthly.scope,
        trailing_windows.starts_on,
        trailing_windows.ends_on,
        sum(monthly.contracts) as contracts,
        sum(monthly.total_cny) as total_cny,
        sum(monthly.affiliate_contracts) as affiliate_contracts,
        sum(monthly.affiliate_cny) as affiliate_cny
    from monthly
    inner join trailing_windows on monthly.month between trailing_windows.starts_on and trailing_windows.last_month
    group by monthly.unit_code, monthly.scope, trailing_windows.starts_on, trailing_windows.ends_on
),

shares as (
    select
        rolled.*,
        cast(rolled.affiliate_contracts as double) / rolled.contracts as count_share,
        cast(rolled.affiliate_cny as double) / nullif(rolled.total_cny, 0) as amount_share,
        cast(sum(rolled.affiliate_contracts) over (partition by units.level, rolled.scope, rolled.ends_on) as double)
        / sum(rolled.contracts) over (partition by units.level, rolled.scope, rolled.ends_on) as level_share
    from rolled
    left join units on units.unit_code = rolled.unit_code
)

select
    shares.unit_code as subject_id,
    shares.unit_code,
    shares.ends_on as tested_on,
    case
        when shares.unit_code is not null
            then round(shares.count_share, 9) >= params.min_share
            or round(asin(sqrt(shares.count_share)), 9)
            > round(asin(sqrt(shares.level_share)) + params.funnel_z / (2 * sqrt(shares.contracts)), 9)
            or round(shares.amount_share, 9) >= params.min_share
    end as is_hit,
    case when shares.unit_code is null then 'contracts.unit_code' else 'contracts.amount_cny' end as missing,
    shares.ends_on as happened_on,
    cast(shares.affiliate_cny as decimal(18, 2)) as amount_cny,
    shares.scope,
    shares.starts_on,
    shares.ends_on,
    cast(shares.contracts as bigint) as contracts,
    cast(shares.affiliate_contracts as bigint) as affiliate_contracts,
    round(100.0 * shares.count_share, 1) as count_percent,
    round(100.0 * shares.amount_share, 1) as amount_percent,
    round(100.0 * shares.level_share, 1) as level_percent
from shares
inner join params on shares.ends_on between params.valid_from and params.valid_to
where shares.contracts >= params.min_contracts or shares.unit_code is null
