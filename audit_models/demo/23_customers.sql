-- Customers: residents are persons, the rest organisations. Name, phone and number are made from the
-- customer's key and look like nothing that exists.
create table source.customers as
with
owners as (
    select
        customer_key,
        any_value(customer_class order by project_key) as customer_class,
        bool_or(is_critical) as is_critical,
        bool_or(is_high_risk) as is_high_risk,
        bool_or(is_energy_intensive) as is_energy_intensive,
        min(applied_kva) as applied_kva,
    from demo.timeline
    group by customer_key
)

select
    'K' || lpad(cast(customer_key as varchar), 9, '0') as customer_id,
    if(customer_class = 'lv_resident', '演示客户', '演示客户单位') || lpad(cast(customer_key as varchar), 7, '0')
        as name,
    if(customer_class = 'lv_resident', 'person', 'organisation') as kind,
    '1000' || lpad(cast(customer_key as varchar), 7, '0') as phone,
    '0000000000' || lpad(cast(customer_key as varchar), 8, '0') as id_no,
    case customer_class
        when 'lv_resident' then null
        when 'lv_nonresident' then pick('industry', customer_key, ['0511', '5211', '6210', '8010', '0412'])
        else pick('industry', customer_key, ['1711', '3011', '3120', '3311', '4420', '7010', '8411', '0610'])
    end as industry_code,
    customer_class = 'lv_nonresident' and applied_kva <= 160 as is_micro,
    is_critical,
    is_high_risk,
    is_energy_intensive,
from owners;
