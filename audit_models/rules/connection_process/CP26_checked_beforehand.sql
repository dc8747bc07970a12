/* ---
id: CP26
title: {zh: 事前审验, en: Pre-check of what is checked afterwards}
says:
  zh: "{subject_id}{is_high_risk:?（高危客户）}{is_energy_intensive:?（高耗能客户）}：[{energised_at}送电，此前]于{happened_on}要求提供{doc_type}（资料{document_id}），送电前此类资料共{demands}份。"
  en: "{subject_id}{is_high_risk:? (high-risk customer)}{is_energy_intensive:? (energy-intensive customer)}: {doc_type} ({document_id}) was asked for on {happened_on}[, before energising on {energised_at}]; such papers in all: {demands}."
why:
  zh: 高危、高耗能客户的环评、安评已改为事后监管，送电前索要等于恢复已取消的前置条件。
  en: Environment and safety assessments of such customers are now checked afterwards; asking for them before supply brings back a condition that was abolished.
innocent:
  zh: 主管部门明文要求前置审查，或客户主动提交而被登记为要求提供。
  en: The competent authority requires the check beforehand in writing, or the customer handed it in unasked.
ground: [policy_paper.sec_2_4]
severity: M
subject: project
hit_key: [subject_id]
needs: [documents, customers, client_projects.energised_at]
optional_needs: [customers.is_high_risk, customers.is_energy_intensive, documents.is_waived]
status: active
--- */
with concerned as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        projects.energised_at,
        projects.energised_at is null and projects.status in ('energised', 'archived') as lacks_energised_at,
        customers.is_high_risk,
        customers.is_energy_intensive,
        customers.is_high_risk or customers.is_energy_intensive as is_concerned
    from projects
    left join customers on customers.customer_id = projects.customer_id
),

demands as (
    select
        concerned.project_key,
        documents.document_id,
        documents.doc_type,
        documents.requested_at,
        cast(documents.requested_at as date) as requested_on,
        case when not concerned.lacks_energised_at and documents.is_waived = false then true end as is_certain,
        case
            when documents.is_waived is null then 'documents.is_waived'
            else 'client_projects.energised_at'
        end as missing
    from documents
    inner join concerned on concerned.project_id = documents.project_id
    cross join run
    where
        documents.doc_type in ('environment_assessment', 'safety_assessment')
        and coalesce(documents.is_waived, false) = false
        and (documents.requested_at < concerned.energised_at or concerned.energised_at is null)
        and cast(documents.requested_at as date) <= run.as_of
),

in_order as (
    select
        demands.*,
        count(is_certain) over (partition by project_key) as certain_demands,
        row_number() over (
            partition by project_key
            order by
                is_certain nulls last,
                requested_at nulls last,
                document_id nulls last
        ) as place
    from demands
)

select
    concerned.project_id as subject_id,
    concerned.unit_code,
    concerned.accepted_on as tested_on,
    case when in_order.project_key is null then false else concerned.is_concerned and in_order.is_certain end as is_hit,
    case
        when concerned.is_concerned then in_order.missing
        when concerned.is_high_risk is null then 'customers.is_high_risk'
        else 'customers.is_energy_intensive'
    end as missing,
    in_order.requested_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    concerned.is_high_risk,
    concerned.is_energy_intensive,
    concerned.energised_at,
    in_order.document_id,
    in_order.doc_type,
    in_order.certain_demands as demands
from concerned
left join in_order
    on in_order.project_key = concerned.project_key
    and in_order.place = 1
where coalesce(concerned.is_concerned, true)
