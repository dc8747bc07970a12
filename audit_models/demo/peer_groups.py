"""Groups of comparable units of the demonstration: by its own customers, and never an office's."""

import duckdb

GROUPS = """\
insert into core.peer_group_units
with sized as (
    select
        units.unit_code,
        units.level,
        counts.customers >= median(counts.customers) over (partition by units.level) as is_larger
    from core.units as units
    join source.customer_counts as counts on counts.unit_code = units.unit_code
    where units.level in ('city', 'county')
        and counts.month = (select max(month) from source.customer_counts)
)
select
    'demo_' || case when is_larger then 'larger_' else 'smaller_' end || level,
    level,
    unit_code,
    '演示：用户较' || case when is_larger then '多' else '少' end || '的'
        || case level when 'city' then '市' else '县' end,
    'Demonstration: ' || case when is_larger then 'larger ' else 'smaller ' end
        || case level when 'city' then 'cities' else 'counties' end,
    '演示数据：最近一月的供电用户数' || case when is_larger then '不少于' else '少于' end || '本级的中位数',
    'Demonstration data: customers of the latest month '
        || case when is_larger then 'at or above' else 'below' end || ' the median of the level',
    date '1900-01-01',
    date '9999-12-31'
from sized
"""


def write_demonstration_groups(con: duckdb.DuckDBPyConnection) -> None:
    """Two groups a level in `core.peer_group_units`: customers at or above the median, and below it."""
    con.execute(GROUPS)
