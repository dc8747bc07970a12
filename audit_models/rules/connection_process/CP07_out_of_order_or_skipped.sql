/* ---
id: CP07
title: {zh: 环节倒序或缺失, en: Out of order or skipped}
says:
  zh: "{subject_id}：[缺少必经环节{missing_stages}个，首个是{missing_stage_zh}。][环节倒序{inversions}处，首处是{later_stage_zh}于{later_finished_at}完成，早于{earlier_stage_zh}于{earlier_started_at}开始。]"
  en: "{subject_id}:[ required stages missing: {missing_stages}, the first is {missing_stage_en}.][ Out of order: {inversions}, the first is {later_stage_en}, finished on {later_finished_at}, before {earlier_stage_en} began on {earlier_started_at}.]"
why:
  zh: 标准流程的环节缺失或倒置，说明业务在系统外办理或事后补录，时限与质量控制失效。
  en: A stage skipped or done out of order means that the work was done outside the system or entered afterwards; neither time nor quality was controlled.
innocent:
  zh: 该类业务依规可省略的环节、并行办理，或完成时间登记有误。
  en: A stage that may be left out for this kind of service, stages handled side by side, or times written down wrongly.
ground: [standard_process]
severity: H
subject: project
hit_key: [subject_id]
optional_needs: [client_projects.energised_at, client_projects.archived_at]
needs_to_clear: [work_orders.finished_at]
status: active
--- */
with visited as (
    select
        irregular_tasks.project_key,
        irregular_tasks.stage_position,
        min(irregular_tasks.started_at) as started_at,
        min(irregular_tasks.finished_at) as finished_at,
        case
            when count(irregular_tasks.finished_at) = 0 then min(irregular_tasks.started_at)
        end as unfinished_since
    from irregular_tasks
    cross join run
    where cast(irregular_tasks.started_at as date) <= run.as_of
    group by irregular_tasks.project_key, irregular_tasks.stage_position
),

completed as (
    select
        projects.project_key,
        projects.customer_class,
        coalesce(
            cast(projects.energised_at as date),
            cast(projects.archived_at as date),
            projects.accepted_on
        ) as completed_on
    from projects
    inner join irregular_projects on irregular_projects.project_key = projects.project_key
    where projects.status in ('energised', 'archived')
),

skipped as (
    select
        completed.project_key,
        completed.completed_on,
        stages.name_zh as missing_stage_zh,
        stages.name_en as missing_stage_en,
        count(*) over (partition by completed.project_key) as missing_stages,
        row_number() over (
            partition by completed.project_key
            order by stages.position nulls last, completed.project_key nulls last
        ) as place
    from completed
    cross join run
    inner join process_required on process_required.customer_class = completed.customer_class
    inner join stages on stages.stage = process_required.stage
    left join visited
        on visited.project_key = completed.project_key
        and visited.stage_position = stages.position
    where
        visited.project_key is null
        and completed.completed_on <= run.as_of
),

ordered as (
    select distinct stages.position
    from process_order
    inner join stages on stages.stage = process_order.stage
),

followed as (
    select
        visited.*,
        min(visited.finished_at) over later_stages as later_finished_at,
        min(visited.unfinished_since) over later_stages as later_unfinished_since
    from visited
    inner join ordered on ordered.position = visited.stage_position
    window later_stages as (
        partition by visited.project_key
        order by visited.stage_position nulls last, visited.project_key nulls last
        rows between 1 following and unbounded following
    )
),

inverted as (
    select
        followed.*,
        count(*) over (partition by project_key) as inversions,
        row_number() over (
            partition by project_key
            order by started_at nulls last, stage_position nulls last, project_key nulls last
        ) as place
    from followed
    where later_finished_at < started_at
),

first_inversions as (
    select
        inverted.project_key,
        inverted.inversions,
        inverted.started_at as earlier_started_at,
        inverted.later_finished_at,
        inverted.stage_position as earlier_position,
        min(followed.stage_position) as later_position
    from inverted
    inner join followed
        on followed.project_key = inverted.project_key
        and followed.finished_at = inverted.later_finished_at
        and followed.stage_position > inverted.stage_position
    where inverted.place = 1
    group by
        inverted.project_key,
        inverted.inversions,
        inverted.started_at,
        inverted.later_finished_at,
        inverted.stage_position
),

-- A later stage that began before an earlier one: whether it also finished before is not known.
unfinished as (
    select distinct followed.project_key
    from followed
    inner join completed on completed.project_key = followed.project_key
    where followed.later_unfinished_since < followed.started_at
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when skipped.project_key is not null or first_inversions.project_key is not null then true
        when unfinished.project_key is null then false
    end as is_hit,
    'work_orders.finished_at' as missing,
    least(skipped.completed_on, cast(first_inversions.earlier_started_at as date)) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.customer_class,
    projects.status,
    coalesce(skipped.missing_stages, 0) as missing_stages,
    skipped.missing_stage_zh,
    skipped.missing_stage_en,
    coalesce(first_inversions.inversions, 0) as inversions,
    earlier.name_zh as earlier_stage_zh,
    earlier.name_en as earlier_stage_en,
    first_inversions.earlier_started_at,
    later.name_zh as later_stage_zh,
    later.name_en as later_stage_en,
    first_inversions.later_finished_at
from projects
left join skipped
    on skipped.project_key = projects.project_key
    and skipped.place = 1
left join first_inversions on first_inversions.project_key = projects.project_key
left join unfinished on unfinished.project_key = projects.project_key
left join stages as earlier on earlier.position = first_inversions.earlier_position
left join stages as later on later.position = first_inversions.later_position
