-- One row a release: a line of the file, or what a wrapper or a package holds. Cancelled tenders are left out.
-- Numbers where the standard asks for text are read as text, as Cardinal's own preparation does; a field of
-- another shape is missing.
with lines as (
    select
        row_number() over () as line,
        *
    from read_json(
        getvariable('files'),
        format = 'newline_delimited',
        ignore_errors = true,
        maximum_object_size = 268435456,
        columns = {
            ocid: 'varchar',
            buyer: 'organisation_shape',
            tender: 'tender_shape',
            awards: 'award_shape[]',
            bids: 'bids_shape',
            data: 'release_shape',
            releases: 'release_shape[]'
        }
    )
),

unwrapped as (
    select
        line,
        unnest(
            case
                when ocid is not null then [struct_pack(ocid := ocid, buyer := buyer, tender := tender, awards := awards, bids := bids)]
                when data is not null then [data]
                else releases
            end
        ) as release
    from lines
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
from unwrapped
where release.ocid is not null and release.tender.status is distinct from 'cancelled'
