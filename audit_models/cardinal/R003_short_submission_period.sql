-- Fewer than 15 whole days between the two moments of the tender period.
select
    'OCID' as kind,
    ocid as id,
    1.0 as value
from releases
where regexp_full_match(start_date, getvariable('moment'))
    and regexp_full_match(end_date, getvariable('moment'))
    and epoch(cast(end_date as timestamptz)) - epoch(cast(start_date as timestamptz)) < 15 * 86400
