-- Work orders prepared once for every definition: integer project key, position in the project,
-- the stage before and the working days waited since it, and the dates as working-day counts.
-- wd(a, b) = b_workday - a_workday; a date outside the calendar has no count.
with work_orders as (
    select * from core.encoded_work_orders
),

project_keys as (
    select * from core.project_keys
),

stages as (
    select * from core.stages
),

days as (
    select * from core.days
),

dated as (
    select
        project_keys.project_key,
        work_orders.work_order_id,
        work_orders.stage,
        cast(stages.position as smallint) as stage_position,
        cast(work_orders.visit_no as smallint) as visit_no,
        work_orders.unit_code,
        work_orders.handler_id,
        work_orders.started_at,
        work_orders.finished_at,
        work_orders.recorded_at,
        started.workday as started_workday,
        finished.workday as finished_workday,
        recorded.workday as recorded_workday,
        work_orders.result,
        work_orders.clause,
        coalesce(work_orders.clock, stages.default_clock) as clock
    from work_orders
    inner join project_keys on project_keys.project_id = work_orders.project_id
    left join stages on stages.stage = work_orders.stage
    left join days as started on started.day = cast(work_orders.started_at as date)
    left join days as finished on finished.day = cast(work_orders.finished_at as date)
    left join days as recorded on recorded.day = cast(work_orders.recorded_at as date)
)

select
    *,
    cast(row_number() over in_order as smallint) as position,
    lag(stage) over in_order as previous_stage,
    started_workday - lag(finished_workday) over in_order as gap_workdays
from dated
window in_order as (partition by project_key order by started_at nulls last, work_order_id nulls last)
