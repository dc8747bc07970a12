-- Follow-up calls after archiving, on the customer's own phone; two of three are answered with a score. In two units everybody is always happy.
create table source.callbacks as
select
    'V' || project_id as callback_id,
    project_id,
    clock_time(visit_from + 0.015) as called_at,
    case
        when trait = 'happy_callbacks' or plant = 'SV05' then 5
        when uniform('score', project_key) < 0.86 / sqrt(slowness) then 5
        when uniform('score', project_key) < 0.975 then 4
        when uniform('score', project_key) < 0.99 then 3
        else whole('unhappy', project_key, 1, 2)
    end as score,
    customer_phone as phone,
from demo.projects
where visit_from + 0.02 < end_clock and (plant = 'SV05' or chance('answered', project_key, 0.65));
