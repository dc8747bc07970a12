/* ---
id: CT28
title: {zh: 造价离群, en: Price per kVA out of line}
says:
  zh: "合同{subject_id}（{scope}，{voltage_kv}千伏，{kva}千伏安）单位造价{cny_per_kva}元/千伏安，为{cell_contracts}份同类合同中位数{median_cny_per_kva}元的{times}倍[（对数残差{residual}，界限{limit_residual}）]。"
  en: "Contract {subject_id} ({scope}, {voltage_kv} kV, {kva} kVA) costs {cny_per_kva} yuan per kVA, {times} times the median of {median_cny_per_kva} yuan of {cell_contracts} contracts of its kind[ (residual of the logarithm {residual}, limit {limit_residual})]."
why:
  zh: 单位造价明显高于同类工程，可能抬高造价或夹带其他费用。
  en: A price per kVA well above those of its kind may be inflated, or carry something else.
innocent:
  zh: 电缆长、土建多、设备档次高，或容量登记有误、合同含其他内容。
  en: A long cable, much civil work or better equipment explains it, or the capacity was written down wrongly.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts, client_projects.voltage_kv]
optional_needs: [contracts.project_id, client_projects.approved_kva, client_projects.applied_kva]
params:
  min_contracts: [{from: 1900-01-01, value: 20}]
  mad_factor: [{from: 1900-01-01, value: 3.0}]
  min_times: [{from: 1900-01-01, value: 2.0}]
status: active
--- */
-- A kind of contract: scope × voltage × size band. Kinds with too few contracts have no median, and no row.
-- 1.4826 × MAD estimates a standard deviation; where the MAD is 0, only the multiple of the median decides.
with priced as (
    select
        placed_contracts.*,
        cast(amount_cny as double) / nullif(kva, 0) as cny_per_kva,
        ln(nullif(greatest(cast(amount_cny as double) / nullif(kva, 0), 0), 0)) as log_price,
        case
            when project_id is null then 'contracts.project_id'
            when voltage_kv is null then 'client_projects.voltage_kv'
            when coalesce(kva, 0) <= 0 then 'client_projects.applied_kva'
            when amount_cny <= 0 then 'contracts.amount_cny'
        end as gap
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
),

medians as (
    select
        scope,
        voltage_kv,
        size_band,
        count(*) as n,
        percentile_cont(0.5) within group (order by cny_per_kva nulls last) as median_price,
        percentile_cont(0.5) within group (order by log_price nulls last) as median_log
    from priced
    where gap is null
    group by scope, voltage_kv, size_band
),

placed as (
    select
        priced.*,
        medians.n,
        medians.median_price,
        priced.log_price - medians.median_log as residual
    from priced
    left join medians
        on medians.scope = priced.scope
        and medians.voltage_kv = priced.voltage_kv
        and medians.size_band = priced.size_band
),

spreads as (
    select
        scope,
        voltage_kv,
        size_band,
        1.4826 * percentile_cont(0.5) within group (order by abs(residual) nulls last) as spread
    from placed
    group by scope, voltage_kv, size_band
),

judged as (
    select
        placed.*,
        params.min_contracts,
        params.min_times,
        case when round(spreads.spread, 9) > 0 then round(params.mad_factor * spreads.spread, 9) end as limit_residual
    from placed
    inner join params on placed.signed_on between params.valid_from and params.valid_to
    left join spreads
        on spreads.scope = placed.scope
        and spreads.voltage_kv = placed.voltage_kv
        and spreads.size_band = placed.size_band
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when gap is null
            then coalesce(round(residual, 9) > limit_residual, false)
            or round(cny_per_kva, 9) >= round(min_times * median_price, 9)
    end as is_hit,
    gap as missing,
    signed_on as happened_on,
    amount_cny,
    scope,
    voltage_kv,
    kva,
    round(cny_per_kva, 2) as cny_per_kva,
    n as cell_contracts,
    round(median_price, 2) as median_cny_per_kva,
    round(cny_per_kva / nullif(median_price, 0), 2) as times,
    round(residual, 3) as residual,
    round(limit_residual, 3) as limit_residual
from judged
where gap is not null or n >= min_contracts
