-- When each step of a project happens, on the working clock: one row a project, one column a moment,
-- every moment reckoned from the ones before it. What is planted bends these moments; whatever lies
-- after the end of the story (as_of, or the cancellation) is cut off where the tables are written.
-- Yardsticks: own days around 37 (hv), 12 (lv_nonresident), 1.6 (lv_resident) in a unit of usual speed.

-- The strictest limit for a plan reply on every day, as law and promise stand in data/policy.
create table demo.reply_limits as
select
    limits.customer_class,
    sources.supply_sources,
    days.day,
    min(limits.limit_days) as limit_days,
from core.limits
cross join (values (1), (2)) as sources (supply_sources)
inner join core.days on days.day between limits.valid_from and limits.valid_to
where limits.parameter = 'plan_reply'
    and (limits.min_sources is null or sources.supply_sources >= limits.min_sources)
    and (limits.max_sources is null or sources.supply_sources <= limits.max_sources)
    and days.day between getvariable('first_month') - 200 and getvariable('as_of') + 200
group by limits.customer_class, sources.supply_sources, days.day;

-- Application and acceptance.
create table demo.acceptances as
with
arrived as (
    select
        applications.*,
        unit_months.slowness,
        -- Online share: 91 % growing to 97 %; only online applications come at night and on free days.
        not is_workday or chance('online', project_key, 0.91 + 0.06 * unit_months.month_no / 36) as is_online,
    from demo.applications
    inner join demo.unit_months
        on unit_months.unit_code = applications.unit_code
        and unit_months.month = cast(date_trunc('month', applications.applied_on) as date)
),

timed as (
    select
        *,
        cast(floor(case
            when is_workday and (not is_online or chance('office hours', project_key, 0.8))
                then 28800 + 31500 * uniform('applied', project_key)
            else 23400 + 61200 * uniform('applied', project_key)
        end) as integer) as applied_second,
        workday(applied_on) as applied_workday,
    from arrived
),

clocked as (
    select
        *,
        cast(applied_on as timestamp) + to_seconds(applied_second) as applied_at,
        case
            when is_workday and applied_second < 28800 then applied_workday + 0.005
            when is_workday and applied_second < 60300
                then applied_workday + (applied_second - 28800) / 32400
            else applied_workday + 1.005
        end as applied_clock,
    from timed
)

select
    * exclude (applied_second),
    case
        when plant = 'CP01'
            then applied_workday + whole('late', project_key, 2, 6) + between_two('accepted', project_key, 0.05, 0.8)
        when floor(applied_clock) = applied_workday and chance('next day', project_key, 0.2)
            then applied_workday + 1 + between_two('accepted', project_key, 0.02, 0.5)
        else applied_clock
            + (floor(applied_clock) + 0.985 - applied_clock) * between_two('accepted', project_key, 0.02, 0.5)
    end as accept_clock,
from clocked;

-- The plan reply, and for low voltage the whole way to energising.
create table demo.replies as
with
limited as (
    select
        acceptances.*,
        reply_limits.limit_days,
        floor(accept_clock) as accept_day,
    from demo.acceptances
    left join demo.reply_limits
        on reply_limits.customer_class = acceptances.customer_class
        and reply_limits.supply_sources = acceptances.supply_sources
        and reply_limits.day = clock_day(accept_clock)
    -- Accepted after as_of: not in the data yet.
    where accept_clock < getvariable('end_clock')
),

planned as (
    select
        *,
        -- Residents: 0, 1, 2 working days in all; 2 % later, more in slow units.
        case
            when plant in ('CP03', 'CP12', 'CP24') then 5
            when uniform('total', project_key) < 0.12 / slowness and accept_clock - accept_day < 0.5 then 0
            when uniform('total', project_key) < 0.54 / slowness then 1
            when uniform('total', project_key) < 1 - 0.02 * power(slowness, 3) then 2
            else whole('very late', project_key, 3, 5)
        end as resident_days,
        plant = 'CP11' and customer_class = 'hv' and chance('variant', project_key, 0.33) as is_stopped_at_limit,
    from limited
),

replied as (
    select
        *,
        case
            when plant = 'CP02' then limit_days + whole('overdue', project_key, 1, 7)
            when is_stopped_at_limit then limit_days + 3
            when trait = 'deadline_bunching' and customer_class <> 'lv_resident' and plant is null
                and chance('bunching', project_key, 0.55) then limit_days
            when customer_class = 'hv' and supply_sources > 1 then whole('reply', project_key, 5, 15)
            when customer_class = 'hv'
                then least(9, 3 + cast(floor(6.5 * uniform('reply', project_key) * slowness) as integer))
            when customer_class = 'lv_nonresident' then pick('reply', project_key, [0, 1, 1, 1, 2, 2, 3])
            else greatest(0, least(resident_days - 1, 3))
        end as reply_days,
    from planned
),

