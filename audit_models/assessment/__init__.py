"""The assessment: one score, grade and rank per unit and month, with every part that made it.

A scheme is data (`data/policy/targets.yaml`): targets, floors, weights and grades, dated; so are the groups
of comparable units (`data/policy/peer_groups.yaml`).
"""

import duckdb

from audit_models.assessment.ranks import ranks_by_chance
from audit_models.definitions import load_indicators
from audit_models.progress import Progress, silent
from audit_models.text import Text

STEP = Text("三级评价", "Assessing the units")

FEWEST_CASES = 5
"""Below this the month alone says too little; customers count for rates over customers."""

MOST_ABSENT = 0.2
"""Share of the weight without a number above which a unit is not assessed."""

AFTER_INSPECTION = ("I20", "I22")
"""Indicators that are not missed while nothing has been inspected."""

FALSIFIED = "falsified_data"
"""Category of a finding that sets the indicator named as its rule to 0."""

DEDUCTIONS = {"low": 0.5, "medium": 1.0, "high": 3.0}
"""Points off for a finding verified as confirmed, by severity (indicators.md, Assessment)."""

PARTS = """\
create or replace table result.assessment_parts as
with findings as (
    select
        tree.ancestor_code as unit_code,
        month_start(found.verified_on) as month,
        found.rule_id
    from source.findings as found
    join core.unit_tree as tree on tree.unit_code = found.unit_code
    where found.verdict = 'confirmed' and found.category = $falsified
    group by all
),

windows as (
    select
        found.*,
        kinds.factor,
        case when kinds.is_per_customer then found.denominator else found.n end as size,
        case when found.status in ('ok', 'no_cases') then 0 else 1 end as is_unknown
    from result.indicator_values as found
    join kinds on kinds.indicator_id = found.indicator_id
),

measured as (
    select
        windows.*,
        sum(numerator) over three as numerator_of_three,
        sum(denominator) over three as denominator_of_three,
        sum(size) over three as size_of_three,
        sum(is_unknown) over three as unknown_of_three
    from windows
    window three as (
        partition by indicator_id, unit_code
        order by month
        range between interval 2 months preceding and current row
    )
),

chosen as (
    select
        targets.scheme_id,
        measured.unit_code,
        measured.level,
        measured.month,
        measured.indicator_id,
        targets.target,
        targets.floor,
        targets.weight as nominal_weight,
        case
            when is_unknown = 1 then measured.status
            when findings.rule_id is not null then 'falsified'
            when measured.status = 'ok' and size >= $fewest then 'month'
            when size_of_three >= $fewest and unknown_of_three = 0 and denominator_of_three > 0
                then 'three_months'
            else 'too_few_cases'
        end as state,
        case
            when measured.status = 'ok' and size >= $fewest then measured.value
            else factor * numerator_of_three / nullif(denominator_of_three, 0)
        end as measured_value
    from measured
    join core.targets as targets
        on targets.indicator_id = measured.indicator_id
        and targets.weight > 0
        and measured.month between targets.valid_from and targets.valid_to
    left join findings
        on findings.unit_code = measured.unit_code
        and findings.month = measured.month
        and findings.rule_id = measured.indicator_id
),

scored as (
    select
        * exclude (measured_value),
        case when state in ('month', 'three_months') then measured_value end as value,
        case
            when state = 'falsified' then 0
            when state in ('month', 'three_months')
                then least(greatest(100 * (measured_value - floor) / (target - floor), 0), 100)
        end as score
    from chosen
),

weighed as (
    select
        *,
        case
            when score is not null
                then 100 * nominal_weight / sum(case when score is not null then nominal_weight end) over one
        end as weight
    from scored
    window one as (partition by scheme_id, unit_code, month)
)

select
    scheme_id, unit_code, level, month, indicator_id, value, target, floor, score, nominal_weight, weight,
    score * weight / 100 as points, state
from weighed
order by scheme_id, month, unit_code, indicator_id
"""
"""One row a scheme, unit, month and weighted indicator; `weight` is what redistribution gives it."""

