"""Rank among the units beside it, with the ranks that chance allows.

Beside a unit are the units of its level under the same unit. A unit is surely ahead of another where its whole
95 % interval is on the better side of the other's. The range runs from one place behind those surely ahead to
one place before those surely behind.
"""

import duckdb

FEWEST = 20
"""Units with fewer cases in the month are not ranked: their place would be luck."""

COUNTS_EVENTS = ("hours", "times", "per_10k")
"""Units of measure of rates over customers: few events are good news, not few cases."""

RANKS = """\
create or replace table result.ranks as
with signs as (
    select
        id,
        header ->> 'unit' as unit,
        case header ->> 'better' when 'lower' then 1 when 'higher' then -1 end as sign,
    from result.definitions
    where kind = 'indicator'
),
placed as (
    select
        found.indicator_id,
        found.unit_code,
        found.month,
        units.level,
        units.parent_code,
        intervals.low,
        intervals.high,
        found.value * signs.sign as number,
        coalesce(
            number is not null and (found.n >= $fewest or list_contains($events, signs.unit)), false
        ) as is_ranked,
        -- The end that is nearer to the best, and the one farther from it; unknown if either is.
        case when low is not null and high is not null then least(low * sign, high * sign) end as near,
        case when low is not null and high is not null then greatest(low * sign, high * sign) end as far,
    from result.indicator_values as found
    join core.units as units on units.unit_code = found.unit_code
    join signs on signs.id = found.indicator_id
    left join result.indicator_intervals as intervals
        on intervals.indicator_id = found.indicator_id
        and intervals.unit_code = found.unit_code
        and intervals.month = found.month
),
ranked as (
    select
        own.indicator_id,
        own.unit_code,
        own.month,
        1 + count_if(other.number < own.number) as rank,
        1 + count_if(other.far < own.near) as rank_low,
        count_if(other.near <= own.far) as rank_high,
        bool_and(other.near is not null) as has_range,
    from placed as own
    join placed as other
        on other.indicator_id = own.indicator_id
        and other.month = own.month
        and other.level = own.level
        and other.parent_code is not distinct from own.parent_code
    where own.is_ranked and other.is_ranked
    group by all
)
select
    placed.indicator_id,
    placed.unit_code,
    placed.month,
    placed.low,
    placed.high,
    placed.is_ranked,
    ranked.rank,
    case when ranked.has_range then ranked.rank_low end as rank_low,
    case when ranked.has_range then ranked.rank_high end as rank_high,
    count_if(placed.is_ranked) over beside as peers,
    count(*) over beside as units,
from placed
left join ranked using (indicator_id, unit_code, month)
window beside as (
    partition by placed.indicator_id, placed.month, placed.level, placed.parent_code
)
"""


def write_ranks(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `result.ranks`: of every number its interval, its rank and the first and last that chance allows.

    `units`: how many stand side by side; `peers`: how many of them are ranked. Without a better direction
    nothing is ranked; without intervals there is a rank and no range; equal values share a rank.
    """
    con.execute(RANKS, {"fewest": FEWEST, "events": list(COUNTS_EVENTS)})
