-- Tenders with the unit they belong to, the day by which they are tested (awarded, else the deadline, else
-- as_of), and the number of their bids: null where there is none.
with tenders as (
    select * from source.tenders
),

bids as (
    select * from source.bids
),

projects as (
    select * from core.projects
),

run as (
    select * from core.run
),

bid_counts as (
    select tender_id, count(*) as bids
    from bids
    group by tender_id
)

select
    tenders.tender_id,
    coalesce(tenders.unit_code, projects.unit_code) as unit_code,
    tenders.scope,
    tenders.method,
    tenders.agency,
    tenders.estimate_cny,
    tenders.published_at,
    tenders.deadline_at,
    coalesce(cast(coalesce(tenders.awarded_at, tenders.deadline_at) as date), run.as_of) as tested_on,
    run.as_of,
    bid_counts.bids
from tenders
cross join run
left join projects on projects.project_id = tenders.project_id
left join bid_counts on bid_counts.tender_id = tenders.tender_id
