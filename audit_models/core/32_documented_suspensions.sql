-- Documented suspensions of a project as disjoint stretches: what every limit is net of.
select project_key, from_workday, to_workday
from core.stopped_stretches
where purpose = 'suspended'
