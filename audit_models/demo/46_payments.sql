-- Payments on the way from advance to retention, only those that have been made by as_of. Before
-- acceptance at most 89 % of the amount; the settlement payment brings it to 97 % of the settlement. Planted
-- (PF06): every progress payment of one affiliate begins with a 1.
create table source.payments as
with
contracts as (
    select
        demo_contracts.* exclude (signed_on),
        written.signed_on,
        written.advance_rate,
        contract_plant = 'PF05' as is_doubled,
    from demo.contracts as demo_contracts
    inner join source.contracts as written on written.contract_id = demo_contracts.contract_id
),

shares as (
    select
        *,
        money(amount_cny * advance_rate) as advance_cny,
        if(
            scope = 'construction',
            money(ceil(amount_cny * if(contract_plant = 'PF16', 0.011, 0.0256))), money(0)
        ) as safety_cny,
        if(scope = 'construction', money(amount_cny * between_two('wages', contract_key, 0.06, 0.08)), money(0))
            as wages_cny,
        money(if(
            contractor_key = 2201,
            power(10, floor(log10(amount_cny * 0.27))) * between_two('first progress', contract_key, 1, 1.05),
            amount_cny * between_two('first progress', contract_key, 0.25, 0.29)
        )) as first_cny,
        money(if(
            contractor_key = 2201,
            power(10, floor(log10(amount_cny * 0.27))) * between_two('second progress', contract_key, 1, 1.05),
            amount_cny * between_two('second progress', contract_key, 0.25, 0.29)
        )) as second_cny,
    from contracts
),

lines as (
    select
        contract_id, contract_key, contractor_key, contract_plant,
        unnest([
            {
                number: 1, kind: 'advance', amount: advance_cny,
                paid_on: signed_on + whole('paid 1', contract_key, 5, 15)
            },
            {
                number: 2, kind: 'safety_fee', amount: safety_cny,
                paid_on: if(
                    has_started and safety_cny > 0,
                    clock_day(start_clock) + whole('paid 2', contract_key, 2, 12), null
                )
            },
            {
                number: 3, kind: 'wages', amount: wages_cny,
                paid_on: if(
                    has_finished and wages_cny > 0,
                    clock_day(finish_clock) - whole('paid 3', contract_key, 1, 4), null
                )
            },
            {
                number: 4, kind: 'progress', amount: first_cny,
                paid_on: if(has_finished, clock_day(start_clock + 0.5 * (finish_clock - start_clock)), null)
            },
            {
                number: 5, kind: 'progress', amount: if(is_doubled, first_cny, second_cny),
                paid_on: case
                    when not has_finished then null
                    when is_doubled
                        then clock_day(start_clock + 0.5 * (finish_clock - start_clock))
                            + whole('again', contract_key, 3, 20)
                    else clock_day(finish_clock)
                end
            },
            {
                number: 6, kind: 'settlement',
                amount: money(0.97 * full_settlement_cny) - advance_cny - safety_cny - wages_cny - first_cny
                    - if(is_doubled, first_cny, second_cny)
                    + if(
                        contract_plant = 'PF02',
                        money(between_two('too much', contract_key, 0.06, 0.15) * amount_cny), 0
                    ),
                paid_on: case
                    when contract_plant = 'PF03' and has_been_accepted
                        then clock_day(finish_clock) - whole('too early', contract_key, 3, 8)
                    when has_been_settled then acceptance_day + days_to_settle
                end
            },
            {
                number: 7, kind: 'retention_release',
                amount: full_settlement_cny - money(0.97 * full_settlement_cny),
                paid_on: if(
                    has_been_settled,
                    cast(acceptance_day + to_months(warranty_months) as date) + whole('released', contract_key, 3, 25),
                    null
                )
            },
        ]) as payment,
    from shares
)

select
    'Y' || lpad(cast(contract_key as varchar), 10, '0') || payment.number as payment_id,
    contract_id,
    payment.paid_on as paid_on,
    money(payment.amount) as amount_cny,
    payment.kind as kind,
    case
        when payment.kind = 'wages' then '00640000' || lpad(cast(contractor_key as varchar), 8, '0')
        when contract_plant = 'PF04' and payment.number = 5 then '00690000' || lpad(cast(contract_key as varchar), 10, '0')
        else '00620000' || lpad(cast(contractor_key as varchar), 8, '0')
    end as payee_account,
    'FP' || lpad(cast(contract_key as varchar), 10, '0') || payment.number as invoice_no,
from lines
where payment.paid_on <= getvariable('as_of');
