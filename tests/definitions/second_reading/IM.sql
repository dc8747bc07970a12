-- IM01 contract
select contract_id from placed as k left join (select project_id, min(started_at)::date s from
  work_orders where stage = 'construct' and started_at::date <= as_of() group by 1) w
  using(project_id) where actual_start_on < signed_on or (scope in('construction', 'epc') and w.s <
  signed_on);

-- IM02 contract
with n as (select contract_id, contractor_id, signed_on, contract_no, regexp_extract(contract_no,
  '^(.*?)(\d+)\D*$', 1) pre, regexp_extract(contract_no, '(\d+)\D*$', 1)::hugeint no from placed as
  k where regexp_matches(contract_no, '\d')), o as (select *, lag(signed_on) over (partition by
  contractor_id, year(signed_on), pre order by no, signed_on, contract_id) p, lag(no) over
  (partition by contractor_id, year(signed_on), pre order by no, signed_on, contract_id) pn from n)
  select contract_id from o where signed_on < p and pn < no;

-- IM03 project
select p.project_id from client_projects p join replies r using(project_id) where exists(select 1
  from work_orders w where w.project_id = p.project_id and stage = 'construct' and started_at <
  r.at) or exists(select 1 from contracts c where c.project_id = p.project_id and scope
  in('construction', 'epc') and actual_start_on < r.at::date);

-- IM04 project
select p.project_id from client_projects p where customer_class = 'hv' and (exists(select 1 from
  work_orders w where w.project_id = p.project_id and stage = 'construct') or exists(select 1 from
  contracts c where c.project_id = p.project_id and scope in('construction', 'epc'))) and not
  exists(select 1 from contracts c where c.project_id = p.project_id and scope in('design', 'epc'))
  and not exists(select 1 from work_orders w where w.project_id = p.project_id and stage =
  'design_review' and result = 'passed');

-- IM05 contract
select k.contract_id from placed as k join (select contract_id, sum(amount_cny) s from subcontracts
  where parent_subcontract_id is null group by 1) x using(contract_id) where s/amount_cny >= 0.80
  and (own_cost_cny <= 0.05*amount_cny or (amount_cny-s-own_cost_cny)/amount_cny <= 0.05);

-- IM07 contract
select k.contract_id from placed as k join contract_changes c using(contract_id) group by 1 having
  count(*) >= 3 union select a.contract_id from contract_changes a join contract_changes b on
  a.contract_id = b.contract_id and a.change_id < b.change_id and a.delta_cny <> 0 and b.delta_cny
  <> 0 and abs(a.changed_on-b.changed_on) <= 90;

-- IM08 contract
select k.contract_id from placed as k join contract_changes c using(contract_id) group by 1,
  k.amount_cny having sum(delta_cny)/k.amount_cny >= 0.10;

-- IM09 contract
select k.contract_id from placed as k join contract_changes c using(contract_id) where (owner_type
  in('state', 'government') or fund_source = 'state') group by 1, k.amount_cny, k.scope, k.signed_on
  having k.amount_cny < tender_limit(k.scope, k.signed_on) and k.amount_cny+sum(delta_cny) >=
  tender_limit(k.scope, k.signed_on);

-- IM10 contract
select distinct k.contract_id from placed as k join contract_changes c using(contract_id) where
  (approved_on is null and workdays(changed_on, as_of()) > 5) or workdays(changed_on, approved_on) >
  5 or changed_on > accepted_on;

-- IM11 contract
with a as (select contract_id, scope, voltage_kv, (case when kva <= 160 then 1 when kva <= 630 then
  2 when kva <= 2000 then 3 when kva <= 10000 then 4 when kva is not null then 5 end) b,
  (actual_finish_on-actual_start_on)::double d from placed as k where actual_finish_on >=
  actual_start_on and actual_finish_on <= as_of()), c as (select scope, voltage_kv, b,
  round(type8(list(d), 0.05), 9) p from a where b is not null and voltage_kv is not null group by
  all having count(*) >= 20) select contract_id from a join c using(scope, voltage_kv, b) where d <
  p;

-- IM12 project
select p.project_id from client_projects p left join customers c using(customer_id) where
  ((c.is_critical or p.voltage_kv >= 35) and (exists(select 1 from work_orders w where w.project_id
  = p.project_id and stage = 'construct' and finished_at::date <= as_of()) or exists (select 1 from
  contracts k where k.project_id = p.project_id and scope in('construction', 'epc') and
  actual_finish_on <= as_of())) and not exists(select 1 from work_orders w where w.project_id =
  p.project_id and stage = 'mid_check')) or exists(select 1 from work_orders w where w.project_id =
  p.project_id and stage = 'mid_check' and finished_at-started_at < interval 10 minute);

-- IM13 material
select material_id from materials where issued_qty-coalesce(returned_qty, 0) > 1.10*design_qty and
  design_qty > 0;

-- IM14 material
with a as (select material_id, material_code, date_trunc('quarter', ordered_on) q,
  unit_price_cny::double x from materials where unit_price_cny is not null and ordered_on is not
  null), f as (select material_code, q, type8(list(x), .25) a, type8(list(x), .75) b from a group by
  all having count(*) >= 8) select material_id from a join f using(material_code, q) where b-a > 0
  and x >= round(b+1.5*(b-a), 9);

-- IM15 material
select material_id from materials m join grid_projects g using(grid_project_id) where (g.voltage_kv
  <= 10 and supply_mode not in('consignment', 'physical_reserve', 'framework')) or (g.voltage_kv
  between 35 and 110 and supply_mode not in('hq_framework', 'hq_other'));

-- IM17 contract
with r as (select contract_id, contractor_id, project_manager, actual_start_on s,
  coalesce(actual_finish_on, as_of()) e from placed as k where project_manager is not null and
  actual_start_on is not null and scope in ('construction', 'epc', 'design', 'testing',
  'supervision', 'equipment')), d as (select contractor_id, project_manager, s dd from r), c as
  (select d.*, count(distinct r.contract_id) n from d join r on r.contractor_id = d.contractor_id
  and r.project_manager = d.project_manager and d.dd between r.s and r.e group by all having
  count(distinct r.contract_id) >= 3) select distinct r.contract_id from r join c on r.contractor_id
  = c.contractor_id and r.project_manager = c.project_manager and c.dd between r.s and r.e;

-- IM18 grid_project
select grid_project_id from grid_projects g join client_projects p using(project_id) where
  least(coalesce(finished_on, as_of()), coalesce(p.cancelled_at::date, date '9999-01-01')) >
  promised_on or (g.voltage_kv >= 35 and promised_on is null);

-- IM19 grid_project
with wf as (select project_id, max(finished_at)::date f from work_orders where stage = 'construct'
  and finished_at::date <= as_of() group by 1), cf as (select project_id, max(actual_finish_on) f
  from contracts where scope in('construction', 'epc') and actual_finish_on <= as_of() group by 1)
  select grid_project_id from grid_projects g left join wf using(project_id) left join cf
  using(project_id) where g.voltage_kv <= 10 and (mode <> 'pre_arranged' or started_on >
  coalesce(wf.f, cf.f));
