-- Stretches between acceptance and energising that are not on the utility's clock.
select project_key, from_workday, to_workday
from core.stopped_stretches
where purpose = 'off_clock'
