"""Everything that a scorecard says of one number, side by side in one row, once for all who read it."""

import duckdb

LINES = """\
create or replace table result.scorecard_lines as
select
    found.indicator_id,
    found.unit_code,
    found.month,
    found.value,
    found.numerator,
    found.denominator,
    found.n,
    found.target,
    found.score,
    found.status,
    found.missing,
    signals.chart,
    signals.variation,
    signals.assurance,
    signals.rule,
    signals.centre,
    ranks.is_ranked,
    ranks.rank,
    ranks.rank_low,
    ranks.rank_high,
    ranks.peers,
    ranks.units,
    parts.state as part,
    list(found.value) over thirteen as past,
from result.indicator_values as found
left join result.signals as signals using (indicator_id, unit_code, month)
left join result.ranks as ranks using (indicator_id, unit_code, month)
left join (
    select indicator_id, unit_code, month, min_by(state, scheme_id) as state
    from result.assessment_parts
    group by all
) as parts using (indicator_id, unit_code, month)
where not contains(found.indicator_id, '.')
window thirteen as (
    partition by found.indicator_id, found.unit_code
    order by found.month
    range between interval 12 month preceding and current row
)
"""


def write_scorecard_lines(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `result.scorecard_lines`: number, signal, rank, part of the assessment, and thirteen months of values.

    Of several schemes of assessment the first; companions of an indicator have no line.
    """
    con.execute(LINES)
