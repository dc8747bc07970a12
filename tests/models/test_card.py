"""The model card as a document says what the run found, in one language at a time."""

import re
from typing import Any

from audit_models.models.card import beaten_by, card_markdown, drift_notice

MEASURES = {
    "roc_auc": (0.76, 0.61, 0.87),
    "pr_auc": (0.5, None, None),
    "precision": {"10": 0.6, "30": 0.43, "100": None},
    "recall": {"10": 0.35, "30": 0.7, "100": None},
}
FACTS: dict[str, Any] = {
    "model_hash": "abc",
    "snapshot_id": "s1",
    "as_of": "2026-10-31",
    "form": "linear",
    "seed": 0,
    "scikit_learn": "1.9.1",
    "notes": [["局限一", "A limit"]],
    "card": {
        "learned_from": 68,
        "held_out": 54,
        "held_out_from": "2026-01-20",
        "confirmed_held_out": 17,
        "rivals": dict.fromkeys(("model", "random", "rule_count", "amount", "logistic"), MEASURES),
        "brier": 0.2161,
        "brier_of_base_rate": 0.22,
        "calibration": [{"count": 11.0, "predicted": 0.12, "observed": 0.09}],
        "random_sample": {"count": 0, "predicted": None, "observed": None, "roc_auc": None},
        "top_feature": "FC12",
        "without_top_feature": 0.73,
        "permuted_labels": 0.42,
        "stability": {
            "month": [{"name": "2026-01", "count": 30, "predicted": 0.3, "observed": 0.33}],
            "unit": [{"name": "D1", "count": 20, "predicted": 0.25, "observed": 0.3}],
        },
        "drift": {"FC05": 0.84, "FC12": 0.56},
    },
}


def test_the_card_holds_the_numbers_and_a_dash_where_there_is_none() -> None:
    text = card_markdown(FACTS, "en")

    assert "| This model | 0.76 (0.61–0.87) | — | 60% | 43% | — | 35% | 70% | — |" in text
    assert "| 11 | 12% | 9% |" in text
    assert "Random control sample, 0 contracts: predicted —, confirmed —." in text
    assert "| 2026-01 | 30 | 30% | 33% |" in text
    assert "| D1 | 20 | 25% | 30% |" in text
    assert "reaches an AUC of 0.97" in text
    assert "- A limit" in text


def test_each_card_is_in_one_language() -> None:
    assert not re.search(r"[一-鿿]", card_markdown(FACTS, "en"))
    assert "局限一" in card_markdown(FACTS, "zh")


def test_drift_is_said_worst_first_and_its_absence_too() -> None:
    notice = drift_notice(FACTS["card"])
    assert notice is not None
    assert notice.en.index("0.84") < notice.en.index("0.56")
    quiet = {**FACTS, "card": {**FACTS["card"], "drift": {}}}
    assert drift_notice(quiet["card"]) is None
    assert "No feature drifted" in card_markdown(quiet, "en")


def test_a_simpler_order_that_did_better_is_named() -> None:
    better = {**MEASURES, "roc_auc": (0.89, 0.8, 0.96)}
    rivals = {**FACTS["card"]["rivals"], "rule_count": better}
    beaten = beaten_by({**FACTS["card"], "rivals": rivals})

    assert beaten is not None
    assert '"Number of rule hits" has a higher ROC AUC (0.89) than the model (0.76)' in beaten.en
    assert beaten_by(FACTS["card"]) is None
