"""Training on a snapshot, and what can be believed of the result: the facts of the model card.

Each inspected contract is seen as on the last day of the month before its inspection. The newest third
of the inspections is held out; contractors of held-out contracts are not learned from either.
"""

from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import sklearn
from threadpoolctl import threadpool_limits

from audit_models.definitions import load_features
from audit_models.errors import Refused
from audit_models.evaluate.features import contract_matrix
from audit_models.models import metrics
from audit_models.models.findings import (
    FindingClassifier,
    inspection_weights,
    logistic_baseline,
    refuse_few_labels,
    signs_of,
)
from audit_models.models.score import FINDING, OUTLIER, current_scorings, read_by
from audit_models.text import Text

HELD_OUT = 1 / 3
MOST_UNITS = 20
"""Units that the card lists."""

LIMITS = (
    Text(
        "检查并非随机抽取；已按被查概率的倒数加权，但未记录的选择原因无法校正。",
        "Inspections were not drawn at random; they are weighted by the inverse of their chance, which"
        " cannot correct for reasons that nobody recorded.",
    ),
    Text(
        "合同标签少，区间宽；两模型差异小于区间时，不能断定孰优。",
        "There are few labelled contracts and the intervals are wide; a difference within them decides nothing.",
    ),
    Text(
        "规则疑点只计评分日以前发生、且以后的事实不会改变的；作为对照的疑点数计评分日以前发生的全部规则。",
        "Rule hits are features where they happened by the scoring date and no later fact can change them; the number"
        " of hits it is compared with counts all rules by the same date.",
    ),
)
SYNTHETIC = Text(
    "标签为演示数据，系程序生成：这些数字说明方法，不代表实际效果。",
    "The labels are synthetic demonstration data: these numbers show the method, not its worth in practice.",
)


class Labelled(NamedTuple):
    """Inspected contracts with their features, outcomes and weights, oldest inspection first."""

    rows: pd.DataFrame
    names: list[str]
    label: np.ndarray
    weight: np.ndarray
    everything: pd.DataFrame
    """Every contract on the snapshot's day, unlabelled."""


def read_labelled(con: duckdb.DuckDBPyConnection) -> Labelled:
    """The inspections of contracts that were signed before the month of the inspection.

    Raises:
        Refused: there are none, or a feature fails.
    """
    inspected = con.execute(
        """
        select
            inspections.subject_id,
            (date_trunc('month', min(inspections.inspected_on)) - interval 1 day)::date as scored_on,
            min(inspections.inspected_on) as inspected_on,
            bool_or(inspections.verdict <> 'cleared') as is_confirmed,
            bool_or(coalesce(inspections.is_random_sample, false)) as is_random,
            (
                select count(*) from result.rule_hits as hits
                where hits.subject_type = 'contract'
                    and hits.subject_id = inspections.subject_id
                    and hits.happened_on < date_trunc('month', min(inspections.inspected_on))
            ) as hits
        from source.inspection_results as inspections
        where inspections.subject_type = 'contract'
        group by inspections.subject_id
        """
    ).df()
    if inspected.empty:
        raise Refused("没有合同的检查结论。", "There are no inspection results of contracts.")
    features = load_features()
    names = [feature.id for feature in read_by(FINDING, features)]
    rows = contract_matrix(con, inspected, features)
    refuse_failed(rows.attrs["failed"])
    everything = contract_matrix(con, current_scorings(con), features)
    known = inspected.drop(columns="scored_on")
    rows = rows.merge(known, on="subject_id").sort_values(["inspected_on", "subject_id"])
    rows = rows.reset_index(drop=True)
    label = rows["is_confirmed"].to_numpy(dtype=float)
    refuse_few_labels(label)
    # The trees are told of the rule hits themselves; a chance of inspection that knew them too would leave
    # the contracts without a hit nearly all of the weight, and hardly a label to learn from.
    others = [feature.id for feature in read_by(OUTLIER, features)]
    return Labelled(rows, names, label, inspection_weights(rows, everything, others), everything)


def refuse_failed(failed: dict[str, str]) -> None:
    """Raises Refused for features that fail: a model learned without them would take that for normal."""
    for name, why in failed.items():
        raise Refused(
            f"特征 {name} 计算失败，未训练；请修正其定义：{why}",
            f"Feature {name} fails, so nothing was trained; mend its definition: {why}",
        )


