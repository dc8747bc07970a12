/* ---
id: I19
title: {zh: 客户满意率, en: Satisfied customers}
kind: share
unit: percent
better: higher
chart: p
needs: [callbacks.score]
ground: [own_practice]
definition:
  zh: 当月有评分的回访中，4分及以上的占比。
  en: Share of the scored follow-up calls of the month with 4 points or more.
--- */
select
    callbacks.callback_id as subject_id,
    projects.unit_code,
    month_start(callbacks.called_at) as month,
    case when callbacks.score >= 4 then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from callbacks
inner join projects on projects.project_id = callbacks.project_id
cross join run
where callbacks.score is not null and cast(callbacks.called_at as date) <= run.as_of
