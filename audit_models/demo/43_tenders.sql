-- Tenders of the contracts that have one, with at most one planted deviation each, and their bids.
-- Ordinary: 21–35 days to bid, 3–5 bidders of the city, the second 3–6 % above the winner, the gaps
-- after that from ranges that do not meet, so that no price pattern arises by itself.
create table demo.tenders as
with
tendered as (
    select
        contracts.*,
        contracts.contract_id is not null as is_linked,
        ranges.rule_id as tender_plant,
    from demo.contracts as contracts
    asof left join (select * from demo.planting_ranges where grain = 'tender') as ranges
        on contracts.customer_class = ranges.customer_class
        and uniform('tender plant', contracts.contract_key) / contracts.total_risk >= ranges.from_draw
    where contracts.is_tendered
),

planned as (
    select
        * replace (
            -- These plants need a contractor of their own or a second change of the same figures.
            if(
                contract_plant is not null or scope <> 'construction' or contractor_key >= 900000, null, tender_plant
            ) as tender_plant
        ),
    from tendered
),

dated as (
    select
        *,
        case
            when tender_plant = 'CT05' then whole('few', contract_key, 1, 2)
            when tender_plant in ('CT08', 'CT09', 'CT12', 'CT13', 'CT16', 'CT17') then 4
            else whole('bidders', contract_key, 3, 5)
        end as bidders,
        case
            when tender_plant is not null then 'open'
            when is_public and amount_cny >= 0.92 * tender_limit_cny
                then if(chance('open', contract_key, 0.8), 'open', 'invited')
            else pick('method', contract_key, ['open', 'invited', 'inquiry', 'negotiation'])
        end as method,
        signed_on - if(
            contract_plant = 'CT27',
            whole('signed late', contract_key, 35, 70), whole('awarded', contract_key, 4, 20)
        ) as awarded_on,
    from planned
),

scheduled as (
    select
        *,
        cast(awarded_on - whole('opened', contract_key, 1, 6) as timestamp) + interval 9 hours as deadline_at,
    from dated
)

select
    *,
    deadline_at - to_days(if(
        tender_plant = 'CT04', whole('window', contract_key, 8, 18), whole('window', contract_key, 21, 35)
    )) as published_at,
    '演示招标代理' || lpad(cast(city_no * 10 + whole('agency', contract_key, 0, 2) as varchar), 4, '0')
    || '有限公司' as agency,
from scheduled;

create table source.tenders as
select
    'Z' || contract_id as tender_id,
    project_id,
    unit_code,
    scope,
    method,
    case
        -- Planted (CT15): one affiliate wins works of every kind.
        when scope = 'construction' and contractor_key % 100 = 0 and city_no = 2
            then lpad(cast(whole('group', contract_key, 10, 24) as varchar), 2, '0') || '01'
        -- A firm works in one to three lines of its trade.
        else lpad(cast(trade_no + 10 * whole('line', contract_key, 0, contractor_key % 3) as varchar), 2, '0')
            || lpad(cast(whole('category', contract_key, 1, 6) as varchar), 2, '0')
    end as category_code,
    money(amount_cny / between_two('estimate', contract_key, 0.82, 0.985)) as estimate_cny,
    money(1.12 * amount_cny / between_two('estimate', contract_key, 0.82, 0.985)) as ceiling_cny,
    published_at,
    deadline_at,
    deadline_at + interval 30 minutes as opened_at,
    cast(awarded_on as timestamp) + interval 16 hours as awarded_at,
    agency,
    false as has_lots,
from demo.tenders
union all by name
-- Planted (CT18): awarded directly, again and again, to the same affiliate.
select
    contracts.tender_id,
    contracts.project_id,
    contracts.unit_code,
    contracts.scope,
    'direct' as method,
    '0201' as category_code,
    contracts.estimate_cny,
    contracts.estimate_cny as ceiling_cny,
    cast(contracts.awarded_on - 3 as timestamp) + interval 9 hours as published_at,
    cast(contracts.awarded_on - 1 as timestamp) + interval 9 hours as deadline_at,
    cast(contracts.awarded_on - 1 as timestamp) + interval 10 hours as opened_at,
    cast(contracts.awarded_on as timestamp) + interval 16 hours as awarded_at,
    null as agency,
    false as has_lots,
from source.contracts as contracts
where contracts.tender_id is not null
    and not exists (select 1 from demo.tenders where tenders.contract_id = contracts.contract_id);
