/* ---
id: IM02
title: {zh: 倒签合同, en: Backdated contract}
says:
  zh: "合同{subject_id}（编号{contract_no}）{signed_on}签订，早于前一编号{previous_no}的签订日期{previous_signed_on}，相差{days_back}天。"
  en: "Contract {subject_id} (no. {contract_no}) was signed on {signed_on}, {days_back} days before no. {previous_no}, the number before it, which was signed on {previous_signed_on}."
why:
  zh: 编号在后而签订在前，可能是事后补签并倒填日期，以掩盖先施工后签约或超期。
  en: A later number with an earlier date suggests that the contract was written afterwards and dated back, to cover works before the contract or a missed date.
innocent:
  zh: 编号预留或按部门分段领取、签订流程时间长短不一，或编号、日期登记有误。
  en: Numbers are reserved or drawn in blocks, signing took longer for the other contract, or number or date was written down wrongly.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts.contract_no]
optional_needs: [contracts.project_id]
status: active
--- */
-- A number: the last run of digits without its leading zeros; what stands before it names the series.
with parts as (
    select
        contracts.contract_id,
        contracts.contractor_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.contract_no,
        contracts.signed_on,
        contracts.amount_cny,
        regexp_extract(cast(contracts.signed_on as varchar), '^[0-9]+', 0) as signed_year,
        regexp_extract(text_key(contracts.contract_no), '^(.*?)0*([0-9]+)[^0-9]*$', 1) as series,
        nullif(regexp_extract(text_key(contracts.contract_no), '^(.*?)0*([0-9]+)[^0-9]*$', 2), '') as digits
    from contracts
    left join projects on projects.project_id = contracts.project_id
),

followed as (
    select
        parts.*,
        lag(contract_no) over in_order as previous_no,
        lag(signed_on) over in_order as previous_signed_on
    from parts
    window in_order as (
        partition by contractor_id, signed_year, series
        order by length(digits) nulls last, digits nulls last, signed_on nulls last, contract_id nulls last
    )
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case when digits is not null then coalesce(signed_on < previous_signed_on, false) end as is_hit,
    'contracts.contract_no' as missing,
    signed_on as happened_on,
    amount_cny,
    contract_no,
    signed_on,
    previous_no,
    previous_signed_on,
    days_between(signed_on, previous_signed_on) as days_back
from followed
