-- CP01 project
select project_id from client_projects where workdays(applied_at, accepted_at) > 1;

-- CP02 project
select distinct p.project_id from client_projects p join replies r using(project_id) join limits on
  parameter = 'plan_reply' and class = customer_class and (limits.src is null or (limits.src = 'one'
  and coalesce(supply_sources, 1) = 1) or (limits.src = 'two_or_more' and coalesce(supply_sources,
  1) >= 2)) and accepted_at::date between f and t where (r.at is not null and
  net_workdays(p.project_id, accepted_at, r.at) > days) or (r.at is null and status = 'open' and
  cancelled_at is null and net_workdays(p.project_id, accepted_at, as_of()) > days);

-- CP03 project
with v as (select project_id, stage, started_at a, finished_at b from work_orders w join
  client_projects p using(project_id) where stage in('design_review', 'mid_check', 'final_check')
  and customer_class = 'hv' union all select p.project_id, 'meter_energise', (select min(started_at)
  from work_orders w where w.project_id = p.project_id and stage = 'meter'), (select
  max(finished_at) from work_orders w where w.project_id = p.project_id and stage = 'energise') from
  client_projects p) select distinct v.project_id from v join client_projects p using(project_id)
  join limits on parameter = v.stage and class = customer_class and (limits.src is null or
  (limits.src = 'one' and coalesce(supply_sources, 1) = 1) or (limits.src = 'two_or_more' and
  coalesce(supply_sources, 1) >= 2)) and accepted_at::date between f and t where a is not null and
  ((b is not null and net_workdays(v.project_id, a, b) > days) or (b is null and p.status = 'open'
  and cancelled_at is null and net_workdays(v.project_id, a, as_of()) > days));

-- CP04 project
select p.project_id from client_projects p where exists(select 1 from work_orders w where
  w.project_id = p.project_id and stage not in('pre', 'accept') and started_at < p.accepted_at) or
  exists(select 1 from contracts c where c.project_id = p.project_id and scope in('design',
  'construction', 'epc') and signed_on < p.accepted_at::date) or exists(select 1 from materials m
  join contracts c using(contract_id) where c.project_id = p.project_id and issued_on <
  p.accepted_at::date) or exists(select 1 from materials m join grid_projects c
  using(grid_project_id) where c.project_id = p.project_id and issued_on < p.accepted_at::date);

-- CP05 project
select distinct project_id from work_orders where workdays(finished_at, recorded_at) > 1 or
  recorded_at < finished_at-interval 1 hour;

-- CP06 employee
with t as (select handler_id, project_id, recorded_at r from work_orders where handler_id is not
  null and recorded_at is not null) select distinct a.handler_id from (select distinct handler_id, r
  from t) a where (select count(distinct project_id) from t where t.handler_id = a.handler_id and
  t.r between a.r and a.r+interval 10 minute) >= 10;

-- CP07 project
with req as (select unnest(['accept', 'dispatch', 'survey', 'plan_draft', 'plan_review',
  'plan_reply', 'design', 'construct', 'final_check', 'contract', 'meter', 'energise']) s, 'hv' c
  union all select unnest(['accept', 'dispatch', 'survey', 'plan_draft', 'plan_reply', 'contract',
  'meter', 'energise']), 'lv_nonresident' union all select unnest(['accept', 'survey', 'plan_reply',
  'contract', 'meter', 'energise']), 'lv_resident'), ord as (select unnest(['accept', 'dispatch',
  'survey', 'plan_draft', 'plan_review', 'plan_reply', 'design', 'design_review', 'construct',
  'final_check', 'meter', 'energise', 'archive']) s, generate_subscripts(['accept', 'dispatch',
  'survey', 'plan_draft', 'plan_review', 'plan_reply', 'design', 'design_review', 'construct',
  'final_check', 'meter', 'energise', 'archive'], 1) i), f as (select project_id, stage,
  min(started_at) a, min(finished_at) b from work_orders group by 1, 2) select p.project_id from
  client_projects p join req on c = customer_class where status in('energised', 'archived') and not
  exists(select 1 from f where f.project_id = p.project_id and stage = s) union select x.project_id
  from f x join ord ox on ox.s = x.stage join f y on y.project_id = x.project_id join ord oy on oy.s
  = y.stage where oy.i > ox.i and y.b < x.a;

-- CP08 project
select distinct b.project_id from client_projects a join client_projects b on a.project_id <>
  b.project_id and (a.customer_id = b.customer_id or (a.site_key = b.site_key and a.site_key <> ''))
  and b.applied_at::date-a.cancelled_at::date between 0 and 90 and abs(b.applied_kva-a.applied_kva)
  <= 0.1*a.applied_kva;

-- CP10 employee
with a as (select w.handler_id, w.project_id, p.archived_at::date d from work_orders w join
  client_projects p using(project_id) where w.stage = 'archive' and p.archived_at is not null and
  p.archived_at::date <= as_of() and w.handler_id is not null), l as (select day,
  date_trunc('month', day) m, row_number() over (partition by date_trunc('month', day) order by day
  desc) n from calendar where w) select distinct handler_id from (select handler_id,
  date_trunc('month', d) m, count(*) n, count(*) filter(where d in (select day from l where n <= 2))
  e from a group by all) where n >= 10 and e/n >= 0.4;

