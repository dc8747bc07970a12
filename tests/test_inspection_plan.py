"""An inspection plan over a hundred contracts of two counties, whose probabilities are known."""

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import numpy as np
import pytest

from audit_models.errors import Refused
from audit_models.inspection_plan import capacity, expected_hits, make_plan, seed_of, why
from audit_models.snapshot import Facts, Snapshot

CALIBRATION = [
    {"count": 10.0, "predicted": 0.1, "observed": 0.0},
    {"count": 10.0, "predicted": 0.5, "observed": 0.5},
]
CONTRACTS = 100
"""k001 … k100 of 100 yuan each; probability 0.001 × number; the even ones are D2's."""


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    con = duckdb.connect()
    con.execute(
        f"""
        create schema result; create schema source; create schema core;
        create table source.contracts as
            select printf('k%03d', n) as contract_id, null::varchar as project_id, 'b' as contractor_id,
                100::decimal(18, 2) as amount_cny
            from range(1, {CONTRACTS + 1}) as numbers(n);
        create table result.scores as
            select model_id, contract_id as subject_id, if(n % 2 = 0, 'D2', 'D1') as unit_code,
                if(model_id = 'finding', n / 1000, n) as score, n::double as percentile,
                null::json as reasons
            from (select contract_id, right(contract_id, 3)::int as n from source.contracts)
            cross join (values ('outlier'), ('finding')) as models(model_id);
        create table result.rule_hits (subject_type varchar, subject_id varchar, rule_id varchar);
        create table core.unit_tree as
            from (values ('D1', 'C'), ('D2', 'C'), ('D1', 'D1'), ('D2', 'D2'))
            as tree(unit_code, ancestor_code);
        create table core.units as
            select unit_code, unit_code as name_zh, unit_code as name_en
            from (values ('D1'), ('D2')) as units(unit_code);
        """
    )
    facts = Facts(
        snapshot_id="abcd1234",
        created_at=datetime(2026, 1, 1),  # noqa: DTZ001 — as snapshots store it
        as_of=date(2026, 1, 1),
        data_from=date(2025, 1, 1),
        app_version="0",
        definitions_hash="",
        seed=None,
    )
    yield Snapshot(facts, con)
    con.close()


def test_most_places_go_to_the_highest_expected_value_and_a_tenth_to_chance(
    snapshot: Snapshot,
) -> None:
    plan = make_plan(snapshot, "C", days=4)
    by_risk = plan.rows[~plan.rows["is_control"]]

    # 4 days × 7.5 = 30 contracts, of which 3 at random; the others are the 27 most probable left.
    assert (len(plan.rows), plan.controls, plan.used_days) == (30, 3, 4)
    controls = set(plan.rows.loc[plan.rows["is_control"], "subject_id"])
    best = [name for n in range(100, 0, -1) if (name := f"k{n:03}") not in controls]
    assert list(by_risk["subject_id"]) == best[:27]
    assert why(by_risk.iloc[0].to_dict()).en.startswith("By risk: number 1 ")


def test_the_control_is_drawn_from_all_alike_and_spread_over_the_units(snapshot: Snapshot) -> None:
    drawn: dict[str, int] = {}
    for seed in range(200):
        rows = make_plan(snapshot, "C", days=6, seed=seed).rows
        controls = rows[rows["is_control"]]
        # 45 contracts, 5 at random; half of all contracts are D1's: two or three of five.
        assert len(controls) == 5
        assert (controls["unit_code"] == "D1").sum() in (2, 3)
        for name in controls["subject_id"]:
            drawn[name] = drawn.get(name, 0) + 1
    # Each is expected 10 times with a standard deviation of 3; the riskiest are drawn as well.
    assert len(drawn) == CONTRACTS
    assert max(drawn.values()) <= 24


def test_the_plan_is_the_same_again_and_another_seed_draws_another_control(
    snapshot: Snapshot,
) -> None:
    first, again = (make_plan(snapshot, "C", days=4) for _ in range(2))
    other = make_plan(snapshot, "C", days=4, seed=first.seed + 1)

    assert first.seed == seed_of("abcd1234", "C")
    assert first.rows.equals(again.rows)
    assert set(first.rows["subject_id"]) != set(other.rows["subject_id"])


def test_a_small_unit_is_looked_at_whole(snapshot: Snapshot) -> None:
    plan = make_plan(snapshot, "D1", days=60)
    assert len(plan.rows) == 50
    assert set(plan.rows["unit_code"]) == {"D1"}
    assert plan.expected_cny == pytest.approx(0.1 * sum(range(1, 100, 2)))


def test_hits_are_expected_as_held_out_inspections_found_them() -> None:
    # Ten contracts near 0.1: 0.5/11 each; ten near 0.5: 5.5/11 each.
    found = expected_hits(np.array([0.12] * 10 + [0.6] * 10), CALIBRATION)

    assert found is not None
    assert found.expected == pytest.approx(10 * 0.5 / 11 + 10 * 0.5)
    # Twenty certain draws would spread by ±3; not knowing the rates makes it wider, never negative.
    assert 0 <= found.low <= 2
    assert 9 <= found.high <= 11


def test_without_probabilities_or_calibration_no_hits_are_expected() -> None:
    assert expected_hits(np.array([0.1, np.nan]), CALIBRATION) is None
    assert expected_hits(np.array([0.1]), []) is None


@pytest.mark.parametrize("days", [0, 61])
def test_days_beyond_reason_are_refused(snapshot: Snapshot, days: int) -> None:
    assert capacity(1) == 7
    with pytest.raises(Refused, match="1 to 60"):
        make_plan(snapshot, "C", days=days)
