-- Awards with a status, and their suppliers, known by an id or not.
with listed as (
    select
        release_key,
        unnest(awards) as award
    from releases
)

select
    release_key,
    award.status,
    award.suppliers,
    award.items
from listed
where award.status is not null
