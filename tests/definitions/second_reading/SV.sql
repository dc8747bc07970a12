-- SV01 outage
select outage_id from outages where kind in('planned', 'temporary') and started_at::date <= as_of()
  and (is_notice_complete = false or (kind = 'planned' and started_at::date-notified_at::date < 7)
  or (kind = 'temporary' and started_at-notified_at < interval 24 hour));

-- SV02 feeder
with o as (select *, lead(started_at, 2) over (partition by feeder_id order by started_at,
  outage_id) l from outages where started_at::date <= as_of()) select distinct feeder_id from o
  where l::date-started_at::date <= 60;

-- SV03 disclosure
select disclosure_id from disclosures where coalesce(published_on, as_of()) > due_on and due_on <=
  as_of();

-- SV04 complaint
select complaint_id from complaints where received_at::date <= as_of() and workdays(received_at,
  least(coalesce(replied_at::date, as_of()), as_of())) > 10;

-- SV05 project
with c as (select c.*, p.customer_id, p.unit_code from callbacks c join client_projects p
  using(project_id) where called_at::date <= as_of()), ph as (select key_of(phone) ph from c where
  key_of(phone) <> '' group by 1 having count(distinct customer_id) >= 5) select distinct project_id
  from c where key_of(phone) in (select ph from ph) or (score = 5 and exists(select 1 from
  complaints q where q.project_id = c.project_id and is_upheld and received_at < called_at));