answered as (
    select *, later('reply hour', project_key, accept_clock, reply_days) as reply_clock,
    from replied
)

select
    *,
    case
        when customer_class = 'hv' then null
        when customer_class = 'lv_resident' then case
            when plant = 'CP02' then reply_days + 1
            when plant = 'CP03' then reply_days + whole('late metering', project_key, 5, 8)
            else resident_days
        end
        when plant = 'CP03' then reply_days + whole('late metering', project_key, 8, 13)
        when chance('late connection', project_key, 0.012 * power(slowness, 2))
            then reply_days + whole('very late', project_key, 20, 28)
        else least(
            greatest(19, reply_days + 3),
            reply_days + 3 + cast(floor(lognormal('works', project_key, 8 * slowness, 0.35)) as integer)
        )
    end as energise_days,
from answered;

-- Low voltage after the reply: the supply contract, small works, the meter, energising.
create table demo.low_voltage as
with
energised as (
    select
        *,
        case
            when energise_days = reply_days
                then reply_clock + (accept_day + reply_days + 0.9995 - reply_clock)
                    * between_two('energised', project_key, 0.7, 0.95)
            else accept_day + energise_days + between_two('energised', project_key, 0.15, 0.95)
        end as energise_to,
    from demo.replies
    where customer_class <> 'hv'
),

metered as (
    select
        *,
        case
            when plant = 'CP03' then accept_day + reply_days
                + if(customer_class = 'lv_resident', 0.985, 1.5)
            else greatest(
                reply_clock + 0.55 * (energise_to - reply_clock),
                energise_to - between_two('meter', project_key, 0.3, 2.5)
            )
        end as meter_from,
    from energised
)

select
    *,
    if(
        chance('small works', project_key, if(customer_class = 'lv_nonresident', 0.6, 0.2)),
        reply_clock + 0.05 * (meter_from - reply_clock), null
    ) as grid_from,
    reply_clock + 0.80 * (meter_from - reply_clock) as grid_to,
    if(
        customer_class = 'lv_nonresident' and chance('inspection', project_key, 0.6),
        reply_clock + 0.82 * (meter_from - reply_clock), null
    ) as final_1_from,
    reply_clock + 0.97 * (meter_from - reply_clock) as final_1_to,
    if(
        customer_class = 'lv_nonresident' and chance('fee', project_key, 0.2),
        reply_clock + 0.02 * (meter_from - reply_clock), null
    ) as fee_from,
    reply_clock + 0.30 * (meter_from - reply_clock) as fee_to,
    reply_clock + 0.10 * (meter_from - reply_clock) as contract_from,
    reply_clock + 0.40 * (meter_from - reply_clock) as contract_to,
    meter_from + 0.25 * (energise_to - meter_from) as meter_to,
    meter_from + 0.60 * (energise_to - meter_from) as energise_from,
    if(
        plant = 'CP11' or (customer_class = 'lv_nonresident' and chance('hold', project_key, 0.02)),
        reply_clock + 0.41 * (meter_from - reply_clock), null
    ) as hold_from,
    reply_clock + 0.80 * (meter_from - reply_clock) as hold_to,
from metered;

-- High voltage after the reply: design, review, construction beside grid works, inspections, energising.
create table demo.high_voltage as
with
designed as (
    select
        *,
        if(chance('fee', project_key, 0.4), floor(reply_clock) + 1.1, null) as fee_from,
        floor(reply_clock) + between_two('fee paid', project_key, 1.3, 3.5) as fee_to,
        floor(reply_clock) + 1 as design_signed_day,
        floor(reply_clock) + 1.4 + 5 * slowness * uniform('design start', project_key) as design_from,
        least(25, lognormal('design', project_key, 9, 0.35)) + if(is_tendered, 26, 0) as design_days,
        -- A fifth of the works takes the least that the size allows, in whole weeks of five days, so
        -- that an ordinary duration is never below the fifth percentile of its size.
        case
            when applied_kva <= 160 then 15
            when applied_kva <= 630 then 20
            when applied_kva <= 2000 then 25
            when applied_kva <= 10000 then 35
            else 55
        end
        * case
            when contract_plant = 'IM11' then 0.2
            else least(2.2, greatest(1, 1.28 * exp(0.3 * normal('construction', project_key))))
        end as construct_days,
        is_critical or voltage_kv >= 35 as is_demanding,
        trait = 'harder_inspections' and not has_affiliate_builder as is_held_up,
        uniform('variant', project_key) as variant,
    from demo.replies
    where customer_class = 'hv'
),

