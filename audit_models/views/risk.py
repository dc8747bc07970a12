"""Contracts by risk: rule hits, outlier percentile and probability side by side, never one number."""

import json

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.monitoring import has

SCORED = """
with own as (
    select scores.*
    from result.scores as scores
    join core.unit_tree as tree
        on tree.unit_code = scores.unit_code and tree.ancestor_code = ?
),
hits as (
    select subject_id, count(*) as hits, list(distinct rule_id order by rule_id) as rules
    from result.rule_hits
    where subject_type = 'contract'
    group by subject_id
),
joined as (
    select
        outliers.subject_id,
        outliers.unit_code,
        outliers.percentile,
        outliers.score,
        outliers.reasons,
        findings.score as probability,
        findings.reasons as probable_reasons,
        coalesce(hits.hits, 0) as hits,
        coalesce(hits.rules, []) as rules,
        contracts.amount_cny,
        contracts.project_id,
        contracts.contractor_id,
        findings.score * contracts.amount_cny::double as expected_cny,
    from own as outliers
    join source.contracts as contracts on contracts.contract_id = outliers.subject_id
    left join own as findings
        on findings.model_id = 'finding' and findings.subject_id = outliers.subject_id
    left join hits on hits.subject_id = outliers.subject_id
    where outliers.model_id = 'outlier'
)
"""
"""The contracts of a unit, and all below it, with what each view says of them; `?` is the unit."""
ORDER = "expected_cny desc nulls last, hits desc, percentile desc, subject_id"


def has_scores(snapshot: Snapshot) -> bool:
    """Whether this snapshot was made by a version that scores contracts."""
    found = snapshot.query(
        "select count(*) as n from duckdb_tables()"
        " where schema_name = 'result' and table_name in ('scores', 'model_states')"
    )
    return int(found["n"].iloc[0]) == 2


def model_states(snapshot: Snapshot) -> pd.DataFrame:
    """What each model does in this snapshot, in both languages; `card` is a dict where it was trained."""
    found = snapshot.query(
        "select model_id, state, zh, en, model_hash, card from result.model_states order by model_id"
    )
    cards = [json.loads(text) if isinstance(text, str) else None for text in found["card"]]
    return found.assign(card=pd.Series(cards, dtype=object))


def count_scored(snapshot: Snapshot, unit: str) -> int:
    """How many contracts of a unit, and all below it, have a score."""
    found = snapshot.query(
        """
        select count(distinct scores.subject_id) as n
        from result.scores as scores
        join core.unit_tree as tree
            on tree.unit_code = scores.unit_code and tree.ancestor_code = ?
        """,
        [unit],
    )
    return int(found["n"].iloc[0])


def scored_contracts(snapshot: Snapshot, unit: str, *, offset: int, limit: int) -> pd.DataFrame:
    """One page of a unit's contracts, those first from which an inspection is expected to confirm most.

    That is probability × amount where a probability is known; otherwise the number of rule hits, then
    the outlier percentile. `reasons` and `probable_reasons` are lists of dicts, `rules` the ids of the rules
    that were hit.
    """
    found = snapshot.query(
        f"""
        {SCORED}
        select joined.*, units.name_zh, units.name_en
        from joined
        left join core.units as units on units.unit_code = joined.unit_code
        order by {ORDER}
        limit ? offset ?
        """,
        [unit, min(limit, PAGE_ROWS), max(offset, 0)],
    )
    for column in ("reasons", "probable_reasons"):
        found[column] = [
            json.loads(text) if isinstance(text, str) else [] for text in found[column]
        ]
    return found


def failed_features(snapshot: Snapshot) -> list[str]:
    """The features whose query failed when the snapshot was made."""
    if not has(snapshot, "result.feature_states"):
        return []
    found = snapshot.query(
        "select feature_id from result.feature_states where state = 'error' order by feature_id"
    )
    return list(found["feature_id"])
