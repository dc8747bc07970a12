"""How many hits of each rule are of which stage and contractor: by what a list of hits can be narrowed."""

import duckdb


def sides_of(hits: str) -> str:
    """A select of hit_id, stage and contractor_id for each row of `hits`, a relation like `result.rule_hits`.

    The stage is the one that a hit's evidence names by code or in Chinese; the contractor is the subject, else the
    contract's, else the one of the evidence.
    """
    return f"""
        select
            hits.hit_id,
            stages.stage,
            case
                when hits.subject_type = 'contractor' then hits.subject_id
                else coalesce(contracts.contractor_id, hits.evidence ->> 'contractor_id')
            end as contractor_id
        from {hits} as hits
        left join source.contracts as contracts
            on hits.subject_type = 'contract' and contracts.contract_id = hits.subject_id
        left join core.stages as stages
            on stages.stage = (hits.evidence ->> 'stage')
            or stages.name_zh = coalesce(
                hits.evidence ->> 'stage_zh',
                hits.evidence ->> 'missing_stage_zh',
                hits.evidence ->> 'later_stage_zh'
            )
    """


def write_hit_sides(con: duckdb.DuckDBPyConnection) -> None:
    """Write `result.hit_sides`: hits by unit, month of the test, rule, stage and contractor.

    unit_code is empty for hits without a unit, stage and contractor_id where a hit has none. Counts of a unit with
    all below it are the sums of these.
    """
    con.execute(
        f"""
        create or replace table result.hit_sides as
        with sides as ({sides_of("result.rule_hits")})
        select
            hits.unit_code,
            date_trunc('month', hits.tested_on)::date as month,
            hits.rule_id,
            sides.stage::varchar as stage,
            sides.contractor_id,
            count(*) as hits
        from result.rule_hits as hits
        join sides on sides.hit_id = hits.hit_id
        where hits.tested_on is not null
        group by all
        order by hits.unit_code, month, hits.rule_id
        """
    )
