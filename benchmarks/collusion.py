"""Court-confirmed collusion: our screens and classifier beside two baselines, always split by tender.

No model is told the companies: it would recognise the members of a known cartel instead of what they do. The
labels are periods, so the year nearly tells the ruling; results without it (and without the prices that give
it away, the same one with and without inflation) come first, and with it, as in the published figures, second.
Our threshold and the part of each of our models are chosen on the training tenders alone.

The screens and the settings of the classifier were chosen while looking at the three public sets, so the splits
of those sets are no unseen test. Hence the last lines: learned from all other sets, tried on the one left out.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GroupShuffleSplit

from audit_models.models.collusion import SCREENS, CollusionClassifier, tender_features
from benchmarks.labelled import (
    AMOUNT,
    BID,
    BROUGHT,
    COMPANY,
    LABEL,
    OTHER_LABELS,
    TELLS_THE_YEAR,
    TENDER,
    WINNER,
    NotASet,
    read_tenders,
    tenders_below,
)

OURS = {TENDER: "tender_id", AMOUNT: "amount"}
TEST_SHARE = 0.2
CARRIED = tuple(name for name in SCREENS if not name.startswith("log_"))
"""The screens that mean the same everywhere: how much a tender is about depends on country and currency."""


def collusion(folder: Path, *, repeats: int) -> None:
    """Balanced accuracy and AUC over the bids of held-out tenders, mean ± sd of all repeats."""
    sets = {}
    for path in tenders_below(folder):
        name = path.name.split(".csv")[0].removesuffix("_processed")
        try:
            sets[name] = read_tenders(path)
        except NotASet as why:
            print(f"  {name}: not compared: {why}")
            continue
        _compare_both_ways(name, sets[name], repeats=repeats)
    if len(sets) > 1:
        print(
            "  Learned from all other sets, tried on the one left out, by screens that know no currency"
        )
        for name in sets:
            _left_out(name, sets)
    if not sets:
        print(f"  no set of labelled tenders was found in {folder}")


def _compare_both_ways(name: str, bids: pd.DataFrame, *, repeats: int) -> None:
    print(f"  {name} ({bids[TENDER].nunique()} tenders, {repeats} repeats)")
    if left_out := bids.attrs["left_out"]:
        print(f"   {left_out} bids without tender, amount or label are left out")
    if names := bids.attrs["not_numeric"]:
        print(f"   not numeric, so told to no model: {', '.join(names)}")
    if not set(BROUGHT) & set(bids.columns):
        print("   the set brings no screens, so the baselines are given ours")
    tells = [column for column in TELLS_THE_YEAR if column in bids]
    for said, hidden in (("without the year", tells), ("with the year", [])):
        if said == "with the year" and not tells:
            print("   no year is given")
            continue
        print(f"   {said}")
        _compare(bids, {LABEL, *OTHER_LABELS, *hidden, COMPANY, TENDER, BID}, repeats=repeats)


def _compare(bids: pd.DataFrame, hidden: set[str], *, repeats: int) -> None:
    fields = [c for c in bids.columns if c not in hidden]
    own = [TENDER, *(c for c in fields if c not in (*BROUGHT, WINNER))]
    ours = tender_features(bids[own].rename(columns=OURS))
    known = bids[fields]
    if not set(BROUGHT) & set(fields):
        screens = ours.loc[bids[TENDER], list(SCREENS)]
        known = pd.concat([known, screens.set_axis(known.index)], axis=1)
    everything = known.fillna(-1).to_numpy(dtype=float)
    label = (bids[LABEL] > 0).to_numpy(dtype=int)
    results: dict[str, list[tuple[float, float]]] = {}
    splits = GroupShuffleSplit(repeats, test_size=TEST_SHARE, random_state=0)
    one_sided = 0
    for repeat, (train, test) in enumerate(splits.split(bids, groups=bids[TENDER])):
        if len(set(label[train])) < 2 or len(set(label[test])) < 2:
            one_sided += 1
            continue
        for name, model in _baselines(repeat).items():
            p = model.fit(everything[train], label[train]).predict_proba(everything[test])[:, 1]
            results.setdefault(name, []).append(_measures(label[test], p))
        p = _ours(bids, ours, label, train, test, seed=repeat)
        results.setdefault("ours", []).append(_measures(label[test], p))
    for name, pairs in results.items():
        mean, sd = 100 * np.mean(pairs, axis=0), 100 * np.std(pairs, axis=0)
        print(
            f"    {name:16} balanced accuracy {mean[0]:5.1f} ± {sd[0]:.1f}   AUC {mean[1]:5.1f} ± {sd[1]:.1f}",
            flush=True,
        )
    if one_sided:
        print(
            f"    {one_sided} of {repeats} repeats had one class only on a side and are not counted"
        )


def _left_out(name: str, sets: dict[str, pd.DataFrame]) -> None:
    """One set as if it came from a country that nobody has seen; results over its bids, as above."""
    learned = pd.concat([_by_tender(bids) for other, bids in sets.items() if other != name])
    held = _by_tender(sets[name])
    screens, label = learned[list(CARRIED)].to_numpy(), learned["label"].to_numpy()
    size = learned["size"].to_numpy(dtype=float)
    filled = np.nan_to_num(screens, nan=-1.0)
    print(f"   {name}")
    for rival, model in _baselines(0).items():
        model.fit(filled, label, sample_weight=size)
        p = model.predict_proba(np.nan_to_num(held[list(CARRIED)].to_numpy(), nan=-1.0))[:, 1]
        _say_left_out(rival, held, p)
    ours = CollusionClassifier().fit(screens, label, size)
    _say_left_out("ours", held, ours.predict_proba(held[list(CARRIED)].to_numpy())[:, 1])


def _say_left_out(name: str, held: pd.DataFrame, probability: np.ndarray) -> None:
    size = held["size"].to_numpy()
    accuracy, area = _measures(
        np.repeat(held["label"].to_numpy(), size), np.repeat(probability, size)
    )
    print(
        f"    {name:16} balanced accuracy {100 * accuracy:5.1f}   AUC {100 * area:5.1f}", flush=True
    )


def _by_tender(bids: pd.DataFrame) -> pd.DataFrame:
    """The screens, the label and the number of bids of each tender."""
    found = tender_features(bids[[TENDER, AMOUNT]].rename(columns=OURS))
    grouped = bids.groupby(TENDER)
    label = (grouped[LABEL].max() > 0).astype(int)
    return found.assign(label=label, size=grouped.size())


def _baselines(seed: int) -> dict[str, ExtraTreesClassifier | GradientBoostingClassifier]:
    return {
        "ExtraTrees": ExtraTreesClassifier(300, n_jobs=1, random_state=seed),
        "GradientBoosting": GradientBoostingClassifier(random_state=seed),
    }


def _ours(
    bids: pd.DataFrame,
    ours: pd.DataFrame,
    label: np.ndarray,
    train: np.ndarray,
    test: np.ndarray,
    *,
    seed: int,
) -> np.ndarray:
    """The probability of each bid of the test tenders: that of its tender."""
    by_tender = pd.Series(label).groupby(bids[TENDER]).max()
    size = bids.groupby(TENDER).size()
    of = bids[TENDER].iloc[train].unique()
    weight = np.asarray(size.loc[of], dtype=np.float64)
    model = CollusionClassifier(seed=seed).fit(
        ours.loc[of].to_numpy(), by_tender.loc[of].to_numpy(), weight
    )
    held = bids[TENDER].iloc[test].unique()
    p = pd.Series(model.predict_proba(ours.loc[held].to_numpy())[:, 1], index=held)
    found: np.ndarray = p.loc[bids[TENDER].iloc[test]].to_numpy()
    return found


def _measures(label: np.ndarray, probability: np.ndarray) -> tuple[float, float]:
    return (
        float(balanced_accuracy_score(label, probability >= 0.5)),
        float(roc_auc_score(label, probability)),
    )
