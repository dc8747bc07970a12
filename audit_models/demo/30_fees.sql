-- The published fee list, and what was charged: a connection fee on two of five high-voltage projects,
-- a testing fee on some low-voltage business. Planted: an item that is not on the list (PF12), works
-- outside the customer's boundary charged to him (PF13), a fee on a three-zero customer (PF14).
create table source.fee_items as
select
    item_code,
    name_zh,
    date '2015-01-01' as valid_from,
    cast(valid_to as date) as valid_to,
    '演示价费目录' as basis,
from (values
    ('0101', '高可靠性供电费', null), ('0102', '系统备用费', null), ('0201', '临时接电费', '2017-12-31'),
    ('0301', '校表费', null), ('0302', '带电作业费', null), ('0401', '配电设施运维服务费', null),
) as items (item_code, name_zh, valid_to);

create table source.fees as
with
charged as (
    select
        project_id, end_clock,
        unnest([
            {
                number: 1, item_code: if(supply_sources > 1, '0101', '0302'), payer: 'customer',
                is_outside_boundary: false,
                since: if(customer_class = 'hv' and fee_from is not null and fee_to < end_clock, fee_to, null),
                amount: 20.0 * applied_kva * between_two('fee', project_key, 0.8, 1.2)
            },
            {
                number: 2, item_code: '0301', payer: 'customer', is_outside_boundary: false,
                since: if(
                    customer_class = 'lv_nonresident' and not is_three_zero and chance('meter test', project_key, 0.2),
                    energise_to, null
                ),
                amount: between_two('meter test', project_key, 60, 300)
            },
            {
                number: 3, item_code: '9901', payer: 'customer', is_outside_boundary: false,
                since: if(plant = 'PF12', reply_clock, null),
                amount: between_two('unlisted', project_key, 500, 9000)
            },
            {
                number: 4, item_code: '0302', payer: 'customer', is_outside_boundary: true,
                since: if(plant = 'PF13' and variant < 0.6, grid_from, null),
                amount: 60.0 * applied_kva * between_two('outside', project_key, 0.8, 1.2)
            },
            {
                number: 5, item_code: '0301', payer: 'customer', is_outside_boundary: false,
                since: if(plant = 'PF14' and chance('charged', project_key, 0.5), energise_to, null),
                amount: between_two('three zero', project_key, 100, 900)
            },
        ]) as fee,
    from demo.projects
)

select
    'B' || project_id || fee.number as fee_id,
    project_id,
    fee.item_code as item_code,
    money(fee.amount) as amount_cny,
    clock_day(fee.since) as charged_on,
    fee.payer as payer,
    fee.is_outside_boundary as is_outside_boundary,
from charged
where fee.since < end_clock;
