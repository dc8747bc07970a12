-- CT01 contract
select contract_id from placed as k where (owner_type in('state', 'government') or fund_source =
  'state') and amount_cny >= tender_limit(scope, signed_on) and (tender_id is null or method not
  in('open', 'invited'));

-- CT02 contract
with e as (select * from placed as k where (owner_type in('state', 'government') or fund_source =
  'state') and amount_cny < tender_limit(scope, signed_on) and (tender_id is null or method not
  in('open', 'invited'))), g as (select contract_id, contractor_id, scope, signed_on, amount_cny,
  'c'||customer_id gk from e where customer_id is not null union all select contract_id,
  contractor_id, scope, signed_on, amount_cny, 's'||site_key from e where site_key is not null and
  site_key <> ''), w as (select a.contract_id a, b.contract_id b, b.amount_cny, a.scope,
  a.signed_on, a.gk from g a join g b on a.gk = b.gk and a.contractor_id = b.contractor_id and
  a.scope = b.scope and b.signed_on between a.signed_on-90 and a.signed_on), h as (select a, gk from
  w group by a, gk, scope, signed_on having count(*) >= 2 and sum(amount_cny) >= tender_limit(scope,
  signed_on)) select distinct b from w join h using(a, gk);

-- CT03 contract
select contract_id from placed as k where (owner_type in('state', 'government') or fund_source =
  'state') and amount_cny < tender_limit(scope, signed_on) and amount_cny >=
  0.95*tender_limit(scope, signed_on) and (tender_id is null or method not in('open', 'invited'));

-- CT04 tender
select tender_id from tenders where method in('open', 'invited') and
  deadline_at::date-published_at::date < 20;

-- CT05 tender
select t.tender_id from tenders t join bidders using(tender_id) where method in('open', 'invited')
  group by 1 having count(distinct bidders.contractor_id) < 3;

-- CT06 tender
with b as (select tender_id, contractor_id, amount_cny, is_winner, status from bids), w as (select
  tender_id, contractor_id, amount_cny a from b where is_winner and status = 'valid'), s as (select
  w.tender_id, w.a, min(b.amount_cny) s from w join b on b.tender_id = w.tender_id and
  b.contractor_id <> w.contractor_id and b.status = 'valid' group by 1, 2), r as (select tender_id,
  round((s-a)::double/a::double, 9) x from s where s >= a), f as (select type8(list(x), 0.25) a,
  type8(list(x), 0.75) b from r) select tender_id from r, f where x < 0.01 or (b-a > 0 and x <=
  round(a-1.5*(b-a), 9));

-- CT07 tender
with b as (select tender_id, contractor_id, amount_cny, is_winner, status from bids), w as (select
  tender_id, contractor_id, amount_cny a from b where is_winner and status = 'valid'), s as (select
  w.tender_id, w.a, min(b.amount_cny) s from w join b on b.tender_id = w.tender_id and
  b.contractor_id <> w.contractor_id and b.status = 'valid' group by 1, 2), r as (select tender_id,
  round((s-a)::double/a::double, 9) x from s where s >= a), f as (select type8(list(x), 0.25) a,
  type8(list(x), 0.75) b from r) select tender_id from r, f where b-a > 0 and x >=
  round(b+1.5*(b-a), 9);

-- CT08 tender
select distinct a.tender_id from bids a join bids b on a.tender_id = b.tender_id and a.contractor_id
  < b.contractor_id and a.amount_cny = b.amount_cny where a.status <> 'withdrawn' and b.status <>
  'withdrawn';

-- CT09 tender
with b as (select tender_id, amount_cny::double x, lead(amount_cny::double) over (partition by
  tender_id order by amount_cny, bid_id) y, min(amount_cny::double) over (partition by tender_id)
  mn, count(*) over (partition by tender_id) n, count(distinct contractor_id) over(partition by
  tender_id) nd from bids where status <> 'withdrawn') select tender_id from b where n >= 3 and y is
  not null group by tender_id having max(y) > min(x) and (max(y/x)-min(y/x) <= 0.0005 or
  max((y-x)/mn)-min((y-x)/mn) <= 0.0005);

-- CT11 tender
select distinct tender_id from bids b join tenders t using(tender_id) where is_winner and
  submitted_at > deadline_at;

-- CT12 tender
select tender_id from bidders group by 1 having count(*) filter(where v) = 1 and count(*)
  filter(where v and w) = 1 and count(*) filter(where dq and not v) >= 1;

-- CT13 tender
select tender_id from bids where status in('valid', 'disqualified') group by 1 having
  min(amount_cny) filter(where status = 'disqualified') < min(amount_cny) filter(where status =
  'valid');

