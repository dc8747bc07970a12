"""Court-confirmed collusion: our screens and classifier beside two baselines, always split by tender.

No model is told the companies: it would recognise the members of a known cartel instead of what they do. The
labels are periods, so the year nearly tells the ruling; results without it (and without the prices that give
it away, the same one with and without inflation) come first, and with it, as in the published figures, second.
Our threshold and the part of each of our models are chosen on the training tenders alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GroupShuffleSplit

from audit_models.models.collusion import CollusionClassifier, tender_features

LABELS = (
    "Collusive_competitor",
    "Collusive_competitor_original",
    "only_cartels_bidding_on_contract",
)
OURS = {"Tender": "tender_id", "Bid_value": "amount"}
COMPANY = "Competitors"
TELLS_THE_YEAR = (
    "Date",
    "Bid_value_without_inflation",
    "Bid_value_inflation_raw_milk_price_adjusted_bid",
)
BROUGHT = ("CV", "SPD", "DIFFP", "RD", "KURT", "SKEW", "KSTEST", "Number_bids")
"""The screens that the sets bring along, for the baselines; ours are computed anew from the bids."""
TEST_SHARE = 0.2


def collusion(folder: Path, *, repeats: int) -> None:
    """Balanced accuracy and AUC over the bids of held-out tenders, mean ± sd of all repeats."""
    for path in sorted(folder.glob("*.csv*")):
        bids = pd.read_csv(path)
        print(
            f"  {path.name.split('_processed')[0]} ({bids['Tender'].nunique()} tenders, {repeats} repeats)"
        )
        for name, hidden in {"without the year": TELLS_THE_YEAR, "with the year": ()}.items():
            print(f"   {name}")
            _compare(bids, {*LABELS, *hidden, COMPANY, "Tender", "Bid"}, repeats=repeats)


def _compare(bids: pd.DataFrame, hidden: set[str], *, repeats: int) -> None:
    fields = [c for c in bids.columns if c not in hidden]
    own = ["Tender", *(c for c in fields if c not in (*BROUGHT, "Winner"))]
    ours = tender_features(bids[own].rename(columns=OURS))
    everything = bids[fields].fillna(-1).to_numpy(dtype=float)
    label = (bids["Collusive_competitor"] > 0).to_numpy(dtype=int)
    results: dict[str, list[tuple[float, float]]] = {}
    splits = GroupShuffleSplit(repeats, test_size=TEST_SHARE, random_state=0)
    for repeat, (train, test) in enumerate(splits.split(bids, groups=bids["Tender"])):
        baselines = {
            "ExtraTrees": ExtraTreesClassifier(300, n_jobs=1, random_state=repeat),
            "GradientBoosting": GradientBoostingClassifier(random_state=repeat),
        }
        for name, model in baselines.items():
            p = model.fit(everything[train], label[train]).predict_proba(everything[test])[:, 1]
            results.setdefault(name, []).append(_measures(label[test], p))
        results.setdefault("ours", []).append(_ours(bids, ours, label, train, test, repeat))
    for name, pairs in results.items():
        mean, sd = 100 * np.mean(pairs, axis=0), 100 * np.std(pairs, axis=0)
        print(
            f"    {name:16} balanced accuracy {mean[0]:5.1f} ± {sd[0]:.1f}   AUC {mean[1]:5.1f} ± {sd[1]:.1f}",
            flush=True,
        )


def _ours(bids, ours, label, train, test, repeat):  # type: ignore[no-untyped-def]
    by_tender = pd.Series(label).groupby(bids["Tender"]).max()
    size = bids.groupby("Tender").size()
    of = bids["Tender"].iloc[train].unique()
    model = CollusionClassifier(seed=repeat).fit(
        ours.loc[of].to_numpy(), by_tender.loc[of].to_numpy(), size.loc[of].to_numpy()
    )
    held = bids["Tender"].iloc[test].unique()
    p = pd.Series(model.predict_proba(ours.loc[held].to_numpy())[:, 1], index=held)
    return _measures(label[test], p.loc[bids["Tender"].iloc[test]].to_numpy())


def _measures(label: np.ndarray, probability: np.ndarray) -> tuple[float, float]:
    return (
        float(balanced_accuracy_score(label, probability >= 0.5)),
        float(roc_auc_score(label, probability)),
    )
