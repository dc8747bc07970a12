-- Contracts of high-voltage customers: one row a contract with the moments of its life on the working
-- clock. Design and construction always, the other trades on a share of the projects (demo.trades);
-- the contractor is an affiliate with the share of the trade. Amounts are capacity × price × a bounded
-- noise, so that an ordinary price is never an outlier.
create table demo.contract_base as
with
wanted as (
    select
        projects.*,
        trades.* exclude (name_zh),
        projects.project_key * 10 + trades.trade_no as contract_key,
        false as is_second_part,
    from demo.projects
    cross join demo.trades
    where projects.customer_class = 'hv'
        and (trades.scope in ('design', 'construction') or companion_of is null)
        and (trades.scope <> 'design' or plant is distinct from 'IM04')
        and chance('needs ' || trades.scope, projects.project_key, trades.project_share)
),

-- Planted (CT02): the works in two halves, each below the limit.
parted as (
    select * from wanted
    union all
    select * replace (contract_key + 5 as contract_key, true as is_second_part)
    from wanted
    where contract_plant = 'CT02' and scope = 'construction'
),

staged as (
    select
        * replace (
            if(scope = 'construction', contract_plant, null) as contract_plant,
            if(
                scope = 'construction', is_tendered,
                is_public and price_per_kva_cny * applied_kva * 1.4 >= tender_limit_cny
            ) as is_tendered,
            if(is_second_part, 0.98, 1) * construction_cny as construction_cny
        ),
        case
            when scope = 'design' and plant = 'CP04' and variant >= 0.6
                then floor(accept_clock) - days_before_acceptance
            when scope = 'design' then design_signed_day
            when scope <> 'construction' then construction_signed_day
            when contract_plant = 'IM01' then floor(construct_from) + whole('signed late', project_key, 2, 15)
            when contract_plant = 'CT23' then floor(accept_clock) + 1
            when contract_plant = 'CT02' and not is_second_part then design_signed_day + 1
            when plant = 'IM03' then floor(accept_clock)
            else construction_signed_day
        end as signed_day,
        case scope
            when 'design' then design_from
            when 'equipment' then construction_signed_day + 1.2
            when 'testing' then usual_construct_from + 0.7 * construct_days
            when 'construction' then construct_from
            else usual_construct_from
        end as start_clock,
        case scope
            when 'design' then design_to
            when 'equipment' then construction_signed_day + 1.2 + between_two('delivery', project_key, 8, 18)
            else construct_to
        end as finish_clock,
    from parted
),

contracted as (
    select
        *,
        case
            when scope = 'construction' then has_affiliate_builder
            when companion_of is not null then false
            else chance('affiliate ' || scope, project_key, affiliate_share)
        end as is_affiliate,
        case scope
            when 'design' then review_to
            when 'equipment' then finish_clock + 2
            when 'testing' then finish_clock + 1
            else final_to
        end as accepted_clock,
        if(
            scope = 'construction', construction_cny,
            price_per_kva_cny * applied_kva * exp(0.33 * bell('price of ' || scope, project_key))
        ) as usual_amount_cny,
    from staged
),

chosen as (
    select
        *,
        case
            when scope = 'construction' then builder_key
            when is_affiliate then city_no * 1000 + trade_no * 100 + whole('a ' || scope, project_key, 0, affiliates - 1)
            else city_no * 1000 + trade_no * 100 + 20 + whole('p ' || scope, project_key, 0, privates - 1)
        end as contractor_key,
        money(usual_amount_cny) as amount_cny,
        clock_day(signed_day) as signed_on,
    from contracted
)

select
    *,
    'H' || lpad(cast(contract_key as varchar), 10, '0') as contract_id,
    'C' || lpad(cast(contractor_key as varchar), 9, '0') as contractor_id,
    row_number() over (
        partition by contractor_key, year(clock_day(signed_day))
        order by signed_day, contract_key
    ) as number_in_year,
    row_number() over (partition by contractor_key order by signed_day, contract_key) as number_in_all,
    count(*) over (partition by contractor_key) as contracts_of_contractor,
from chosen
where signed_day < end_clock;
