-- Working days left at the plan reply: the limit minus the days taken, net of documented suspensions, by the
-- month of the reply. Both yardsticks.
select
    projects.unit_code,
    month_start(stages.finished_at) as month,
    projects.customer_class,
    limits.yardstick,
    limits.days - stages.days as days_left,
    count(*) as replies
from core.limited_stages as stages
inner join core.projects as projects on projects.project_key = stages.project_key
cross join lateral (
    values ('law', stages.law_days), ('promise', stages.promise_days)
) as limits (yardstick, days)
cross join core.run as run
where
    stages.parameter = 'plan_reply'
    and stages.is_finished
    and limits.days is not null
    and stages.days is not null
    and month_start(stages.finished_at) between run.first_month and run.last_month
group by all
order by projects.unit_code, month
