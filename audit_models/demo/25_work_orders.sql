-- Tasks: one row a stage and visit that has begun before the end of the project's story.
-- The number is the project's number and three digits of stage and visit.
create table source.work_orders as
with
staged as (
    select
        project_key, project_id, unit_code, unit_no, teams, account_manager_key, plant, trait, variant,
        customer_class, end_clock, customer_key,
        unnest([
            {
                stage: 'pre', number: 1, visit: 1, result: 'done',
                since: if(
                    chance('pre', project_key, 0.76), applied_clock - between_two('pre', project_key, 1.2, 8), null
                ),
                until: floor(applied_clock) - 0.05
            },
            {stage: 'accept', number: 10, visit: 1, result: 'done', since: applied_clock, until: accept_clock},
            {
                stage: 'dispatch', number: 20, visit: 1, result: 'done',
                since: accept_clock, until: accept_clock + 0.06 * reply_span
            },
            {
                stage: 'survey', number: 30, visit: 1, result: 'done',
                since: if(
                    plant = 'CP04' and (customer_class <> 'hv' or variant < 0.6),
                    accept_clock - days_before_acceptance, accept_clock + 0.08 * reply_span
                ),
                until: accept_clock + 0.45 * reply_span
            },
            {
                stage: 'plan_draft', number: 40, visit: 1, result: 'done',
                since: accept_clock + 0.48 * reply_span,
                until: accept_clock + 0.74 * reply_span
            },
            {
                stage: 'plan_review', number: 50, visit: 1, result: 'passed',
                since: if(
                    customer_class = 'hv' or chance('plan review', project_key, 0.25),
                    accept_clock + 0.75 * reply_span, null
                ),
                until: accept_clock + 0.94 * reply_span
            },
            {
                stage: 'plan_reply', number: 60, visit: 1, result: 'done',
                since: accept_clock + 0.95 * reply_span, until: reply_clock
            },
            {stage: 'fee', number: 70, visit: 1, result: 'done', since: fee_from, until: fee_to},
            {stage: 'design', number: 80, visit: 1, result: 'done', since: design_from, until: design_to},
            {
                stage: 'design_review', number: 90, visit: 1, result: 'passed',
                since: if(is_reviewed, review_from, null), until: review_to
            },
            {stage: 'construct', number: 100, visit: 1, result: 'done', since: construct_from, until: construct_to},
            {stage: 'grid_work', number: 110, visit: 1, result: 'done', since: grid_from, until: grid_to},
            {stage: 'mid_check', number: 120, visit: 1, result: 'passed', since: mid_from, until: mid_to},
            {
                stage: 'final_check', number: 130, visit: 1, result: if(coalesce(final_visits, 1) > 1, 'failed', 'passed'),
                since: final_1_from, until: final_1_to
            },
            {
                stage: 'final_check', number: 131, visit: 2, result: if(final_visits > 2, 'failed', 'passed'),
                since: final_2_from, until: final_2_to
            },
            {
                stage: 'final_check', number: 132, visit: 3, result: 'passed',
                since: final_3_from, until: final_3_to
            },
            {stage: 'contract', number: 140, visit: 1, result: 'done', since: contract_from, until: contract_to},
            {stage: 'meter', number: 150, visit: 1, result: 'done', since: meter_from, until: meter_to},
            {stage: 'energise', number: 160, visit: 1, result: 'done', since: energise_from, until: energise_to},
            {stage: 'archive', number: 170, visit: 1, result: 'done', since: archive_from, until: archive_to},
            {stage: 'visit', number: 180, visit: 1, result: 'done', since: visit_from, until: visit_from + 0.02},
        ]) as task,
    from demo.projects
),

begun as (
    select
        * exclude (task),
        task.stage as stage,
        task.number as number,
        task.visit as visit_no,
        task.since as since,
        if(task.until < end_clock, task.until, null) as until,
        if(task.until < end_clock, task.result, null) as result,
    from staged
    where task.since < end_clock
        -- Planted: the stage that nobody can do without is not there.
        and not (plant is not distinct from 'CP07' and task.stage = case customer_class
            when 'hv' then 'plan_review' when 'lv_nonresident' then 'dispatch' else 'survey' end)
),

handled as (
    select
        begun.*,
        case
            when stage_posts.post_no is null then null
            when stage_posts.post_no = 0 then account_manager_key
            -- Planted: who surveyed also inspects.
            when plant = 'NW05' and begun.stage = 'final_check'
                then unit_no * 1000 + 150 + whole('handler 3', project_key, 0, 2 * teams - 1)
            else unit_no * 1000 + stage_posts.post_no * 50
                + cast(floor(
                    uniform('handler ' || stage_posts.post_no, project_key)
                    * stage_posts.persons_per_team * teams
                ) as integer)
        end as handler_key,
    from begun
    inner join demo.stage_posts on stage_posts.stage = begun.stage
),

timed as (
    select
        *,
        project_key * 1000 + number as order_key,
        clock_time(since) as started_at,
        clock_time(until) as finished_at,
    from handled
),

recorded as (
    select
        *,
        case
            when finished_at is null then null
            when plant = 'CP05' and stage = 'survey' then if(
                chance('early', project_key, 0.25),
                finished_at - to_seconds(whole('early by', project_key, 5400, 14000)),
                clock_time(floor(until) + whole('written late', project_key, 2, 9) + 0.4)
            )
            when trait = 'month_end_archiving' and stage = 'archive' then finished_at + interval 20 seconds
            when chance('next morning', order_key, 0.03)
                then clock_time(floor(until) + 1 + between_two('written', order_key, 0.01, 0.3))
            else finished_at + to_seconds(cast(20 + exponential('written', order_key, 400) as integer))
        end as recorded_at,
    from timed
)

select
    project_id || lpad(cast(number as varchar), 3, '0') as work_order_id,
    project_id,
    stage,
    visit_no,
    unit_code,
    lpad(cast(handler_key as varchar), 8, '0') as handler_id,
    started_at,
    finished_at,
    -- Nothing is recorded after as_of: what would be is written in its evening, each at its own time.
    if(
        recorded_at < cast(getvariable('as_of') as timestamp) + interval 1 day,
        recorded_at,
        greatest(
            finished_at,
            cast(getvariable('as_of') as timestamp) + to_seconds(whole('that evening', order_key, 61200, 86399))
        )
    ) as recorded_at,
    result,
    case when stage in ('design', 'construct', 'fee') then 'customer' else 'utility' end as clock,
    case
        when result = 'failed' and (plant is distinct from 'CP18' or visit_no > 1)
            then '演示标准第' || whole('clause', order_key, 3, 9) || '.' || whole('item', order_key, 1, 12) || '条'
    end as clause,
    if(
        stage in ('plan_reply', 'contract') and finished_at is not null,
        '演示客户' || lpad(cast(customer_key as varchar), 7, '0'), null
    ) as signed_by,
    'T' || lpad(cast(handler_key as varchar), 7, '0') as terminal,
from recorded;