TOTALS = """\
create or replace temp table totals as
with inspected as (
    select least(
        (select min(verified_on) from source.findings),
        (select min(inspected_on) from source.inspection_results)
    ) as first_on
),

deducted as (
    select
        tree.ancestor_code as unit_code,
        month_start(found.verified_on) as month,
        sum(case found.severity when 'low' then $low when 'medium' then $medium when 'high' then $high else 0 end)
            as points
    from source.findings as found
    join core.unit_tree as tree on tree.unit_code = found.unit_code
    where found.verdict = 'confirmed'
    group by all
),

summed as (
    select
        scheme_id,
        parts.unit_code,
        parts.level,
        parts.month,
        sum(points) as points,
        sum(nominal_weight) filter (where score is not null) as known,
        sum(nominal_weight) filter (
            where score is not null
            or not list_contains($after_inspection, indicator_id)
            or inspected.first_on <= last_day(parts.month)
        ) as counted
    from result.assessment_parts as parts
    cross join inspected
    group by all
)

select
    summed.scheme_id,
    summed.unit_code,
    summed.level,
    summed.month,
    units.parent_code,
    groups.peer_group,
    groups.name_zh as peer_group_zh,
    groups.name_en as peer_group_en,
    coalesce(deducted.points, 0) as deduction,
    coalesce(known, 0) / counted as coverage,
    coalesce(1 - coalesce(known, 0) / counted <= $most_absent + 1e-9, false) as is_assessed,
    least(greatest(summed.points - coalesce(deducted.points, 0), 0), 100) as score
from summed
join core.units as units on units.unit_code = summed.unit_code
left join core.peer_group_units as groups
    on groups.unit_code = summed.unit_code
    and summed.month between groups.valid_from and groups.valid_to
left join deducted on deducted.unit_code = summed.unit_code and deducted.month = summed.month
"""

ASSESSMENTS = """\
create or replace table result.assessments as
with graded as (
    select
        totals.scheme_id,
        totals.unit_code,
        totals.month,
        max_by(grades.grade, grades.from_score) as grade
    from totals
    join core.grades as grades
        on grades.scheme_id = totals.scheme_id and round(totals.score, 9) >= grades.from_score
    where totals.is_assessed
    group by all
)

select
    totals.scheme_id,
    totals.unit_code,
    totals.level,
    totals.month,
    case when totals.is_assessed then totals.score end as score,
    totals.deduction,
    graded.grade,
    near.rank,
    near.peers,
    near.rank_low,
    near.rank_high,
    totals.coverage,
    case when totals.is_assessed then 'ok' else 'not_assessed' end as status,
    wide.rank as province_rank,
    wide.peers as province_peers,
    wide.rank_low as province_rank_low,
    wide.rank_high as province_rank_high,
    totals.peer_group,
    totals.peer_group_zh,
    totals.peer_group_en,
    alike.rank as group_rank,
    alike.peers as group_peers,
    alike.rank_low as group_rank_low,
    alike.rank_high as group_rank_high
from totals
left join graded using (scheme_id, unit_code, month)
left join near_ranks as near using (scheme_id, unit_code, month)
left join wide_ranks as wide using (scheme_id, unit_code, month)
left join group_ranks as alike using (scheme_id, unit_code, month)
order by totals.scheme_id, totals.month, totals.unit_code
"""


def write_assessments(con: duckdb.DuckDBPyConnection, *, progress: Progress | None = None) -> None:
    """Fill `result.assessment_parts` and `result.assessments` from values, intervals and findings.

    rank: among the units of the same level, of a county those of its city; province_rank: the same without
    regard to the city; group_rank: among the units of the level in the peer group that holds on the month's
    first day, empty where they are too few. Equal scores share a rank.
    """
    progress = progress or silent()
    progress.step(STEP, 0, 2)
    _write_kinds(con)
    con.execute(PARTS, {"falsified": FALSIFIED, "fewest": FEWEST_CASES})
    con.execute(
        TOTALS,
        {**DEDUCTIONS, "after_inspection": list(AFTER_INSPECTION), "most_absent": MOST_ABSENT},
    )
    progress.step(STEP, 1, 2)
    ranks = ranks_by_chance(con)
    for name, found in ranks.items():
        con.register(f"{name}_ranks", found)
    con.execute(ASSESSMENTS)
    for name in ranks:
        con.unregister(f"{name}_ranks")
    progress.step(STEP, 2, 2)


def _write_kinds(con: duckdb.DuckDBPyConnection) -> None:
    """`kinds`: how sums over three months become a value again."""
    con.execute(
        "create or replace temp table kinds"
        " (indicator_id varchar, factor double, is_per_customer boolean)"
    )
    con.executemany(
        "insert into kinds values (?, ?, ?)",
        [
            (
                one.id,
                100.0 if one.kind == "share" else one.scale,
                one.kind == "per_customer",
            )
            for one in load_indicators()
        ],
    )
