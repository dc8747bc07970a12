-- Variations. Ordinary: on 22 % of the works one, between −4 % and +6 %, approved within three working
-- days. Planted: three (IM07), large (IM08), up to the tender limit (IM09), approved late (IM10).
create table demo.changes as
with
changing as (
    select
        *,
        case
            when contract_plant = 'IM07' then 3
            when contract_plant in ('IM08', 'IM09', 'IM10') then 1
            when scope = 'construction'
                and coalesce(contract_plant not in ('CT01', 'CT02', 'CT03', 'IM05', 'PF01', 'PF02', 'PF03'), true)
                and not (is_public and amount_cny between 0.9 * tender_limit_cny and tender_limit_cny)
                and chance('changes', contract_key, 0.22)
                then 1
            else 0
        end as changes,
    from demo.contract_base
),

numbered as (
    select *, unnest(range(1, changes + 1)) as change_no from changing
),

dated as (
    select
        *,
        contract_key * 10 + change_no as change_key,
        greatest(start_clock, signed_day) + (finish_clock - greatest(start_clock, signed_day)) * 0.22 * change_no
            as change_clock,
    from numbered
)

select
    'X' || lpad(cast(change_key as varchar), 11, '0') as change_id,
    contract_id,
    clock_day(change_clock) as changed_on,
    clock_day(
        floor(change_clock)
        + if(
            contract_plant = 'IM10',
            whole('late approval', change_key, 8, 20), whole('approval', change_key, 0, 3)
        )
    ) as approved_on,
    money(amount_cny * case contract_plant
        when 'IM07' then between_two('small delta', change_key, 0.005, 0.025)
        when 'IM08' then between_two('large delta', change_key, 0.12, 0.28)
        when 'IM09' then between_two('delta', change_key, 0.085, 0.095)
        else between_two('delta', change_key, -0.04, 0.06)
    end) as delta_cny,
    pick('change reason', change_key, ['现场条件变化', '客户要求调整', '设计变更', '材料替换']) as reason,
from dated
where floor(change_clock) + 20 < end_clock;

create table source.contract_changes as
select * from demo.changes;
