"""How much processor time scores with reasons take, beside a plain forest and a gradient-boosting fit on the same matrix."""

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest
from threadpoolctl import threadpool_limits

from audit_models.definitions import load_features
from audit_models.evaluate.features import contract_matrix
from audit_models.models.outlier import OutlierDetector, tame
from audit_models.models.peers import peer_groups
from audit_models.models.score import OUTLIER, current_scorings, read_by

ROUNDS = 3
JITTER = 0.01
"""Repeated contracts differ by this much, so that no value is an exact copy."""


def scoring(snapshot: Path, *, contracts: int) -> None:
    """Seconds for this many contracts on one thread: the snapshot's own, repeated as often as it takes."""
    features = read_by(OUTLIER, load_features())
    con = duckdb.connect(str(snapshot), read_only=True)
    started = time.process_time()
    matrix = contract_matrix(con, current_scorings(con), features)
    print(f"  features of {len(matrix):,} contracts: {time.process_time() - started:.1f} s")
    matrix.attrs.clear()
    times = -(-contracts // len(matrix))
    matrix = pd.concat([matrix] * times, ignore_index=True).head(contracts)
    values = tame(matrix[[feature.id for feature in features]].to_numpy(dtype=float))
    values *= 1 + JITTER * np.random.default_rng(0).standard_normal(values.shape)
    groups = [group.members for group in peer_groups(matrix)]
    filled = np.nan_to_num(np.where(np.isnan(values), np.nanmedian(values, axis=0), values))
    label = np.random.default_rng(1).random(len(values)) < 0.1

    def ours() -> None:
        for rows in groups:
            members = values[rows]
            OutlierDetector().fit(members).contributions(members)

    def forest(of_groups: list[np.ndarray]) -> None:
        for rows in of_groups:
            members = filled[rows]
            IsolationForest(random_state=0, n_jobs=1).fit(members).score_samples(members)

    def boosting() -> None:
        HistGradientBoostingClassifier().fit(values, label)

    def all_rounds() -> None:
        HistGradientBoostingClassifier(early_stopping=False).fit(values, label)

    runs = {
        "outlier scores with reasons, within peers": ours,
        "plain IsolationForest over all": lambda: forest([np.arange(len(filled))]),
        "plain IsolationForest within the same peers": lambda: forest(groups),
        "gradient-boosting fit, stopped early": boosting,
        "gradient-boosting fit, all 100 rounds": all_rounds,
    }
    with threadpool_limits(limits=1):
        # In turn, so that whatever else the machine does falls on all of them; the least of each counts.
        rounds = [[_seconds(run) for run in runs.values()] for _ in range(ROUNDS)]
    least = [min(of_one) for of_one in zip(*rounds, strict=True)]
    for name, seconds in zip(runs, least, strict=True):
        print(f"  {name}: {seconds:.1f} s, ours takes {least[0] / seconds:.2f} times as long")


def _seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started
