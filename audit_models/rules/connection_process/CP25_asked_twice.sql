/* ---
id: CP25
title: {zh: 重复提资, en: Asked twice}
says:
  zh: "{subject_id}：{happened_on}要求提供{doc_type}（资料{document_id}[，第{request_no}次][，应由{provider}提供][，实际向{asked_of}索要]），{fault_zh}。"
  en: "{subject_id}: on {happened_on} a paper was asked for: {doc_type} ({document_id}[, time {request_no}][, owed by: {provider}][, asked of: {asked_of}]); {fault_en}."
why:
  zh: 同一资料反复索要、已承诺免交仍索要或向客户索要他方资料，增加客户负担，也为刁难留下空间。
  en: Asking again, asking for what was waived, or asking the customer for other people's papers burdens the customer and leaves room for chicanery.
innocent:
  zh: 原资料过期或内容变更确需重新提供，或应提供方登记有误。
  en: The first paper had lapsed or changed and was really needed again, or who owes it was written down wrongly.
ground: [policy_paper.sec_2_4]
severity: M
subject: project
hit_key: [subject_id, document_id]
needs: [documents]
optional_needs: [documents.request_no, documents.is_waived, documents.asked_of, documents.provider]
status: active
--- */
with requests as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        documents.document_id,
        documents.doc_type,
        cast(documents.requested_at as date) as requested_on,
        documents.request_no,
        documents.is_waived,
        documents.provider,
        documents.asked_of,
        documents.request_no >= 2 as is_repeated,
        documents.asked_of = 'customer' and documents.provider in ('designer', 'builder', 'tester') as is_misdirected
    from documents
    inner join projects on projects.project_id = documents.project_id
    cross join run
    where cast(documents.requested_at as date) <= run.as_of
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    is_repeated or is_waived or is_misdirected as is_hit,
    case
        when request_no is null then 'documents.request_no'
        when is_waived is null then 'documents.is_waived'
        when asked_of is null then 'documents.asked_of'
        else 'documents.provider'
    end as missing,
    requested_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    document_id,
    doc_type,
    request_no,
    is_waived,
    provider,
    asked_of,
    case
        when is_repeated then '同一资料重复索要'
        when is_waived then '该资料已承诺免交'
        else '该资料不应由客户提供'
    end as fault_zh,
    case
        when is_repeated then 'the same document had been asked for before'
        when is_waived then 'it had been waived by a signed commitment'
        else 'it is not for the customer to provide'
    end as fault_en
from requests
