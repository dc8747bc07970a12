/* ---
id: IM06
title: {zh: 违法分包, en: Illegal subcontract}
says:
  zh: "合同{subject_id}（{scope}）的分包{subcontract_id}（{kind:类型未登记}，分包商{contractor_id}[，{sub_signed_on}签订]）：{is_main_works:?主体工程分包；}{is_unapproved:?未经同意；}{lacks_permit:?没有有效许可；}{is_second_level:?再次分包；}此类分包共{illegal_subcontracts}份。"
  en: "Contract {subject_id} ({scope}), subcontract {subcontract_id} ({kind:kind not entered}, subcontractor {contractor_id}[, signed on {sub_signed_on}]): {is_main_works:?main works given away; }{is_unapproved:?not approved; }{lacks_permit:?no valid permit; }{is_second_level:?subcontracted again; }such subcontracts: {illegal_subcontracts}."
why:
  zh: 主体工程分包、未经同意、无资质或再分包，质量和安全责任落空，也是利益输送的渠道。
  en: Main works given away, without consent, to a firm without a permit or subcontracted again leave nobody answerable for quality and safety, and are a way to move money.
innocent:
  zh: 建设单位已书面同意但未登记、许可证信息未更新，或分包类型登记有误。
  en: The owner agreed in writing but it was not entered, the permits on file are out of date, or the kind was written down wrongly.
ground: [construction_law.art_29]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, subcontracts]
needs_to_clear:
  - subcontracts.kind
  - subcontracts.is_approved
  - subcontracts.signed_on
  - subcontracts.parent_subcontract_id
  - licences
status: active
--- */
with permits as (
    select contractor_id, category, valid_from, valid_to
    from licences
),

listed as (
    select count(*) as permits
    from permits
),

permitted as (
    select distinct subcontracts.subcontract_id
    from subcontracts
    inner join contracts on contracts.contract_id = subcontracts.contract_id
    inner join permits
        on permits.contractor_id = subcontracts.contractor_id
        and permits.category = case when contracts.scope = 'testing' then 'test' else 'install' end
        and subcontracts.signed_on between permits.valid_from and permits.valid_to
),

limbs as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.signed_on,
        subcontracts.subcontract_id,
        subcontracts.contractor_id,
        subcontracts.kind,
        subcontracts.amount_cny,
        subcontracts.signed_on as sub_signed_on,
        listed.permits > 0 as are_permits_listed,
        subcontracts.kind = 'main_works' as is_main_works,
        not subcontracts.is_approved as is_unapproved,
        subcontracts.parent_subcontract_id is not null as is_second_level,
        case
            when contracts.scope not in ('construction', 'epc', 'testing') then false
            when subcontracts.kind = 'labour' then false
            when permitted.subcontract_id is not null then false
            when subcontracts.signed_on is not null and subcontracts.kind is not null and listed.permits > 0 then true
        end as lacks_permit
    from subcontracts
    cross join listed
    inner join contracts on contracts.contract_id = subcontracts.contract_id
    left join projects on projects.project_id = contracts.project_id
    left join permitted on permitted.subcontract_id = subcontracts.subcontract_id
),

verdicts as (
    select
        limbs.*,
        is_main_works or is_unapproved or is_second_level or lacks_permit as is_illegal
    from limbs
),

in_order as (
    select
        verdicts.*,
        cast(sum(case when is_illegal then amount_cny end) over (partition by contract_id) as decimal(18, 2)) as illegal_cny,
        sum(case when is_illegal then 1 else 0 end) over (partition by contract_id) as illegal_subcontracts,
        row_number() over (
            partition by contract_id
            order by
                case when is_illegal then 0 when is_illegal is null then 1 else 2 end nulls last,
                sub_signed_on nulls last,
                subcontract_id nulls last
        ) as place
    from verdicts
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    is_illegal as is_hit,
    case
        when kind is null then 'subcontracts.kind'
        when is_unapproved is null then 'subcontracts.is_approved'
        when not are_permits_listed then 'licences'
        else 'subcontracts.signed_on'
    end as missing,
    coalesce(sub_signed_on, signed_on) as happened_on,
    illegal_cny as amount_cny,
    scope,
    subcontract_id,
    contractor_id,
    kind,
    sub_signed_on,
    is_main_works,
    is_unapproved,
    lacks_permit,
    is_second_level,
    illegal_subcontracts
from in_order
where place = 1
