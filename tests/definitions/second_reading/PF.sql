-- PF01 contract
select contract_id from placed as k left join (select contract_id, sum(delta_cny) filter(where
  approved_on <= as_of()) d from contract_changes group by 1) c using(contract_id) where
  settlement_cny > 1.10*(amount_cny+coalesce(d, 0));

-- PF02 contract
select k.contract_id from placed as k left join (select contract_id, sum(delta_cny) filter(where
  approved_on <= as_of()) d from contract_changes group by 1) c using(contract_id) join (select
  contract_id, sum(amount_cny) p from payments where paid_on <= as_of() group by 1) y
  using(contract_id) where p > greatest(amount_cny+coalesce(d, 0), coalesce(settlement_cny, 0))+1;

-- PF03 contract
select k.contract_id from placed as k join payments y using(contract_id) where paid_on <
  coalesce(accepted_on, date '9999-1-1') and paid_on <= as_of() group by k.contract_id, k.amount_cny
  having sum(y.amount_cny)/k.amount_cny > 0.97 or count(*) filter(where y.kind = 'settlement') > 0;

-- PF04 contract
select distinct k.contract_id from placed as k join payments y using(contract_id) where y.kind <>
  'wages' and key_of(payee_account) <> key_of(contractor_account) and key_of(payee_account) <> ''
  and key_of(contractor_account) <> '';

-- PF05 contract
with y as (select y.*, k.contractor_id from payments y join placed as k using(contract_id) where
  y.amount_cny > 0 and paid_on <= as_of()) select distinct a.contract_id from y a join y b on
  a.contract_id = b.contract_id and a.payment_id <> b.payment_id and a.amount_cny = b.amount_cny and
  abs(a.paid_on-b.paid_on) <= 30 union select distinct a.contract_id from y a join y b on
  a.contractor_id = b.contractor_id and a.payment_id <> b.payment_id and key_of(a.invoice_no) =
  key_of(b.invoice_no) and key_of(a.invoice_no) <> '' and a.amount_cny = b.amount_cny;

-- PF08 contract
select contract_id from placed as k where estimate_cny > 0 and
  (estimate_cny-amount_cny)/estimate_cny >= 0.30;

-- PF09 contract
select contract_id from placed as k left join client_projects p using(project_id) where
  least(coalesce(actual_finish_on, as_of()), coalesce(p.cancelled_at::date,
  as_of()))-planned_finish_on > case when planned_finish_on-planned_start_on > 0 then
  0.10*(planned_finish_on-planned_start_on) else 0 end and least(coalesce(actual_finish_on,
  as_of()), coalesce(p.cancelled_at::date, as_of())) > planned_finish_on;

-- PF10 contract
select contract_id from placed as k where accepted_on <= as_of() and (retention_rate > 0.03 or
  (retention_rate > 0 and accepted_on is not null and warranty_months is not null and (accepted_on +
  to_months(warranty_months::int))::date+30 <= as_of() and (accepted_on +
  to_months(warranty_months::int))::date+30 < as_of() and not exists(select 1 from payments y where
  y.contract_id = k.contract_id and kind = 'retention_release' and paid_on <= (accepted_on +
  to_months(k.warranty_months::int))::date+30)));

-- PF11 contract
select k.contract_id from placed as k left join (select contract_id, min(paid_on) s from payments
  where kind = 'settlement' and paid_on <= as_of() group by 1) y using(contract_id) where
  accepted_on is not null and coalesce(s, as_of())-accepted_on > 60 and is_affiliate = false;

-- PF12 project
select distinct project_id from fees f where charged_on <= as_of() and not exists(select 1 from
  fee_items i where i.item_code = f.item_code and f.charged_on between i.valid_from and
  coalesce(i.valid_to, date '9999-1-1'));

-- PF13 project
select project_id from fees where is_outside_boundary and payer = 'customer' and charged_on >= date
  '2021-03-01' and amount_cny > 0 and charged_on <= as_of() union select project_id from
  grid_projects where paid_by_customer_cny > 0;

-- PF14 project
select project_id from client_projects p where is_three_zero and (customer_paid_cny > 0 or
  exists(select 1 from fees f where f.project_id = p.project_id and payer = 'customer' and
  amount_cny > 0));

-- PF15 contract
select contract_id from placed as k where performance_bond_rate > 0.10;

-- PF16 contract
select k.contract_id from placed as k left join (select contract_id, sum(amount_cny) s from payments
  where kind = 'safety_fee' and paid_on <= as_of() group by 1) y using(contract_id) where scope
  in('construction', 'epc') and accepted_on <= as_of() and coalesce(s, 0) < round((case when
  signed_on >= date '2022-12-01' then 0.025 else 0.020 end)*amount_cny, 2);
