-- What the second readings have in common. {as_of}, {calendar} and {limits} are filled in.
create macro as_of() as date '{as_of}';
create table calendar as
  select cast(day as date) as day, cast(is_workday as boolean) as w from read_csv('{calendar}');
create table counted_days as
  select day, sum(case when w then 1 else 0 end) over (order by day) as workday from calendar;
create macro workdays(a, b) as (
  (select workday from counted_days where day = cast(b as date))
  - (select workday from counted_days where day = cast(a as date)));

create table replies as
  select p.project_id, coalesce(
    (select min(finished_at) from work_orders as w where w.project_id = p.project_id
     and stage = 'plan_reply' and cast(finished_at as date) <= as_of()),
    (select min(replied_at) from supply_plans as s where s.project_id = p.project_id
     and cast(replied_at as date) <= as_of())) as at
  from client_projects as p;

create table documented_days as
  with stopped as (
    select u.project_id, unnest(generate_series(cast(u.started_at as date) + 1,
      cast(coalesce(ended_at, energised_at, as_of()) as date), interval 1 day)) as day
    from suspensions as u inner join client_projects using (project_id)
    where has_evidence and is_customer_confirmed)
  select distinct project_id, cast(stopped.day as date) as day
  from stopped inner join calendar on calendar.day = stopped.day and w;
create macro net_workdays(project, a, b) as (workdays(a, b) - (
  select count(*) from documented_days as d
  where d.project_id = project and d.day > cast(a as date) and d.day <= cast(b as date)));

create table limits (
  parameter varchar, class varchar, src varchar, yard varchar, days integer, f date, t date);
insert into limits values {limits};

create table placed as
  select c.*, coalesce(c.unit_code, p.unit_code) as u, p.owner_type, p.fund_source, p.site_key,
    p.customer_id, p.voltage_kv, coalesce(p.approved_kva, p.applied_kva) as kva, p.accepted_at,
    t.method, x.is_affiliate, x.registered_on, x.bank_account as contractor_account
  from contracts as c left join client_projects as p using (project_id)
  left join tenders as t on t.tender_id = c.tender_id
  left join contractors as x on x.contractor_id = c.contractor_id;
create macro tender_limit(scope, signed_on) as
  case when scope in ('construction', 'epc') then 4 when scope = 'equipment' then 2 else 1 end
  * case when signed_on >= date '2018-06-01' then 1000000 else 500000 end;
create table bidders as
  select tender_id, contractor_id, bool_or(status = 'valid') as v, bool_or(is_winner) as w,
    bool_or(status = 'disqualified') as dq
  from bids where status <> 'withdrawn' group by 1, 2;

create macro key_of(x) as regexp_replace(upper(trim(x)), '[^0-9A-Z]', '', 'g');
-- Hyndman and Fan, definition 8.
create macro type8(l, p) as (
  with sorted as (select list_sort(l) as a, len(l) as n),
  placed_at as (
    select a, n, greatest(1.0, least(n::double, (n + 1.0 / 3) * p + 1.0 / 3)) as h from sorted)
  select a[floor(h)::int] + (h - floor(h)) * (a[least(n, floor(h)::int + 1)] - a[floor(h)::int])
  from placed_at);
