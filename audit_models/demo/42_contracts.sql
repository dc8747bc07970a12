-- The contracts as written down: number in the contractor's year, dates that have happened, money.
-- Settlement is the amount with its approved variations, ±3 %; planned duration close to the real one.
create table demo.contracts as
with
changed as (
    select contract_id, sum(delta_cny) as delta_cny from demo.changes group by contract_id
),

settled as (
    select
        base.*,
        coalesce(changed.delta_cny, 0) as delta_cny,
        money(
            (amount_cny + coalesce(changed.delta_cny, 0))
            * if(
                contract_plant = 'PF01', between_two('settled high', contract_key, 1.13, 1.30),
                between_two('settled', contract_key, 0.98, 1.03)
            )
        ) as full_settlement_cny,
        clock_day(accepted_clock) as acceptance_day,
        case
            when contract_plant = 'PF11' then whole('settled late', contract_key, 75, 130)
            else whole('settled', contract_key, 10, 50)
        end as days_to_settle,
        case
            when contract_plant = 'PF10' then round(between_two('retention', contract_key, 0.05, 0.10), 3)
            else 0.03
        end as retention_rate,
        pick('warranty', contract_key, [12, 12, 24]) as warranty_months,
        -- Planted (IM02): signed on a day before the one that its number stands for.
        if(contract_plant = 'IM02', clock_day(floor(reply_clock) + 1), signed_on) as written_signed_on,
    from demo.contract_base as base
    left join changed on changed.contract_id = base.contract_id
)

select
    * exclude (signed_on, written_signed_on),
    written_signed_on as signed_on,
    start_clock < end_clock as has_started,
    finish_clock < end_clock as has_finished,
    finish_clock < end_clock and accepted_clock < end_clock as has_been_accepted,
    finish_clock < end_clock and accepted_clock < end_clock
    and acceptance_day + days_to_settle <= getvariable('as_of') as has_been_settled,
from settled;

create table source.contracts as
select
    contract_id,
    project_id,
    unit_code,
    if(is_tendered or is_directly_awarded, 'Z' || contract_id, null) as tender_id,
    contractor_id,
    scope,
    'YS' || year(clock_day(signed_day)) || '-' || lpad(cast(number_in_year as varchar), 5, '0') as contract_no,
    amount_cny,
    case contract_plant
        when 'PF07' then amount_cny
        when 'PF08' then money(amount_cny / between_two('estimate high', contract_key, 0.55, 0.68))
        else money(amount_cny / between_two('estimate', contract_key, 0.82, 0.985))
    end as estimate_cny,
    signed_on - case
        when contract_plant = 'CT27' then whole('signed late', contract_key, 35, 70)
        when is_tendered then whole('awarded', contract_key, 4, 20)
        else whole('awarded', contract_key, 0, 3)
    end as awarded_on,
    signed_on,
    clock_day(start_clock) as planned_start_on,
    clock_day(start_clock) + cast(ceil(
        (clock_day(finish_clock) - clock_day(start_clock)) * case
            when contract_plant = 'PF09' then between_two('planned short', contract_key, 0.5, 0.75)
            else between_two('planned', contract_key, 1.0, 1.2)
        end
    ) as integer) as planned_finish_on,
    if(has_started, clock_day(start_clock), null) as actual_start_on,
    if(has_finished, clock_day(finish_clock), null) as actual_finish_on,
    if(has_been_accepted, acceptance_day, null) as accepted_on,
    if(has_been_settled, full_settlement_cny, null) as settlement_cny,
    if(has_been_settled, acceptance_day + days_to_settle, null) as settled_on,
    if(
        contract_plant = 'IM05', money(amount_cny * between_two('own cost', contract_key, 0.005, 0.04)),
        money(amount_cny * between_two('own cost', contract_key, 0.40, 0.55))
    ) as own_cost_cny,
    retention_rate,
    if(
        contract_plant = 'PF15', round(between_two('bond', contract_key, 0.12, 0.20), 3),
        round(between_two('bond', contract_key, 0.02, 0.10), 3)
    ) as performance_bond_rate,
    round(between_two('advance', contract_key, 0.10, 0.20), 3) as advance_rate,
    warranty_months,
    -- A manager gets every n-th contract of his company, about four in three years, so that his sites
    -- do not overlap. Planted (IM17): one manager for six contracts of the company in a row.
    '演示经理' || lpad(cast(contractor_key as varchar), 6, '0') || '-' || case
        when is_overloaded then 'Q' || lpad(cast(number_in_all // 6 as varchar), 5, '0')
        else lpad(
            cast(number_in_all % greatest(4, cast(ceil(contracts_of_contractor / 4) as integer)) as varchar), 4, '0'
        )
    end as project_manager,
    contract_plant is distinct from 'CT20' as has_entrustment,
from (
    select
        *,
        not is_tendered and contract_plant is null and scope = 'construction' and trait = 'affiliates_only'
        and companion_of is null and is_affiliate and chance('direct', contract_key, 0.4) as is_directly_awarded,
        scope = 'construction' and bool_or(coalesce(contract_plant = 'IM17', false)) over (
            partition by contractor_key, number_in_all // 6
        ) as is_overloaded,
    from demo.contracts
);
