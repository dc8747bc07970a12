"""Which contracts an inspection plan takes: a random control first, then the highest expected value."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.risk import ORDER, SCORED


def planned_contracts(
    snapshot: Snapshot, unit: str, *, size: int, controls: int, seed: int
) -> pd.DataFrame:
    """`size` contracts of a unit, of which `controls` at random: those first that risk chooses.

    The control is drawn from all contracts alike, those of the highest risk too, or it could not say
    how good the scores are. It is spread over the units: contracts by unit, within a unit in the order
    of SHA-256 of seed and id, and every n-th from a random start (Cochran 1977, 8.1). A snapshot never
    changes, so snapshot, unit and seed give the same draw for ever.
    """
    return snapshot.query(
        f"""
        {SCORED},
        placed as (
            select
                subject_id,
                unit_code,
                project_id,
                amount_cny,
                hits,
                percentile,
                probability,
                expected_cny,
                count(*) over () as contracts,
                row_number() over (order by {ORDER}) as place,
                row_number() over (
                    order by unit_code nulls last, sha256(concat(?::varchar, '|', subject_id))
                ) as spread
            from joined
        ),
        drawn as (
            select
                *,
                floor((spread + ?::double * contracts / ?) * ? / contracts)
                > floor((spread - 1 + ?::double * contracts / ?) * ? / contracts) as is_control
            from placed
        ),
        ranked as (
            select *, row_number() over (partition by is_control order by place) as turn
            from drawn
        )
        select ranked.* exclude (spread, turn), units.name_zh, units.name_en
        from ranked
        left join core.units as units on units.unit_code = ranked.unit_code
        where is_control or turn <= ?
        order by is_control, place
        """,
        [
            unit,
            seed,
            *_fraction(seed, controls),
            *_fraction(seed, controls),
            size - controls,
        ],
    )


def _fraction(seed: int, controls: int) -> list[float]:
    """The random start as a part of one step, and the number of steps, as the query takes them."""
    start = (seed * 2_654_435_761 % 2**32) / 2**32
    return [start, max(controls, 1), controls]
