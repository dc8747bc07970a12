-- Supporting grid works of high-voltage projects: 10 kV pre-arranged, 35 kV and above by contract and
-- date. Planted: late (IM18), by the wrong mode (IM19), paid by the customer (PF13).
create table source.grid_projects as
select
    'G' || project_id as grid_project_id,
    project_id,
    voltage_kv,
    case
        when voltage_kv >= 35 or (plant = 'IM19' and variant < 0.5) then 'contracted'
        else 'pre_arranged'
    end as mode,
    if(
        plant = 'IM18', clock_day(grid_to) - whole('late by', project_key, 3, 40),
        clock_day(grid_to) + whole('early by', project_key, 0, 15)
    ) as promised_on,
    clock_day(grid_from) as started_on,
    if(grid_to < end_clock, clock_day(grid_to), null) as finished_on,
    money(260.0 * applied_kva * exp(0.5 * bell('investment', project_key))) as investment_cny,
    case
        when plant = 'PF13' and variant >= 0.6 then money(40.0 * applied_kva)
        else money(0)
    end as paid_by_customer_cny,
from demo.projects
where customer_class = 'hv' and grid_from < end_clock;