-- CP11 project
with s as (select s.*, p.accepted_at, p.customer_class, p.supply_sources,
  least(coalesce(p.energised_at, p.cancelled_at, as_of())::date, as_of()) e from suspensions s join
  client_projects p using(project_id) where s.started_at::date <= as_of()), u as (select project_id,
  count(distinct d.day) n from s, lateral (select day from calendar where calendar.w and day >
  started_at::date and day <= least(coalesce(ended_at::date, e), e)) d group by 1), t as (select
  distinct s.project_id from s join u using(project_id) where workdays(accepted_at, e) > 0 and
  n/workdays(accepted_at, e) > 0.5) select project_id from t union select project_id from s where
  has_evidence = false or is_customer_confirmed = false union select s.project_id from s join
  replies r using(project_id), lateral (select min(days) d from limits where parameter =
  'plan_reply' and class = customer_class and (limits.src is null or (limits.src = 'one' and
  coalesce(supply_sources, 1) = 1) or (limits.src = 'two_or_more' and coalesce(supply_sources, 1) >=
  2)) and accepted_at::date between f and t) x where (r.at is null or r.at > s.started_at) and
  x.d-(workdays(accepted_at, s.started_at)-(select count(*) from documented_days dd where
  dd.project_id = s.project_id and dd.day > accepted_at::date and dd.day <= s.started_at::date))
  between 0 and 2;

-- CP12 project
select project_id from client_projects p where archived_at::date <= as_of() and (energised_at is
  null or archived_at < energised_at or not exists(select 1 from work_orders w where w.project_id =
  p.project_id and stage = 'energise') or not exists(select 1 from work_orders w where w.project_id
  = p.project_id and stage = 'meter')) and status <> 'cancelled' and cancelled_at is null;

-- CP14 project
select p.project_id from client_projects p where requested_voltage_kv < 10 and voltage_kv >= 10 and
  applied_kva <= case when accepted_at::date >= date '2022-11-30' then 160 when accepted_at::date >=
  date '2021-06-30' then case when is_urban then 160 else 100 end end;

-- CP15 project
select distinct w.project_id from work_orders w, lateral (select valid_until from supply_plans s
  where s.project_id = w.project_id and s.replied_at <= w.started_at order by replied_at desc,
  version desc limit 1) v where w.stage in('design_review', 'construct') and v.valid_until <
  w.started_at::date;

-- CP16 project
with v as (select *, lag(capacity_kva) over o a, lag(source_substation) over o b,
  lag(transformer_model) over o c, row_number() over o n from supply_plans where replied_at::date <=
  as_of() window o as (partition by project_id order by version, replied_at)) select project_id from
  v group by 1 having count(*) >= 3 or sum(case when n > 1 then (case when capacity_kva <> a then 1
  else 0 end)+(case when source_substation <> b then 1 else 0 end)+(case when transformer_model <> c
  then 1 else 0 end) else 0 end) >= 2;

-- CP17 project
select distinct project_id from supply_plans where replied_at is not null and (source_substation is
  null or metering_mode is null or boundary_point is null);

-- CP18 project
select distinct project_id from work_orders where stage in('design_review', 'mid_check',
  'final_check') and result = 'failed' and (clause is null or clause = '');

-- CP19 project
select project_id from work_orders where stage = 'final_check' group by 1 having count(*) >= 3;

-- CP22 project
with k0 as (select project_id, bool_or(is_affiliate) a, count(*) n, bool_or(is_affiliate is null) u
  from placed as k where project_id is not null group by 1) select distinct b.project_id from
  client_projects a join client_projects b on a.project_id <> b.project_id and (a.customer_id =
  b.customer_id or (a.site_key = b.site_key and a.site_key <> '')) and
  b.applied_at::date-a.cancelled_at::date between 0 and 180 and abs(b.applied_kva-a.applied_kva) <=
  0.1*a.applied_kva join k0 x on x.project_id = a.project_id join k0 y on y.project_id =
  b.project_id where not x.a and y.a;

-- CP24 project
select p.project_id from client_projects p left join (select project_id, min(finished_at) f from
  work_orders where stage = 'contract' group by 1) w using(project_id) where energised_at is not
  null and energised_at::date <= as_of() and cancelled_at is null and status <> 'cancelled' and (f
  is null or f > energised_at);

-- CP25 project
select distinct project_id from documents where request_no >= 2 or is_waived or (asked_of =
  'customer' and provider in('designer', 'builder', 'tester'));

-- CP26 project
select distinct project_id from documents d join client_projects p using(project_id) join customers
  c using(customer_id) where doc_type in('environment_assessment', 'safety_assessment') and
  (c.is_high_risk or c.is_energy_intensive) and not coalesce(is_waived, false) and requested_at <
  coalesce(energised_at, timestamp '9999-1-1') and requested_at::date <= as_of();
