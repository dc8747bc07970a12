-- Clock stops, documented and confirmed by the customer after the plan reply. Planted (CP11): stops
-- without evidence, over half of the time, or just before the limit of the plan reply.
create table source.suspensions as
select
    'S' || project_id as suspension_id,
    project_id,
    clock_time(hold_from) as started_at,
    if(hold_to < end_clock, clock_time(hold_to), null) as ended_at,
    pick('hold reason', project_key, ['客户资金未到位', '客户现场不具备条件', '等待规划许可', '客户申请暂缓']) as reason,
    plant is distinct from 'CP11' or is_stopped_at_limit or coalesce(variant < 0.66, false) as has_evidence,
    true as is_customer_confirmed,
    lpad(cast(unit_no * 1000 + 600 + whole('approver', project_key, 0, teams - 1) as varchar), 8, '0') as approver_id,
from demo.projects
where hold_from < end_clock;
