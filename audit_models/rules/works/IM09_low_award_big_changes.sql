/* ---
id: IM09
title: {zh: 低签高变, en: "Low award, big changes"}
says:
  zh: "合同{subject_id}（{scope}）签约{contract_cny}元，低于招标限额{limit_cny}元；变更{variations}项净增{amount_cny}元后为{total_cny}元，达到限额。"
  en: "Contract {subject_id} ({scope}) was signed at {contract_cny} yuan, below the tender limit of {limit_cny}; its variations ({variations}) add {amount_cny} yuan net, and the total of {total_cny} reaches the limit."
why:
  zh: 先以低于限额的金额避开招标，再以变更补足价款，使招标制度落空。
  en: Signing below the limit and making up the price by variations empties the duty to tender of its meaning.
innocent:
  zh: 签约时无法预见的变更，按程序补签、补审，或合同本来已经招标。
  en: Nobody could foresee the variations and they were agreed and reviewed in due form, or the contract had been tendered anyway.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, contract_changes]
optional_needs: [contracts.project_id, client_projects.owner_type, client_projects.fund_source]
status: active
--- */
with changed as (
    select
        contract_id,
        count(*) as variations,
        sum(delta_cny) as delta_cny,
        max(changed_on) as last_changed_on
    from contract_changes
    inner join run on contract_changes.changed_on <= run.as_of
    group by contract_id
)

select
    placed_contracts.contract_id as subject_id,
    placed_contracts.unit_code,
    placed_contracts.signed_on as tested_on,
    case
        when placed_contracts.ownership = 'public'
            then placed_contracts.amount_cny < placed_contracts.limit_cny
            and placed_contracts.amount_cny + coalesce(changed.delta_cny, 0) >= placed_contracts.limit_cny
    end as is_hit,
    case
        when placed_contracts.project_id is null then 'contracts.project_id'
        else 'client_projects.owner_type'
    end as missing,
    changed.last_changed_on as happened_on,
    cast(changed.delta_cny as decimal(18, 2)) as amount_cny,
    placed_contracts.scope,
    placed_contracts.amount_cny as contract_cny,
    changed.variations,
    placed_contracts.amount_cny + changed.delta_cny as total_cny,
    placed_contracts.limit_cny
from placed_contracts
left join changed on changed.contract_id = placed_contracts.contract_id
where placed_contracts.ownership <> 'private'
