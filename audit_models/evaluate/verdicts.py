"""What inspections said of the subjects of hits."""

import duckdb


def write_verdicts(con: duckdb.DuckDBPyConnection) -> None:
    """Write `result.hit_verdicts`: hit_id, rule_id, unit_code, subject_id, tested_on, verdict (the latest one).

    A verdict is on the subject, whichever rule drew attention to it; subjects that nobody inspected have no row.
    """
    con.execute(
        """
        create or replace table result.hit_verdicts as
        with latest as (
            select subject_type, subject_id, arg_max(verdict, (inspected_on, result_id)) as verdict
            from source.inspection_results
            group by all
        )
        select hits.hit_id, hits.rule_id, hits.unit_code, hits.subject_id, hits.tested_on, latest.verdict
        from result.rule_hits as hits
        join latest
            on latest.subject_type = hits.subject_type
            and latest.subject_id = hits.subject_id
        order by hits.rule_id, hits.unit_code, hits.hit_id
        """
    )
