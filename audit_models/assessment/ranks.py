"""Ranks, and the range of ranks that chance allows: the scores drawn anew a thousand times.

A parametric bootstrap: each number is drawn from a normal distribution whose 95 % interval is that of
its cases (`result.indicator_intervals`), the score is computed from the draws, and the units are ranked.
Seeded by the month, so that a snapshot gives the same ranges whenever it is computed.
"""

import duckdb
import numpy as np
import pandas as pd

DRAWS = 1000
RANGE = (5, 95)
"""Percentiles of the drawn ranks."""

FEWEST_PEERS = 3
"""In a smaller peer group a rank says nothing."""

SEED = 7
Z = 1.959964
"""Standard normal quantile of a two-sided 95 %, as in the intervals."""

PARTS = """\
select
    parts.scheme_id,
    parts.month,
    parts.unit_code,
    parts.value,
    parts.target,
    parts.floor,
    parts.weight,
    parts.score,
    coalesce((intervals.high - intervals.low) / (2 * $z), 0) as spread
from result.assessment_parts as parts
join totals using (scheme_id, unit_code, month)
left join result.indicator_intervals as intervals
    on intervals.indicator_id = parts.indicator_id
    and intervals.unit_code = parts.unit_code
    and intervals.month = parts.month
where parts.score is not null and totals.is_assessed
order by parts.scheme_id, parts.month, parts.unit_code, parts.indicator_id
"""

UNITS = """\
select scheme_id, month, unit_code, level, peer_group, parent_code, deduction, score
from totals
where is_assessed
order by scheme_id, month, unit_code
"""

RANKS = ["scheme_id", "unit_code", "month", "rank", "peers", "rank_low", "rank_high"]


def ranks_by_chance(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Ranks of assessed units: `near` (a county among those of its city), `wide` (all of the level), `group`
    (those of the level in the unit's peer group; without a place where they are fewer than `FEWEST_PEERS`).

    Each: scheme_id, unit_code, month, rank, peers, rank_low, rank_high.
    """
    parts = con.execute(PARTS, {"z": Z}).df()
    units = con.execute(UNITS).df()
    found: dict[str, list[pd.DataFrame]] = {"near": [], "wide": [], "group": []}
    parts_of = dict(tuple(parts.groupby(["scheme_id", "month"])))
    for key, of_month in units.groupby(["scheme_id", "month"]):
        drawn = draw_scores(parts_of[key], of_month, month=of_month["month"].iloc[0])
        place = of_month["parent_code"].where(of_month["level"] == "county", "")
        level, group = of_month["level"], of_month["peer_group"]
        found["near"].append(_ranked(of_month, drawn, [level, place.fillna("")]))
        found["wide"].append(_ranked(of_month, drawn, [level]))
        in_group = _ranked(of_month, drawn, [level, group.fillna("")])[group.notna()]
        found["group"].append(_without_the_few(in_group))
    nothing = pd.DataFrame(columns=RANKS)
    return {name: pd.concat(ranked) if ranked else nothing for name, ranked in found.items()}


def _without_the_few(ranked: pd.DataFrame) -> pd.DataFrame:
    places = ["rank", "rank_low", "rank_high"]
    # A nullable whole number: a rank is never 2.0.
    known = ranked[places].astype("Int64").where(ranked["peers"] >= FEWEST_PEERS)
    return ranked.assign(**{name: known[name] for name in places})


def draw_scores(parts: pd.DataFrame, units: pd.DataFrame, *, month: pd.Timestamp) -> np.ndarray:
    """Scores drawn for the units of one month: shape (units, DRAWS), deductions taken off.

    `parts` and `units` are in the order of the units.
    """
    generator = np.random.default_rng([SEED, month.year * 12 + month.month])
    noise = generator.standard_normal((len(parts), DRAWS))
    value, spread = parts["value"].to_numpy(float), parts["spread"].to_numpy(float)
    floor, target = parts["floor"].to_numpy(float), parts["target"].to_numpy(float)
    drawn = value[:, None] + spread[:, None] * noise
    points = np.clip(100 * (drawn - floor[:, None]) / (target - floor)[:, None], 0, 100)
    # Falsified data stay at 0 whatever chance does.
    points = (
        np.where(np.isnan(value)[:, None], 0, points) * parts["weight"].to_numpy(float)[:, None]
    )
    first = np.flatnonzero(~parts["unit_code"].duplicated().to_numpy())
    summed = np.add.reduceat(points, first, axis=0) / 100
    scores: np.ndarray = np.clip(summed - units["deduction"].to_numpy(float)[:, None], 0, 100)
    return scores


def _ranked(units: pd.DataFrame, drawn: np.ndarray, peers: list[pd.Series]) -> pd.DataFrame:
    # Nine decimals: equal scores must not differ by the order of a sum.
    score = units["score"].round(9).to_numpy(float)
    size, rank, lowest, highest = np.zeros((4, len(units)), dtype=int)
    for members in units.groupby(peers, sort=True).indices.values():
        ranks = _places(drawn[members])
        low, high = np.percentile(ranks, RANGE, axis=1, method="nearest")
        size[members] = len(members)
        rank[members] = _places(score[members])
        lowest[members] = np.minimum(low, rank[members])
        highest[members] = np.maximum(high, rank[members])
    found = units[["scheme_id", "unit_code", "month"]].copy()
    found["rank"], found["peers"] = rank, size
    found["rank_low"], found["rank_high"] = lowest, highest
    return found


def _places(scores: np.ndarray) -> np.ndarray:
    """Ranks within each column, the highest score first; equal scores share the better rank."""
    return (
        pd.DataFrame(scores).rank(method="min", ascending=False).to_numpy(int).reshape(scores.shape)
    )
