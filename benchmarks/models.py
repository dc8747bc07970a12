"""`python -m benchmarks models`: the models on public labelled sets, beside what others reach there.

`… collusion --data DIR` and `… outliers --data DIR` try one kind of set alone.
"""

import argparse
import csv
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from audit_models.models.outlier import OutlierDetector
from benchmarks.labelled import NotASet, read_outliers

OUTLIER_REPEATS = 10


def outliers(folder: Path) -> None:
    """ROC AUC on 40 % held out, mean of ten splits: ours, an IsolationForest, the published table."""
    published = _published(folder)
    detectors = list(next(iter(published.values()), ()))[4:]
    means: dict[str, list[float]] = {}
    for path in sorted(folder.rglob("*.mat")):
        try:
            line = _areas(*read_outliers(path))
        except NotASet as why:
            print(f"  {path.stem}: not compared: {why}")
            continue
        print(
            f"  {path.stem:12} ours {line['ours']:.4f}  IsolationForest {line['IsolationForest']:.4f}"
        )
        if path.stem in published:
            line |= {f"published {name}": float(published[path.stem][name]) for name in detectors}
        for name, score in line.items():
            means.setdefault(name, []).append(score)
    for name, scores in sorted(means.items(), key=lambda item: -np.mean(item[1])):
        print(f"  mean of {len(scores)}: {np.mean(scores):.4f}  {name}")
    if not means:
        print(f"  no labelled outlier set was found in {folder}")


def _areas(values: np.ndarray, label: np.ndarray) -> dict[str, float]:
    """The mean ROC AUC of both detectors over the splits whose held-out rows are of both kinds."""
    found: dict[str, list[float]] = {"ours": [], "IsolationForest": []}
    for repeat in range(OUTLIER_REPEATS):
        order = np.random.default_rng(repeat).permutation(len(values))
        train, test = np.split(order, [int(0.6 * len(values))])
        if len(set(label[test])) < 2:
            continue
        scaler = StandardScaler().fit(values[train])
        a, b = scaler.transform(values[train]), scaler.transform(values[test])
        ours = OutlierDetector(seed=repeat).fit(a).score_samples(b)
        # In a forest a missing value is what is usual; ours does not take it for normal.
        usual = np.nan_to_num(np.nanmedian(a, axis=0))
        a, b = (np.where(np.isnan(one), usual, one) for one in (a, b))
        forest = IsolationForest(random_state=repeat, n_jobs=1).fit(a)
        found["ours"].append(float(roc_auc_score(label[test], ours)))
        found["IsolationForest"].append(float(roc_auc_score(label[test], -forest.score_samples(b))))
    return {name: float(np.mean(scores)) for name, scores in found.items()}


def _published(folder: Path) -> dict[str, dict[str, str]]:
    """The published table by set; empty where other sets are tried."""
    path = next(iter(sorted(folder.rglob("published_roc.csv"))), None)
    if path is None:
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["Data"]: row for row in csv.DictReader(file)}


def main(arguments: Sequence[str], *, only: str = "") -> None:
    """Run what a folder was given for; `only` one kind of set."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {only or 'models'}")
    parser.add_argument("--collusion", type=Path, help="folder with the labelled tenders")
    parser.add_argument("--outliers", type=Path, help="folder with the labelled outlier sets")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder with sets of either kind, also unseen ones of the same form",
    )
    parser.add_argument("--scoring", type=Path, help="a snapshot whose contracts are scored")
    parser.add_argument("--contracts", type=int, default=300_000)
    parser.add_argument("--repeats", type=int, default=50)
    asked = parser.parse_args(arguments)
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    marked = asked.outliers or (asked.data if only != "collusion" else None)
    tendered = asked.collusion or (asked.data if only != "outliers" else None)
    if not (marked or tendered or asked.scoring):
        parser.error("give a folder with --data, or see --help")
    for folder in filter(None, (marked, tendered)):
        if not folder.is_dir():
            parser.error(f"{folder} is no folder")
    if marked:
        print("Outliers, ROC AUC")
        outliers(marked)
    if tendered:
        from benchmarks.collusion import collusion

        print("Collusion, split by tender")
        collusion(tendered, repeats=asked.repeats)
    if asked.scoring:
        from benchmarks.scoring import scoring

        print(f"Scoring {asked.contracts:,} contracts, one thread")
        scoring(asked.scoring, contracts=asked.contracts)
