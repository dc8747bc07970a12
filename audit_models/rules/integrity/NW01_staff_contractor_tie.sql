/* ---
id: NW01
title: {zh: 员工与承包商关联, en: Staff–contractor tie}
says:
  zh: "员工{subject_id}与承包商{contractor_id}的登记信息有相同之处：{is_same_phone:?电话相同；}{is_same_address:?地址相同；}{is_same_account:?银行账号相同；}与该员工有相同登记的承包商共{contractors}家。"
  en: "Employee {subject_id} and contractor {contractor_id} have entries in common: {is_same_phone:?phone; }{is_same_address:?address; }{is_same_account:?bank account; }contractors that share one with this employee: {contractors}."
why:
  zh: 员工与承包商共用电话、地址或账号，可能存在未申报的经商办企业或利益关系。
  en: A shared phone, address or account may point to a business or an interest that was not declared.
innocent:
  zh: 登记的是集体宿舍、办公区或总机，号码已转让他人，或信息登记有误。
  en: The entry is a shared residence, an office or a switchboard, the number has passed to somebody else, or it was written down wrongly.
ground: [administrative_discipline_law.art_33]
severity: H
subject: employee
hit_key: [subject_id]
needs: [employees, contractors]
needs_to_clear:
  - employees.phone
  - employees.address
  - employees.bank_account
  - contractors.phone
  - contractors.address
  - contractors.bank_account
status: active
--- */
with employee_keys as (
    select employee_id, 'employees.phone' as column_name, code_key(phone) as content
    from employees

    union all

    select employee_id, 'employees.address' as column_name, text_key(address) as content
    from employees

    union all

    select employee_id, 'employees.bank_account' as column_name, code_key(bank_account) as content
    from employees
),

contractor_keys as (
    select contractor_id, 'employees.phone' as column_name, code_key(phone) as content
    from contractors

    union all

    select contractor_id, 'employees.address' as column_name, text_key(address) as content
    from contractors

    union all

    select contractor_id, 'employees.bank_account' as column_name, code_key(bank_account) as content
    from contractors
),

gaps as (
    select employee_id, min(column_name) as column_name
    from employee_keys
    where content is null
    group by employee_id
),

ties as (
    select
        employee_keys.employee_id,
        contractor_keys.contractor_id,
        max(case when employee_keys.column_name = 'employees.phone' then 1 else 0 end) = 1 as is_same_phone,
        max(case when employee_keys.column_name = 'employees.address' then 1 else 0 end) = 1 as is_same_address,
        max(case when employee_keys.column_name = 'employees.bank_account' then 1 else 0 end) = 1 as is_same_account
    from employee_keys
    inner join contractor_keys
        on contractor_keys.column_name = employee_keys.column_name
        and contractor_keys.content = employee_keys.content
    group by employee_keys.employee_id, contractor_keys.contractor_id
),

in_order as (
    select
        ties.*,
        count(*) over (partition by employee_id) as contractors,
        row_number() over (partition by employee_id order by contractor_id nulls last) as place
    from ties
)

select
    employees.employee_id as subject_id,
    employees.unit_code,
    run.as_of as tested_on,
    case
        when in_order.employee_id is not null then true
        when gaps.employee_id is null then false
    end as is_hit,
    gaps.column_name as missing,
    run.as_of as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    in_order.contractor_id,
    in_order.is_same_phone,
    in_order.is_same_address,
    in_order.is_same_account,
    in_order.contractors,
    employees.left_on
from employees
cross join run
left join gaps on gaps.employee_id = employees.employee_id
left join in_order
    on in_order.employee_id = employees.employee_id
    and in_order.place = 1
