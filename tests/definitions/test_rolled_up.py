"""The number of every unit is the one that its cases, and nothing else, give."""

from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pytest

from audit_models.definitions import Indicator, load_indicators
from audit_models.evaluate import evaluate_definitions
from audit_models.worked_examples.world import load_worlds
from tests.definitions.worlds import build, rules_of


@pytest.mark.parametrize("indicator", load_indicators(), ids=lambda found: found.id)
def test_a_number_is_recomputed_from_the_cases_below_it(indicator: Indicator) -> None:
    ratios = {indicator.id: indicator.kind}
    ratios |= {f"{indicator.id}.{s}": c.kind for s, c in indicator.companions.items()}
    compared = 0
    for world in load_worlds("indicators", indicator.id):
        con = build(world)
        evaluate_definitions(con, [*rules_of(world), indicator])
        cases = cases_below(con)
        for name, unit, month, value, denominator in con.execute(
            "select indicator_id, unit_code, month, value, denominator"
            " from result.indicator_values where status = 'ok'"
        ).fetchall():
            if ratios[name] in ("mean", "share", "per_customer"):
                expected = recomputed(
                    indicator, ratios[name], cases[name, unit, month], denominator
                )
                assert value == pytest.approx(expected), (name, unit, month)
                compared += 1
    assert compared


def cases_below(con: duckdb.DuckDBPyConnection) -> dict[tuple, list[tuple]]:
    """(subject, numerator, denominator) of a unit and all below it, walking up from each case."""
    parents = dict(con.execute("select unit_code, parent_code from core.units").fetchall())
    found = defaultdict(list)
    for name, unit, month, *case in con.execute(
        "select indicator_id, unit_code, month, subject_id, numerator, denominator"
        " from result.indicator_cases"
    ).fetchall():
        while unit is not None:
            found[name, unit, month].append(tuple(case))
            unit = parents[unit]
    return found


def recomputed(indicator: Indicator, kind: str, cases: Iterable[tuple], customers: float) -> float:
    if indicator.repeats_from is not None:
        times: dict[str, float] = defaultdict(float)
        for subject, numerator, _ in cases:
            times[subject] += numerator
        return 100 * sum(count >= indicator.repeats_from for count in times.values()) / len(times)
    numerator = sum(case[1] for case in cases)
    if kind == "per_customer":
        return indicator.scale * numerator / customers
    scale = 100 if kind == "share" else indicator.scale
    return scale * numerator / sum(case[2] or 0 for case in cases)
