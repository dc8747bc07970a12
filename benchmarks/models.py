"""`python -m benchmarks models`: the models on public labelled sets, beside what others reach there."""

import argparse
import csv
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.io import loadmat
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from audit_models.models.outlier import OutlierDetector

OUTLIER_REPEATS = 10


def outliers(folder: Path) -> None:
    """ROC AUC on 40 % held out, mean of ten splits: ours, an IsolationForest, the published table."""
    published = _published(folder / "published_roc.csv")
    detectors = list(next(iter(published.values()), ()))[4:]
    means: dict[str, list[float]] = {}
    for path in sorted(folder.glob("*.mat")):
        data = loadmat(path)
        values, label = data["X"].astype(float), data["y"].ravel()
        found: dict[str, list[float]] = {"ours": [], "IsolationForest": []}
        for repeat in range(OUTLIER_REPEATS):
            order = np.random.default_rng(repeat).permutation(len(values))
            train, test = np.split(order, [int(0.6 * len(values))])
            scaler = StandardScaler().fit(values[train])
            a, b = scaler.transform(values[train]), scaler.transform(values[test])
            ours = OutlierDetector(seed=repeat).fit(a).score_samples(b)
            forest = IsolationForest(random_state=repeat, n_jobs=1).fit(a)
            found["ours"].append(float(roc_auc_score(label[test], ours)))
            found["IsolationForest"].append(
                float(roc_auc_score(label[test], -forest.score_samples(b)))
            )
        line = {name: float(np.mean(scores)) for name, scores in found.items()}
        if path.stem in published:
            line |= {f"published {name}": float(published[path.stem][name]) for name in detectors}
        for name, score in line.items():
            means.setdefault(name, []).append(score)
        print(
            f"  {path.stem:12} ours {line['ours']:.4f}  IsolationForest {line['IsolationForest']:.4f}"
        )
    for name, scores in sorted(means.items(), key=lambda item: -np.mean(item[1])):
        print(f"  mean of {len(scores)}: {np.mean(scores):.4f}  {name}")


def _published(path: Path) -> dict[str, dict[str, str]]:
    """The published table by set; empty where other sets are tried."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["Data"]: row for row in csv.DictReader(file)}


def _inside(data: Path | None, pattern: str) -> Path | None:
    """The first folder of `--data`, itself or below it, that holds such files."""
    if data is None:
        return None
    return next((path.parent for path in sorted(data.rglob(pattern))), None)


def main(arguments: Sequence[str]) -> None:
    """Run what a folder was given for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks models")
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
    marked = asked.outliers or _inside(asked.data, "*.mat")
    tendered = asked.collusion or _inside(asked.data, "DB_Collusion*.csv*")
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
