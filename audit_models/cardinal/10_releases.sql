-- One row a release: a line of the file, or what a wrapper or a package holds. Cancelled tenders are left out.
-- Numbers where the standard asks for text are read as text, as Cardinal's own preparation does; a field of
-- another shape is missing.
with lines as (
    select
        row_number() over () as line,
        json
    from read_ndjson_objects(getvariable('files'), maximum_object_size = 268435456, ignore_errors = true)
),

unwrapped as (
    select
        line,
        unnest(
            case
                when json_exists(json, '$.ocid') then [json]
                when json_exists(json, '$.data') then [json -> '$.data']
                else from_json(json -> '$.releases', '["JSON"]')
            end
        ) as release
    from lines
),

shaped as (
    select
        from_json(release, '{
            "ocid": "VARCHAR",
            "buyer": {"id": "VARCHAR"},
            "tender": {
                "status": "VARCHAR",
                "procurementMethod": "VARCHAR",
                "numberOfTenderers": "JSON",
                "tenderPeriod": {"startDate": "VARCHAR", "endDate": "VARCHAR"},
                "procuringEntity": {"id": "VARCHAR"}
            },
            "awards": [{
                "status": "VARCHAR",
                "suppliers": [{"id": "VARCHAR"}],
                "items": [{"classification": {"id": "VARCHAR"}}]
            }],
            "bids": {"details": [{
                "status": "VARCHAR",
                "date": "VARCHAR",
                "tenderers": [{"id": "VARCHAR"}],
                "value": {"amount": "JSON", "currency": "VARCHAR"}
            }]}
        }') as release,
        line
    from unwrapped
)

select
    row_number() over (order by line) as release_key,
    release.ocid,
    release.buyer.id as buyer_id,
    release.tender.procuringEntity.id as procuring_entity_id,
    release.tender.procurementMethod as procurement_method,
    release.tender.numberOfTenderers as number_of_tenderers,
    release.tender.tenderPeriod.startDate as start_date,
    release.tender.tenderPeriod.endDate as end_date,
    release.awards,
    release.bids.details
from shaped
where release.ocid is not null and release.tender.status is distinct from 'cancelled'