def train(
    con: duckdb.DuckDBPyConnection, *, seed: int = 0
) -> tuple[FindingClassifier, dict[str, Any]]:
    """A model, and its card: what the inspections that it never saw say about it.

    Raises:
        Refused: too few labels, one class only, or a suspected leak.
    """
    with threadpool_limits(limits=1):
        data = read_labelled(con)
        values = data.rows[data.names].to_numpy(dtype=float)
        leaks = metrics.suspected_leaks(values, data.label, data.names)
        if leaks:
            raise Refused(
                f"特征 {', '.join(leaks)} 几乎单独决定检查结论，疑似泄漏，未训练；请核对其定义。",
                f"The features {', '.join(leaks)} alone decide the outcome: a leak is suspected and"
                " nothing was trained; check their definitions.",
            )
        model = _fit(data, split(data)[0], seed=seed)
        card = validate(data, model, seed=seed)
    features = load_features()
    [(snapshot_id, as_of, demonstration_seed)] = con.execute(
        "select snapshot_id, as_of, seed from meta.snapshot"
    ).fetchall()
    is_demonstration = demonstration_seed is not None
    notes = [*LIMITS, *([SYNTHETIC] if is_demonstration else [])]
    return model, {
        "model_id": "finding",
        "snapshot_id": snapshot_id,
        "as_of": str(as_of),
        "seed": seed,
        "form": model.form_,
        "scikit_learn": sklearn.__version__,
        "features": {feature.id: feature.hash for feature in read_by(FINDING, features)},
        "is_demonstration": is_demonstration,
        "notes": [list(note) for note in notes],
        "spreads": spreads(data),
        "card": card,
    }


def validate(data: Labelled, model: FindingClassifier, *, seed: int = 0) -> dict[str, Any]:
    """Everything that the card says, from one split by time and contractor."""
    learned, held = split(data)
    label = data.label[held]
    values = data.rows[data.names].to_numpy(dtype=float)
    probability = model.predict_proba(values[held])[:, 1]
    logistic = logistic_baseline().fit(values[learned], data.label[learned])
    rng = np.random.default_rng(seed)
    rivals = {
        "model": probability,
        "random": rng.random(len(held)),
        "rule_count": data.rows["hits"].fillna(0).to_numpy(dtype=float)[held],
        "amount": data.rows["amount_cny"].to_numpy(dtype=float)[held],
        "logistic": logistic.predict_proba(values[held])[:, 1],
    }
    top = int(np.argmax(np.abs(model.contributions(values[held])).mean(axis=0)))
    without = data.rows.copy()
    without[data.names[top]] = np.nan
    permuted = data._replace(label=rng.permutation(data.label))
    return {
        "learned_from": len(learned),
        "held_out": len(held),
        "held_out_from": str(data.rows["inspected_on"].iloc[held].min())[:10],
        "confirmed_held_out": int(label.sum()),
        "rivals": {name: _measures(label, score) for name, score in rivals.items()},
        "brier": metrics.brier(label, probability),
        "brier_of_base_rate": metrics.brier(label, np.full(len(held), data.label[learned].mean())),
        "calibration": metrics.calibration(label, probability),
        "random_sample": _yardstick(data, held, probability),
        "top_feature": data.names[top],
        "without_top_feature": _area(data._replace(rows=without), learned, held, seed),
        "permuted_labels": _area(permuted, learned, held, seed, label=label),
        "stability": _stability(data, held, probability),
        "drift": drift(data),
    }


def compare(
    con: duckdb.DuckDBPyConnection,
    models: dict[str, FindingClassifier],
    *,
    held_out_from: str,
) -> dict[str, dict[str, Any]]:
    """Several models on the same inspections, from a day on that none of them learned from.

    Raises:
        Refused: no inspection was made since.
    """
    data = read_labelled(con)
    since = (pd.to_datetime(data.rows["inspected_on"]) >= pd.Timestamp(held_out_from)).to_numpy()
    if not since.any():
        raise Refused(
            f"{held_out_from} 以来没有新的检查结论，无法比较。",
            f"There are no inspections since {held_out_from} to compare on.",
        )
    values = data.rows[data.names].to_numpy(dtype=float)[since]
    found = {}
    with threadpool_limits(limits=1):
        for name, model in models.items():
            probability = model.predict_proba(values)[:, 1]
            measures = _measures(data.label[since], probability)
            found[name] = {**measures, "brier": metrics.brier(data.label[since], probability)}
    return found