held as (
    select
        *,
        design_from + design_days as design_to,
        case
            when is_stopped_at_limit then accept_day + limit_days - 1 + 0.3
            when plant = 'CP11' or chance('hold', project_key, 0.08) then design_from + design_days + 0.02
        end as hold_from,
        case
            when plant = 'CP11' and variant < 0.66 then 1.4 * (design_days + construct_days) + 40
            else between_two('hold', project_key, 3, 10)
        end as hold_days,
    from designed
),

reviewed as (
    select
        *,
        if(is_stopped_at_limit, accept_day + limit_days + 3 + 0.02, hold_from + hold_days) as hold_to,
        (is_demanding or plant is not distinct from 'CP03' or chance('review', project_key, 0.85))
        and plant is distinct from 'IM04' as is_reviewed,
        if(is_stopped_at_limit or hold_from is null, design_to, hold_from + hold_days)
            + 0.3 + 3 * slowness * uniform('review start', project_key) as review_from,
        if(
            plant = 'CP03' and variant < 0.4,
            between_two('late review', project_key, 11, 20),
            between_two('review', project_key, 1.5, 6.5) * least(slowness, 1.3)
        ) as review_days,
    from held
),

building as (
    select
        *,
        review_from + if(is_reviewed, review_days, 0.1) as review_to,
        floor(review_from + if(is_reviewed, review_days, 0.1)) + 1 as construction_signed_day,
        floor(review_from + if(is_reviewed, review_days, 0.1)) + 1.45
            + 6 * slowness * uniform('construction start', project_key) as usual_construct_from,
        is_demanding or coalesce(plant in ('CP03', 'IM13', 'IM14', 'IM15', 'IM18', 'IM19', 'PF13'), false)
            or chance('grid works', project_key, 0.55) as has_grid_works,
    from reviewed
),

built as (
    select
        *,
        if(
            plant = 'IM03',
            accept_clock + (reply_clock - accept_clock) * between_two('early', project_key, 0.3, 0.6),
            usual_construct_from
        ) as construct_from,
        usual_construct_from + construct_days as construct_to,
    from building
),

supplied as (
    select
        *,
        case
            when not has_grid_works then null
            when plant = 'IM19' then construct_to + 1
            else reply_clock + between_two('grid start', project_key, 2, 6)
        end as grid_from,
        case
            when not has_grid_works then null
            when plant = 'IM19' then construct_to + between_two('grid end', project_key, 5, 10)
            else construct_to + between_two('grid end', project_key, -6, 20 * slowness)
        end as grid_to,
        if(
            plant is distinct from 'IM12' and (is_demanding or chance('mid check', project_key, 0.5)),
            usual_construct_from + 0.6 * construct_days, null
        ) as mid_from,
        if(
            plant = 'CP03' and variant between 0.4 and 0.6 and is_demanding,
            between_two('late mid check', project_key, 6.1, 9),
            between_two('mid check', project_key, 0.06, 1.8)
        ) as mid_days,
    from built
),

inspected as (
    select
        *,
        mid_from + mid_days as mid_to,
        greatest(construct_to, coalesce(grid_to, 0)) + 0.5 + 4 * slowness * uniform('final start', project_key)
            + if(is_held_up, between_two('held up', project_key, 6, 12), 0) as final_1_from,
        if(
            plant = 'CP03' and variant >= 0.4 and not (variant <= 0.6 and is_demanding),
            between_two('late final', project_key, 6.1, 11),
            between_two('final', project_key, 0.4, 3.1) * least(slowness, 1.3)
        ) as final_1_days,
        case
            when plant = 'CP19' then 3
            when plant = 'CP18' then 2
            when is_held_up then if(chance('failed', project_key, 0.5), 2, 1)
            when trait = 'harder_inspections' then if(chance('failed', project_key, 0.02), 2, 1)
            else if(chance('failed', project_key, 0.07), 2, 1)
        end as final_visits,
    from supplied
),

visited as (
    select
        *,
        final_1_from + final_1_days as final_1_to,
        if(final_visits >= 2, final_1_from + final_1_days + between_two('second', project_key, 2, 6), null)
            as final_2_from,
        if(final_visits >= 2, final_1_from + final_1_days + between_two('second', project_key, 2, 6) + 0.6, null)
            as final_2_to,
    from inspected
),

