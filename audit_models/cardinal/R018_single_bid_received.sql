-- Open or selective, and the number of tenderers is said to be 1.
select
    'OCID' as kind,
    ocid as id,
    1.0 as value
from releases
where procurement_method in ('open', 'selective') and cast(number_of_tenderers as varchar) = '1'
