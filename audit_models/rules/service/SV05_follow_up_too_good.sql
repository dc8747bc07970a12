/* ---
id: SV05
title: {zh: 回访异常, en: Follow-up too good}
says:
  zh: "{subject_id}：{fault_zh}（有评分的回访{scored_calls}次，其中满分{top_calls}次；涉及客户{customers}户）。"
  en: "{subject_id}: {fault_en} (scored calls: {scored_calls}; with the top score: {top_calls}; customers concerned: {customers})."
why:
  zh: 满分过多、一部电话代多户作答或投诉属实后仍打满分，说明回访可能未真正打给客户。
  en: All but perfect scores, one phone that answers for many customers, or a top score after an upheld complaint suggest that the customer was never asked.
innocent:
  zh: 服务确实良好，物业或代办人统一留的电话，或投诉已妥善解决并获客户认可。
  en: Service was good indeed, an estate's office or an agent left one number for all, or the complaint was settled to the customer's satisfaction.
ground: [own_practice]
severity: L
subject: project
hit_key: [subject_type, subject_id, month]
needs: [callbacks]
optional_needs: [callbacks.score, callbacks.phone, complaints.project_id, complaints.is_upheld]
params:
  top_score: [{from: 1900-01-01, value: 5}]
  min_calls: [{from: 1900-01-01, value: 30}]
  min_top_share: [{from: 1900-01-01, value: 0.99}]
  min_customers: [{from: 1900-01-01, value: 5}]
status: active
--- */
with calls as (
    select
        callbacks.callback_id,
        callbacks.project_id,
        projects.unit_code,
        projects.customer_id,
        projects.accepted_on,
        callbacks.called_at,
        cast(callbacks.called_at as date) as called_on,
        callbacks.score,
        code_key(callbacks.phone) as phone,
        params.top_score,
        params.min_calls,
        params.min_top_share,
        params.min_customers
    from callbacks
    inner join projects on projects.project_id = callbacks.project_id
    inner join run on cast(callbacks.called_at as date) <= run.as_of
    inner join params on cast(callbacks.called_at as date) between params.valid_from and params.valid_to
),

unit_months as (
    select
        calls.unit_code,
        months.month,
        months.last_on,
        count(calls.score) as scored_calls,
        count(distinct calls.customer_id) as customers,
        count(*) filter (where calls.score = calls.top_score) as top_calls,
        max(calls.min_calls) as min_calls,
        max(calls.min_top_share) as min_top_share
    from calls
    inner join months on months.month = month_start(calls.called_on)
    group by calls.unit_code, months.month, months.last_on
),

first_answers as (
    select
        phone,
        customer_id,
        min(called_on) as called_on
    from calls
    group by phone, customer_id
),

-- The day on which each further customer was reached on the same phone.
answering as (
    select
        first_answers.*,
        count(*) over (partition by phone) as customers,
        row_number() over (partition by phone order by called_on nulls last, customer_id nulls last) as customer_no
    from first_answers
),

upheld as (
    select
        calls.callback_id,
        max(case when complaints.is_upheld then complaints.complaint_id end) as complaint_id
    from calls
    inner join complaints
        on complaints.project_id = calls.project_id
        and complaints.received_at < calls.called_at
    where coalesce(complaints.is_upheld, true)
    group by calls.callback_id
),

judged as (
    select
        calls.*,
        answering.customers,
        answering.called_on as reached_on,
        upheld.complaint_id,
        answering.phone is not null as is_shared,
        case
            when upheld.callback_id is null then false
            when upheld.complaint_id is not null then calls.score = calls.top_score
            when calls.score <> calls.top_score then false
        end as is_top_in_spite
    from calls
    left join answering
        on answering.phone = calls.phone
        and answering.customer_no = calls.min_customers
    left join upheld on upheld.callback_id = calls.callback_id
),

in_order as (
    select
        judged.*,
        case
            when is_shared or is_top_in_spite then true
            when phone is not null and is_top_in_spite = false then false
        end as is_hit,
        row_number() over (
            partition by project_id
            order by
                case
                    when is_shared or is_top_in_spite then 0
                    when phone is null or is_top_in_spite is null then 1
                    else 2
                end nulls last,
                called_at nulls last,
                callback_id nulls last
        ) as place
    from judged
)

select
    'project' as subject_type,
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    is_hit,
    case
        when phone is null then 'callbacks.phone'
        when score is null then 'callbacks.score'
        else 'complaints.is_upheld'
    end as missing,
    greatest(called_on, coalesce(reached_on, called_on)) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    cast(null as date) as month,
    case when is_shared then '一部电话为多户客户作答' else '投诉属实后仍为满分' end as fault_zh,
    case when is_shared then 'one phone answers for several customers' else 'top score after an upheld complaint' end as fault_en,
    callback_id,
    cast(case when score is null then 0 else 1 end as bigint) as scored_calls,
    cast(case when score = top_score then 1 else 0 end as bigint) as top_calls,
    coalesce(customers, 1) as customers,
    complaint_id
from in_order
where place = 1

union all

select
    'unit' as subject_type,
    unit_code as subject_id,
    unit_code,
    last_on as tested_on,
    round(top_calls / cast(scored_calls as double), 9) >= min_top_share as is_hit,
    cast(null as varchar) as missing,
    last_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    month,
    '当月回访几乎全为满分' as fault_zh,
    'nearly every call of the month has the top score' as fault_en,
    cast(null as varchar) as callback_id,
    scored_calls,
    top_calls,
    customers,
    cast(null as varchar) as complaint_id
from unit_months
where scored_calls >= min_calls
