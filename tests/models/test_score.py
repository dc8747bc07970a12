"""Scores of a small world: what is written, what is not, and that they come out the same again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from audit_models.definitions import load_features
from audit_models.errors import Refused
from audit_models.evaluate.features import contract_matrix
from audit_models.models import score
from audit_models.models.explain import reason_text
from audit_models.models.findings import FindingClassifier, signs_of
from audit_models.models.metrics import Spread
from audit_models.models.registry import Registry
from audit_models.models.score import (
    FINDING,
    OUTLIER,
    current_scorings,
    read_by,
    score_contracts,
)
from audit_models.models.train import refuse_failed
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.world import World, load_worlds

CONTRACTS = 60


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Sixty contracts of one kind, 10 yuan per kVA give or take; the last costs 200."""
    [world] = load_worlds("features", "FC01")
    row = world.tables["contracts"][0]
    rows = [
        {**row, "contract_id": f"k{n:02}", "amount_cny": 1900 + 3 * n if n < CONTRACTS else 40000}
        for n in range(1, CONTRACTS + 1)
    ]
    many = World(**{**vars(world), "index": 99, "tables": {**world.tables, "contracts": rows}})
    con = prepared(many)
    yield con
    con.close()


def scores(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    return con.execute("select * from result.scores order by model_id, subject_id").fetchall()


def test_the_dear_contract_comes_first_with_its_price_against_its_peers(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert score_contracts(con, tmp_path) == ()
    first = max(scores(con), key=lambda row: row[5])
    assert (first[2], first[6]) == ("k60", 100)
    reasons = json.loads(first[7])
    [price] = [reason for reason in reasons if reason["feature"] == "FC01"]
    assert price["value"] == 200
    # The median of 60: between the 30th and 31st of 1903 … 2077 yuan over 200 kVA.
    assert price["median"] == pytest.approx(1991.5 / 200, rel=1e-4)
    assert "20.1 × the median" in reason_text(price).en


def test_the_same_snapshot_gives_the_same_scores_to_the_last_digit(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    score_contracts(con, tmp_path)
    once = scores(con)
    score_contracts(con, tmp_path)
    assert scores(con) == once


ANEW = """
import sys
from pathlib import Path
import duckdb
from audit_models.models.score import score_contracts
con = duckdb.connect(sys.argv[1])
score_contracts(con, Path(sys.argv[2]))
print(con.execute("select * from result.scores order by model_id, subject_id").fetchall())
"""


def test_snapshot_and_model_alone_give_scores_and_reasons_again_in_a_new_process(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    features = read_by(FINDING, load_features())
    names = [feature.id for feature in features]
    matrix = contract_matrix(con, current_scorings(con), features)
    values = matrix[names].to_numpy(dtype=float)
    label = (np.arange(CONTRACTS) % 2 == 0).astype(float)
    model = FindingClassifier(signs_of(features)).fit(
        values, label, groups=np.arange(CONTRACTS), weight=np.ones(CONTRACTS)
    )
    facts = {
        "as_of": str(con.execute("select as_of from core.run").fetchall()[0][0]),
        "features": {feature.id: feature.hash for feature in features},
        "spreads": {
            name: Spread.of(matrix[name].to_numpy(dtype=float))._asdict() for name in names
        },
        "card": {},
    }
    registry = Registry(tmp_path)
    at = datetime(2026, 3, 31, tzinfo=UTC)
    registry.promote(registry.save(model, facts), by="张三", reason="试用", at=at)
    path = tmp_path / "snapshot.duckdb"
    con.execute(f"attach '{path}' as kept; copy from database memory to kept; detach kept")
    assert score_contracts(con, tmp_path) == ()
    assert {row[0] for row in scores(con)} == {FINDING, OUTLIER}
    told = [reason for row in scores(con) for reason in json.loads(row[7])]
    # All sixty are of one kind, and both scores compare with its medians.
    assert {(one["peers"] == "*", one["members"]) for one in told} == {(False, CONTRACTS)}
    assert len({(one["feature"], one["median"]) for one in told}) == len(
        {one["feature"] for one in told}
    )

    anew = subprocess.run(
        [sys.executable, "-c", ANEW, str(path), str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert anew.stdout.strip() == str(scores(con))

    # Seven months on, the model no longer serves: rules and outliers only, and why.
    con.execute("create temp table before as select as_of from core.run")
    con.execute("update core.run set as_of = as_of + interval 7 month")
    [why] = score_contracts(con, tmp_path)
    con.execute("update core.run set as_of = (select as_of from before)")
    assert "more than 6 months" in why.en
    assert {row[0] for row in scores(con)} == {OUTLIER}


def test_without_a_model_in_use_no_probability_is_written_and_the_reason_is(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    score_contracts(con, tmp_path)
    assert {row[0] for row in scores(con)} == {"outlier"}
    state, en = con.execute(
        "select state, en from result.model_states where model_id = 'finding'"
    ).fetchall()[0]
    assert (state, "rules and outliers only" in en) == ("none", True)


def test_too_few_contracts_are_not_scored(tmp_path: Path) -> None:
    [world] = load_worlds("features", "FC01")
    few = prepared(world)
    score_contracts(few, tmp_path)
    assert scores(few) == []
    assert few.execute("select distinct state from result.model_states").fetchall() == [("none",)]
    few.close()


def test_a_feature_that_fails_is_an_error_and_not_a_missing_value(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = load_features()
    broken = first.model_copy(update={"sql": "select no_such_column from contracts"})
    monkeypatch.setattr(score, "load_features", lambda: (broken, *others))
    [notice] = score_contracts(con, tmp_path)
    monkeypatch.undo()
    states = dict(con.execute("select feature_id, state from result.feature_states").fetchall())
    error = con.execute("select error from result.feature_states where state = 'error'").fetchall()[
        0
    ][0]
    finding = con.execute(
        "select state from result.model_states where model_id = 'finding'"
    ).fetchall()

    assert [name for name, state in states.items() if state == "error"] == [first.id]
    assert first.id in notice.en
    assert "no_such_column" in error
    # A probability without the feature would take its absence for normal: there is none.
    assert finding == [("error",)]
    with pytest.raises(Refused, match=first.id):
        refuse_failed({first.id: error})
    score_contracts(con, tmp_path)
    assert con.execute(
        "select count(*) from result.feature_states where state = 'error'"
    ).fetchall() == [(0,)]
