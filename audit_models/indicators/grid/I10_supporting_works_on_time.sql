/* ---
id: I10
title: {zh: 配套工程按期率, en: Supporting works on time}
kind: share
unit: percent
better: higher
chart: p
needs: [grid_projects.promised_on, grid_projects.finished_on]
ground: [policy_paper.sec_2_5]
definition:
  zh: 约定当月（至数据截止日）完成的业扩配套电网工程中，按约完成的占比。
  en: Share of the supporting grid works promised for a day of the month, up to as_of, that were finished by then.
--- */
select
    grid_projects.grid_project_id as subject_id,
    projects.unit_code,
    month_start(grid_projects.promised_on) as month,
    case when grid_projects.finished_on <= grid_projects.promised_on then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from grid_projects
inner join projects on projects.project_id = grid_projects.project_id
cross join run
where grid_projects.promised_on <= run.as_of
