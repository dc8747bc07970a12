/* ---
id: NW06
title: {zh: 代办电话, en: Agent's phone}
says:
  zh: "{subject_id}：联系电话[与员工{employee_id}的登记电话相同，][与承包商{contractor_id}的登记电话相同，]出现在{customers}户客户的申请中（{min_customers}户及以上即提示）。"
  en: "{subject_id}: the contact phone[ is that of employee {employee_id};][ is that of contractor {contractor_id};] stands on the applications of this many customers: {customers} ({min_customers} or more are pointed out)."
why:
  zh: 用员工或承包商的电话代替客户电话，客户收不到短信和回访，流程可由他人代办代签。
  en: With the phone of an employee or contractor in place of his own the customer gets neither messages nor calls, and others can act and sign for him.
innocent:
  zh: 员工本人或亲属用电、物业或集团客户统一办理，或客户委托的代办人已出具授权。
  en: The application is the employee's own or a relative's, one office applies for a whole estate or group, or the agent holds the customer's written authority.
ground: [own_practice]
severity: M
subject: project
hit_key: [subject_id]
needs: [client_projects.contact_phone]
needs_to_clear: [employees.phone, contractors.phone]
params:
  min_customers: [{from: 1900-01-01, value: 5}]
status: active
--- */
with contacts as (
    select
        project_id,
        unit_code,
        customer_id,
        accepted_on,
        code_key(contact_phone) as phone_key
    from projects
),

staff_phones as (
    select code_key(phone) as phone_key, min(employee_id) as employee_id
    from employees
    group by code_key(phone)
),

firm_phones as (
    select code_key(phone) as phone_key, min(contractor_id) as contractor_id
    from contractors
    group by code_key(phone)
),

shared as (
    select phone_key, count(distinct customer_id) as customers
    from contacts
    group by phone_key
)

select
    contacts.project_id as subject_id,
    contacts.unit_code,
    contacts.accepted_on as tested_on,
    -- Without a phone nothing joins: neither true nor false.
    coalesce(staff_phones.employee_id, firm_phones.contractor_id) is not null
    or shared.customers >= params.min_customers as is_hit,
    'client_projects.contact_phone' as missing,
    contacts.accepted_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    staff_phones.employee_id,
    firm_phones.contractor_id,
    shared.customers,
    params.min_customers
from contacts
inner join params on contacts.accepted_on between params.valid_from and params.valid_to
left join staff_phones on staff_phones.phone_key = contacts.phone_key
left join firm_phones on firm_phones.phone_key = contacts.phone_key
left join shared on shared.phone_key = contacts.phone_key