def split(data: Labelled) -> tuple[np.ndarray, np.ndarray]:
    """Rows to learn from and rows held out: the newest third, and no contractor on both sides."""
    cut = int(len(data.rows) * (1 - HELD_OUT))
    held = np.arange(cut, len(data.rows))
    contractors = set(data.rows["contractor"].iloc[held])
    is_free = ~data.rows["contractor"].isin(contractors).to_numpy()
    return np.flatnonzero(is_free & (np.arange(len(data.rows)) < cut)), held


def drift(data: Labelled) -> dict[str, float]:
    """PSI of the features that moved between the inspections learned from and the later ones: the same
    choice of contracts at two times, which the inspected and all contracts are not.
    """
    learned, held = split(data)
    found = {}
    for name in data.names:
        values = data.rows[name].to_numpy(dtype=float)
        found[name] = metrics.Spread.of(values[learned]).drift(values[held])
    return {name: value for name, value in found.items() if value is not None}


def spreads(data: Labelled) -> dict[str, Any]:
    """How each feature is distributed over all contracts on the training day, to see later whether it moved."""
    return {
        name: metrics.Spread.of(data.everything[name].to_numpy(dtype=float))._asdict()
        for name in data.names
    }


def _fit(data: Labelled, rows: np.ndarray, *, seed: int) -> FindingClassifier:
    values = data.rows[data.names].to_numpy(dtype=float)
    return FindingClassifier(signs_of(read_by(FINDING, load_features())), seed).fit(
        values[rows],
        data.label[rows],
        groups=data.rows["contractor"].iloc[rows],
        weight=data.weight[rows],
    )


def _measures(label: np.ndarray, score: np.ndarray) -> dict[str, Any]:
    return {
        "roc_auc": metrics.roc_auc(label, score),
        "pr_auc": metrics.pr_auc(label, score),
        "precision": {str(k): metrics.precision_at(label, score, k) for k in metrics.BUDGETS},
        "recall": {str(k): metrics.recall_at(label, score, k) for k in metrics.BUDGETS},
    }


def _area(
    data: Labelled,
    learned: np.ndarray,
    held: np.ndarray,
    seed: int,
    *,
    label: np.ndarray | None = None,
) -> float | None:
    values = data.rows[data.names].to_numpy(dtype=float)
    score = _fit(data, learned, seed=seed).predict_proba(values[held])[:, 1]
    return metrics.roc_auc(data.label[held] if label is None else label, score).value


def _yardstick(data: Labelled, held: np.ndarray, probability: np.ndarray) -> dict[str, Any]:
    """The random control sample among the held-out rows: the one unbiased view of the level."""
    is_random = data.rows["is_random"].to_numpy()[held]
    label = data.label[held][is_random]
    return {
        "count": int(is_random.sum()),
        "predicted": float(probability[is_random].mean()) if is_random.any() else None,
        "observed": float(label.mean()) if is_random.any() else None,
        "roc_auc": metrics.roc_auc(label, probability[is_random]) if is_random.any() else None,
    }


def _stability(data: Labelled, held: np.ndarray, probability: np.ndarray) -> dict[str, Any]:
    """Predicted against observed by month of inspection and by unit, those with most inspections first."""
    frame = data.rows.iloc[held].assign(predicted=probability, observed=data.label[held])
    month = pd.to_datetime(frame["inspected_on"]).dt.strftime("%Y-%m")
    by_unit = sorted(_in_groups(frame, frame["unit"]), key=lambda one: -one["count"])
    return {"month": _in_groups(frame, month), "unit": by_unit[:MOST_UNITS]}


def _in_groups(frame: pd.DataFrame, by: pd.Series) -> list[dict[str, Any]]:
    grouped = frame.groupby(by)[["predicted", "observed"]].agg(["mean", "size"])
    return [
        {
            "name": name,
            "count": int(row[("observed", "size")]),
            "predicted": float(row[("predicted", "mean")]),
            "observed": float(row[("observed", "mean")]),
        }
        for name, row in grouped.iterrows()
    ]