-- CT15 contractor
with c as (select k.contractor_id, count(*) n, count(distinct left(t.category_code, 2)) g from
  placed as k left join tenders t using(tender_id) group by 1), e as (select * from c where g > 0 and n >=
  20), f as (select type8(list(g::double), .25) a, type8(list(g::double), .75) b from e) select
  contractor_id from e, f where b-a > 0 and g >= b+1.5*(b-a);

-- CT16 tender
with k as (select tender_id, contractor_id, unnest([ 'm'||key_of(mac),
  'f'||upper(trim(file_author)), 'b'||key_of(bond_account), 'i'||trim(ip)]) key from bids where
  status <> 'withdrawn') select distinct tender_id from (select tender_id, key from k where key is
  not null and length(key) > 1 group by 1, 2 having count(distinct contractor_id) >= 2);

-- CT17 tender
with k as (select distinct tender_id, contractor_id, unnest(['l'||trim(x.legal_rep),
  'p'||key_of(x.phone), 'a'||upper(trim(x.address)), 'b'||key_of(x.bank_account),
  's'||x.sponsor_unit_code]) key from bids join contractors x using(contractor_id) where status <>
  'withdrawn') select distinct tender_id from (select tender_id, key from k where length(key) > 1
  group by 1, 2 having count(distinct contractor_id) >= 2);

-- CT18 contractor
with d as (select contract_id, u, contractor_id, signed_on from placed as k where method
  in('direct', 'single_source') and u is not null) select distinct a.contractor_id from d a where
  (select count(*) from d b where b.u = a.u and b.contractor_id = a.contractor_id and b.signed_on
  between a.signed_on - interval 36 month and a.signed_on) >= 3;

-- CT19 contract
select distinct k.contract_id from placed as k join bids b on b.tender_id = k.tender_id and not
  b.is_winner join subcontracts s on s.contract_id = k.contract_id and s.contractor_id =
  b.contractor_id;

-- CT20 contract
select contract_id from placed as k where is_affiliate and (tender_id is null or method in('direct',
  'customer_choice')) and has_entrustment = false;

-- CT21 contract
with n as (select contract_id, signed_on, voltage_kv, contractor_id, case scope when 'construction'
  then 'install' when 'epc' then 'install' when 'testing' then 'test' when 'design' then 'design'
  when 'supervision' then 'supervise' end cat from placed as k where scope <> 'equipment'), l as
  (select n.*, (select min(grade) from licences l where l.contractor_id = n.contractor_id and
  category = cat and signed_on between valid_from and valid_to) g, (select count(*) from licences l
  where l.contractor_id = n.contractor_id and category = cat and signed_on between valid_from and
  valid_to) c from n) select contract_id from l where c = 0 or (cat in('install', 'test') and
  voltage_kv > case g when 1 then 9999 when 2 then 220 when 3 then 110 when 4 then 35 when 5 then 10
  end);

-- CT22 contract
with n as (select contract_id, signed_on, least(coalesce(actual_finish_on, as_of()), as_of()) e,
  contractor_id, case scope when 'construction' then 'install' when 'epc' then 'install' when
  'testing' then 'test' when 'design' then 'design' when 'supervision' then 'supervise' end cat from
  placed as k where scope <> 'equipment'), h as (select n.* from n where exists(select 1 from
  licences l where l.contractor_id = n.contractor_id and category = cat)) select contract_id from h
  where exists (select 1 from generate_series(signed_on, e, interval 1 day) g(d) where not
  exists(select 1 from licences l where l.contractor_id = h.contractor_id and category = cat and
  g.d::date between valid_from and valid_to));

-- CT23 contract
select contract_id from placed as k join replies r using(project_id) where scope in('design',
  'construction', 'epc') and signed_on < r.at::date;

-- CT26 contract
select contract_id from placed as k where signed_on-registered_on < 180;

-- CT27 contract
select contract_id from placed as k where signed_on-awarded_on > 30;

-- CT28 contract
with a as (select contract_id, scope, voltage_kv, (case when kva <= 160 then 1 when kva <= 630 then
  2 when kva <= 2000 then 3 when kva <= 10000 then 4 when kva is not null then 5 end) b,
  ln(amount_cny::double/kva::double) x from placed as k where kva > 0 and amount_cny > 0), c as
  (select scope, voltage_kv, b, median(x) m, count(*) n from a where b is not null and voltage_kv is
  not null group by all having count(*) >= 20), r as (select a.*, x-m r from a join c using(scope,
  voltage_kv, b)), d as (select scope, voltage_kv, b, 1.4826*median(abs(r)) mad from r group by all)
  select contract_id from r join d using(scope, voltage_kv, b) where (mad > 0 and r > 3*mad) or r >=
  ln(2);
