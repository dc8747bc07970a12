/* ---
id: IM11
title: {zh: 工期异常短, en: Implausibly short works}
says:
  zh: "合同{subject_id}（{scope}，{voltage_kv}千伏）{actual_start_on}开工、{actual_finish_on}完工，仅{days}天，短于{cell_contracts}份同类合同的5%分位数{p5_days}天。"
  en: "Contract {subject_id} ({scope}, {voltage_kv} kV) was worked from {actual_start_on} to {actual_finish_on}, only {days} days; the 5th percentile of {cell_contracts} contracts of its kind is {p5_days} days."
why:
  zh: 工期短于几乎所有同类工程，可能先施工后签约、开工日期补录，或工程并未按量完成。
  en: Works shorter than nearly all of their kind may have begun before the recorded start, or not have been done in full.
innocent:
  zh: 工程量小、设备预制化，投入人力多，或开工、完工日期登记有误。
  en: The works were small or prefabricated, more people were put on them, or a date was written down wrongly.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts.actual_start_on, contracts.actual_finish_on, client_projects.voltage_kv]
optional_needs: [contracts.project_id, client_projects.approved_kva, client_projects.applied_kva]
params:
  min_contracts: [{from: 1900-01-01, value: 20}]
status: active
--- */
-- A kind of contract: scope × voltage × size band. Kinds with too few contracts have no percentile, and no row.
with works as (
    select
        placed_contracts.*,
        days_between(actual_start_on, actual_finish_on) as days,
        case
            when project_id is null then 'contracts.project_id'
            when voltage_kv is null then 'client_projects.voltage_kv'
            when size_band is null then 'client_projects.applied_kva'
            when actual_start_on is null then 'contracts.actual_start_on'
            when actual_finish_on is null then 'contracts.actual_finish_on'
        end as gap
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
    where actual_finish_on is null or actual_finish_on <= run.as_of
),

ranked as (
    select
        works.*,
        row_number() over (
            partition by scope, voltage_kv, size_band
            order by days nulls last, contract_id nulls last
        ) as place,
        count(*) over (partition by scope, voltage_kv, size_band) as n
    from works
    where gap is null
),

kinds as (
    select
        scope,
        voltage_kv,
        size_band,
        n,
        round(sum(days * greatest(0, 1 - abs(place - greatest(1, (n + 7) / 20.0)))), 9) as p5_days
    from ranked
    group by scope, voltage_kv, size_band, n
)

select
    works.contract_id as subject_id,
    works.unit_code,
    works.signed_on as tested_on,
    works.days < kinds.p5_days as is_hit,
    works.gap as missing,
    works.actual_finish_on as happened_on,
    works.amount_cny,
    works.scope,
    works.voltage_kv,
    works.actual_start_on,
    works.actual_finish_on,
    works.days,
    kinds.n as cell_contracts,
    kinds.p5_days
from works
inner join params on works.signed_on between params.valid_from and params.valid_to
left join kinds
    on kinds.scope = works.scope
    and kinds.voltage_kv = works.voltage_kv
    and kinds.size_band = works.size_band
where works.gap is not null or kinds.n >= params.min_contracts
