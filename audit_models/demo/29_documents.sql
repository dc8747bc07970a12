-- Papers asked for. Residents one, others two from the customer; at high voltage also what designer,
-- builder and tester owe. A paper waived by a commitment is not asked for and leaves no row. Planted:
-- asked twice, although waived, or from the wrong side (CP25), and the environment assessment of a
-- high-risk customer before energising (CP26).
create table source.documents as
with
asked as (
    select
        project_id, end_clock,
        unnest([
            {
                number: 1, stage: 'accept', doc_type: 'identity', provider: 'customer', asked_of: 'customer',
                request_no: 1, is_waived: false, since: accept_clock - 0.001, days: 0.05
            },
            {
                number: 2, stage: 'accept', doc_type: 'property', provider: 'customer', asked_of: 'customer',
                request_no: 1,
                is_waived: coalesce(plant = 'CP25', false) and chance('waived', project_key, 0.3),
                since: if(
                    customer_class <> 'lv_resident' or chance('property', project_key, 0.3),
                    accept_clock + 0.001, null
                ),
                days: 0.2
            },
            {
                number: 3, stage: 'accept', doc_type: 'authorisation', provider: 'customer', asked_of: 'customer',
                request_no: 1, is_waived: false,
                since: if(customer_class = 'hv' and chance('authorised', project_key, 0.35), accept_clock + 0.001, null),
                days: 0.3
            },
            {
                number: 4, stage: 'design_review', doc_type: 'design_drawing', provider: 'designer',
                asked_of: 'designer', request_no: 1, is_waived: false, since: review_from, days: 0.1
            },
            {
                number: 5, stage: 'construct', doc_type: 'qualification', provider: 'builder', asked_of: 'builder',
                request_no: 1, is_waived: false, since: construct_from + 0.1, days: 0.5
            },
            {
                number: 6, stage: 'final_check', doc_type: 'completion_report', provider: 'builder',
                asked_of: if(plant = 'CP25' and customer_class = 'hv' and variant < 0.4, 'customer', 'builder'),
                request_no: 1, is_waived: false, since: final_1_from, days: 0.1
            },
            {
                number: 7, stage: 'final_check', doc_type: 'test_report', provider: 'tester', asked_of: 'tester',
                request_no: 1, is_waived: false, since: final_1_from, days: 0.2
            },
            {
                number: 8, stage: 'survey', doc_type: 'identity', provider: 'customer', asked_of: 'customer',
                request_no: 2, is_waived: false,
                since: if(plant = 'CP25', accept_clock + 0.3 * reply_span, null), days: 0.3
            },
            {
                number: 9, stage: 'plan_draft', doc_type: 'environment_assessment', provider: 'customer',
                asked_of: 'customer', request_no: 1, is_waived: false,
                since: if(plant = 'CP26', accept_clock + 0.5 * reply_span, null), days: 1
            },
        ]) as paper,
    from demo.projects
)

select
    'D' || project_id || paper.number as document_id,
    project_id,
    paper.stage as stage,
    paper.doc_type as doc_type,
    clock_time(paper.since) as requested_at,
    if(paper.since + paper.days < end_clock, clock_time(paper.since + paper.days), null) as received_at,
    paper.provider as provider,
    paper.asked_of as asked_of,
    paper.is_waived as is_waived,
    paper.request_no as request_no,
from asked
where paper.since < end_clock;
