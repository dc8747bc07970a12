-- What special inspections found so far: one campaign a quarter, from the fourth quarter told about.
-- Inspectors choose with a bias: large amounts, units near the city, complaints and what is visible at a
-- glance; an eighth is a random sample. A verdict follows the truth with errors: three of four
-- irregularities are confirmed, one ordinary case in thirty is confirmed wrongly.
create table demo.inspectable as
with
flagged as (
    select
        subject_type,
        subject_id,
        any_value(rule_id order by rule_id) as rule_id,
        bool_or(rule_id in ('CP01', 'CP02', 'CP07', 'CP12', 'CT01', 'IM01', 'PF09', 'CT23', 'CP04')) as is_plain_to_see,
    from truth.irregularities
    where kind = 'irregularity'
    group by subject_type, subject_id
),

complained as (
    select project_id, count(*) as complaints from source.complaints where project_id is not null group by project_id
),

subjects as (
    select
        'contract' as subject_type,
        contracts.contract_id as subject_id,
        contracts.contract_key as subject_key,
        acceptance_day as known_on,
        contracts.amount_cny,
        contracts.is_near_city,
        0 as complaints,
    from demo.contracts as contracts
    where has_been_accepted
    union all
    select
        'project',
        projects.project_id,
        projects.project_key,
        clock_day(archive_to),
        if(customer_class = 'hv', money(construction_cny), money(100 * applied_kva)),
        projects.is_near_city,
        coalesce(complained.complaints, 0),
    from demo.projects as projects
    left join complained on complained.project_id = projects.project_id
    where is_archived
        and (customer_class <> 'lv_resident' or plant is not null or chance('watched', projects.project_key, 0.1))
)

select
    subjects.*,
    flagged.rule_id,
    coalesce(is_plain_to_see, false) as is_plain_to_see,
    0.004
    * case when amount_cny > 3000000 then 4 when amount_cny > 500000 then 2 else 1 end
    * if(is_near_city, 1.8, 0.7)
    * (1 + 4 * least(complaints, 2))
    * if(coalesce(is_plain_to_see, false), 12, 1)
    * if(flagged.rule_id is not null, 2, 1) as choice,
from subjects
left join flagged on flagged.subject_type = subjects.subject_type and flagged.subject_id = subjects.subject_id;

create table source.inspection_results as
with
chosen as (
    select
        *,
        chance('sampled', subject_type || subject_id, 0.0025) as is_random_sample,
    from demo.inspectable
    where chance('sampled', subject_type || subject_id, 0.0025)
        or chance('chosen', subject_type || subject_id, least(0.6, choice))
),

dated as (
    select
        *,
        -- Inspected in the quarter after the one in which it was through.
        cast(date_trunc('quarter', known_on) + interval 3 months as date)
            + whole('day', subject_type || subject_id, 10, 85) as inspected_on,
        uniform('verdict', subject_type || subject_id) as verdict_draw,
    from chosen
)

select
    'J' || if(subject_type = 'contract', 'H', 'P') || lpad(cast(subject_key as varchar), 10, '0') as result_id,
    year(inspected_on) || '年' || quarter(inspected_on) || '季度专项督察' as campaign,
    subject_type,
    subject_id,
    inspected_on,
    case
        when rule_id is not null then case
            when verdict_draw < 0.72 then 'confirmed' when verdict_draw < 0.84 then 'partly_confirmed' else 'cleared'
        end
        when verdict_draw < 0.03 then 'confirmed'
        when verdict_draw < 0.07 then 'partly_confirmed'
        else 'cleared'
    end as verdict,
    case coalesce(rule_id[1:2], pick('topic', subject_id, ['CT', 'IM', 'PF', 'CP']))
        when 'CT' then 'undertaking' when 'IM' then 'implementation' when 'PF' then 'performance'
        when 'NW' then 'integrity' else 'process'
    end as topic,
    case
        when rule_id in ('CT01', 'CT02', 'CP04', 'CP07', 'CP12', 'IM01', 'IM05', 'PF02', 'NW02', 'NW03') then 'high'
        when rule_id is not null then 'medium'
        else 'low'
    end as severity,
    amount_cny,
    is_random_sample,
from dated
where inspected_on <= getvariable('as_of');
