"""How long scores with reasons take, beside a plain forest and a gradient-boosting fit on the same matrix."""

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
from audit_models.models.outlier import OutlierDetector
from audit_models.models.score import current_scorings, peer_groups, tame

JITTER = 0.01
"""Repeated contracts differ by this much, so that no value is an exact copy."""


def scoring(snapshot: Path, *, contracts: int) -> None:
    """Seconds for this many contracts on one thread: the snapshot's own, repeated as often as it takes."""
    features = load_features()
    con = duckdb.connect(str(snapshot), read_only=True)
    started = time.perf_counter()
    matrix = contract_matrix(con, current_scorings(con), features)
    print(f"  features of {len(matrix):,} contracts: {time.perf_counter() - started:.1f} s")
    matrix.attrs.clear()
    times = -(-contracts // len(matrix))
    matrix = pd.concat([matrix] * times, ignore_index=True).head(contracts)
    values = tame(matrix[[feature.id for feature in features]].to_numpy(dtype=float))
    values *= 1 + JITTER * np.random.default_rng(0).standard_normal(values.shape)
    groups = list(matrix.groupby(peer_groups(matrix), sort=True).indices.values())
    filled = np.nan_to_num(np.where(np.isnan(values), np.nanmedian(values, axis=0), values))
    label = np.random.default_rng(1).random(len(values)) < 0.1

    def ours() -> None:
        for rows in groups:
            OutlierDetector().fit(values[rows]).contributions(values[rows])

    def forest(members: list[np.ndarray]) -> None:
        for rows in members:
            IsolationForest(random_state=0, n_jobs=1).fit(filled[rows]).score_samples(filled[rows])

    with threadpool_limits(limits=1):
        base = _timed("outlier scores with reasons, within peers", ours)
        for name, run in {
            "plain IsolationForest over all": lambda: forest([np.arange(len(filled))]),
            "plain IsolationForest within the same peers": lambda: forest(groups),
            "gradient-boosting fit": lambda: HistGradientBoostingClassifier().fit(values, label),
        }.items():
            print(f"    ours takes {base / _timed(name, run):.2f} times as long")


def _timed(name: str, run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    spent = time.perf_counter() - started
    print(f"  {name}: {spent:.1f} s")
    return spent
