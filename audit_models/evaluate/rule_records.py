"""How each rule did in twelve months, for each unit with all below it."""

import duckdb


def write_rule_records(con: duckdb.DuckDBPyConnection) -> None:
    """Write `result.rule_records`: a row a unit, month and rule with a hit in the twelve months that end with it.

    hits, amount_cny (of the hits that have an amount), with_amount, inspected (subjects), confirmed (wholly or in
    part). A subject is inspected once, however many hits it has and in however many units: so no level is the sum
    of those below it.
    """
    con.execute(
        """
        create or replace table result.rule_records as
        with months as (
            select unnest(generate_series(first_month, last_month, interval 1 month))::date as month
            from core.run
        )
        select
            tree.ancestor_code as unit_code,
            months.month,
            hits.rule_id,
            count(*) as hits,
            sum(hits.amount_cny)::double as amount_cny,
            count(hits.amount_cny) as with_amount,
            count(distinct verdicts.subject_id) as inspected,
            count(distinct verdicts.subject_id)
                filter (where verdicts.verdict in ('confirmed', 'partly_confirmed')) as confirmed
        from result.rule_hits as hits
        join core.unit_tree as tree on tree.unit_code = hits.unit_code
        join months
            on hits.tested_on >= months.month - to_months(11)
            and hits.tested_on < months.month + to_months(1)
        left join result.hit_verdicts as verdicts on verdicts.hit_id = hits.hit_id
        group by tree.ancestor_code, months.month, hits.rule_id
        order by tree.ancestor_code, months.month, hits.rule_id
        """
    )