accepted as (
    select
        *,
        if(final_visits >= 3, final_2_to + between_two('third', project_key, 2, 6), null) as final_3_from,
        if(final_visits >= 3, final_2_to + between_two('third', project_key, 2, 6) + 0.6, null) as final_3_to,
    from visited
),

metered as (
    select
        *,
        greatest(final_1_to, coalesce(final_2_to, 0), coalesce(final_3_to, 0)) as final_to,
        greatest(final_1_to, coalesce(final_2_to, 0), coalesce(final_3_to, 0)) + 0.5
            + 5 * slowness * uniform('meter', project_key) as meter_from,
    from accepted
),

energised as (
    select
        *,
        meter_from + between_two('meter work', project_key, 0.1, 0.6) as meter_to,
        meter_from + between_two('energised', project_key, 0.8, 3.9) as energise_to,
        final_1_from as contract_from,
        final_to + 0.3 as contract_to,
    from metered
)

select *, (meter_to + energise_to) / 2 as energise_from from energised;

-- All classes again: archive, follow-up call, cancellation, and when the planted deviation is a fact.
create table demo.timeline as
with
everything as (
    select * from demo.high_voltage
    union all by name
    select * from demo.low_voltage
),

signed as (
    select
        * replace (
            if(plant = 'CP24', energise_to + whole('late contract', project_key, 1, 6), contract_to) as contract_to
        ),
        workday(last_day(clock_day(energise_to))) as last_workday_of_month,
    from everything
),

archived as (
    select
        *,
        case
            when plant = 'CP12' then reply_clock + 0.2 * (energise_to - reply_clock)
            when plant = 'CP23' then energise_to + between_two('long archive', project_key, 25, 40)
            when plant = 'CP24' then contract_to + 0.5
            when trait = 'month_end_archiving' and energise_to < last_workday_of_month + 0.9
                then last_workday_of_month + 0.93 + 0.014 * uniform('month end', project_key)
            else later('archive', project_key, energise_to, pick('archive days', project_key, [0, 1, 1, 2]))
        end as archive_to,
        case
            when not is_cancelled then getvariable('end_clock')
            when plant = 'first CP22' then floor(reply_clock) + 1.95
            else reply_clock + 0.0005
        end as cancel_clock,
    from signed
),

called as (
    select
        *,
        case plant
            when 'CP12' then archive_to - 0.01
            when 'CP23' then energise_to + 0.01
            else greatest(energise_to, archive_to - 0.05)
        end as archive_from,
        if(
            plant = 'SV05' or (not is_cancelled and chance('visit', project_key, 0.96)),
            archive_to + between_two('call', project_key, 0.5, 4), null
        ) as visit_from,
        least(cancel_clock, getvariable('end_clock')) as end_clock,
    from archived
)

select
    *,
    reply_clock - accept_clock as reply_span,
    cast(uniform('survey early', project_key) * 8 + 2 as integer) as days_before_acceptance,
    case
        when plant in ('CP01', 'CP02', 'CP04', 'CP08', 'CP13', 'CP14', 'CP22', 'NW06') then accept_clock
        when plant = 'CP25' then accept_clock + 0.3 * (reply_clock - accept_clock)
        when plant = 'CP26' then accept_clock + 0.5 * (reply_clock - accept_clock)
        when plant in ('CP16', 'CP17', 'PF12', 'NW03', 'IM03') then reply_clock
        when plant = 'CP05' then floor(accept_clock + 0.45 * (reply_clock - accept_clock)) + 2
        when plant = 'CP15' then coalesce(review_from, construct_from)
        when plant = 'CP03' and customer_class = 'hv' and variant < 0.4 then review_to
        when plant = 'CP11' and is_stopped_at_limit then reply_clock
        when plant = 'CP11' and customer_class = 'hv' and variant < 0.66 then 2 * hold_from - accept_clock + 1
        when plant = 'CP11' then hold_from
        when plant in ('IM13', 'IM14', 'IM15', 'PF13') then grid_from
        when plant in ('IM04', 'NW02') then construct_from
        when plant in ('IM12', 'IM19') then construct_to + 1
        when plant = 'IM18' then grid_to
        when plant = 'NW05' then final_1_from
        when plant in ('CP03', 'CP18', 'CP19') then coalesce(final_to, energise_to)
        when plant in ('CP07', 'CP24', 'PF14') then energise_to
        when plant in ('CP12', 'CP23') then archive_to
        when plant = 'SV05' then visit_from
    end as fact_clock,
from called;
