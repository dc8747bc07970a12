-- NW01 employee
select distinct e.employee_id from employees e, contractors c where (key_of(e.phone) =
  key_of(c.phone) and key_of(e.phone) <> '') or (upper(trim(e.address)) = upper(trim(c.address)) and
  trim(e.address) <> '') or (key_of(e.bank_account) = key_of(c.bank_account) and
  key_of(e.bank_account) <> '');

-- NW02 project
with ppl as (select project_id, handler_id e from work_orders union select project_id, approver_id
  from suspensions union select project_id, account_manager_id from client_projects), cc as (select
  distinct project_id, contractor_id from contracts where project_id is not null) select distinct
  p.project_id from ppl join client_projects p using(project_id) join cc using(project_id) join
  relations r on r.employee_id = ppl.e and r.contractor_id = cc.contractor_id where
  coalesce(r.valid_from, date '1900-1-1') <= least(coalesce(archived_at, energised_at, cancelled_at,
  as_of())::date, as_of()) and coalesce(r.valid_to, date '9999-1-1') >= accepted_at::date;

-- NW05 project
with h as (select distinct project_id, stage, handler_id from work_orders where handler_id is not
  null) select a.project_id from h a join h b using(project_id, handler_id) where (a.stage
  in('accept', 'survey') and b.stage = 'final_check') or (a.stage = 'plan_draft' and b.stage =
  'plan_review') union select s.project_id from suspensions s join h on h.project_id = s.project_id
  and h.handler_id = s.approver_id;

-- NW06 project
with c as (select key_of(contact_phone) ph, count(distinct customer_id) n from client_projects where
  key_of(contact_phone) <> '' group by 1) select project_id from client_projects p join c on
  key_of(contact_phone) = ph where n >= 5 or ph in (select key_of(phone) from employees) or ph in
  (select key_of(phone) from contractors);
