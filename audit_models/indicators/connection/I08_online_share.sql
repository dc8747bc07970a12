/* ---
id: I08
title: {zh: 线上办理率, en: Online share}
kind: share
unit: percent
better: higher
chart: p
needs: [client_projects.channel]
ground: [policy_paper.sec_2_4]
definition:
  zh: 当月受理的客户工程中，经网上国网、网站或政务平台申请的占比。
  en: Share of the projects accepted in the month that came by app, web or the government portal.
--- */
select
    projects.project_id as subject_id,
    projects.unit_code,
    month_start(projects.accepted_at) as month,
    case when projects.channel in ('app', 'web', 'gov_portal') then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from projects
cross join run
where projects.accepted_on <= run.as_of
