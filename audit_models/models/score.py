"""Scores of a snapshot: the outlier percentile always, the probability where a model is in use.

The outlier model is fitted on the snapshot's own contracts, so the snapshot alone recomputes it to the
last digit; the probability is recomputed from the snapshot and the stored model.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd

from audit_models.definitions import Feature, load_features
from audit_models.errors import Refused
from audit_models.evaluate.features import contract_matrix, is_absent
from audit_models.models.peers import FEWEST_PEERS, PeerGroup, group_of, peer_groups, peer_medians
from audit_models.text import Text

if TYPE_CHECKING:
    from audit_models.models.registry import Registry

MOST_MONTHS = 6
"""Months that the data may run past those a model was trained on; then it no longer serves."""
REASONS = 3
OUTLIER, FINDING = "outlier", "finding"

TABLES = {
    "scores": (
        "model_id varchar, subject_type varchar, subject_id varchar, unit_code varchar, month date,"
        " score double, percentile double, reasons json, model_hash varchar"
    ),
    "model_states": (
        "model_id varchar, state varchar, zh varchar, en varchar, model_hash varchar, card json"
    ),
    "feature_states": "feature_id varchar, state varchar, error varchar, definition_hash varchar",
}

NO_CONTRACTS = Text(
    "合同不足{fewest}份，未计算离群分。", "Fewer than {fewest} contracts: no outlier scores."
)
NONE_IN_USE = Text(
    "尚无启用的概率模型：仅显示规则与离群分。",
    "No probability model is in use: rules and outliers only.",
)
IN_USE = Text("模型 {hash} 在用。", "Model {hash} is in use.")
REFUSED_MODEL = Text(
    "模型 {refused} 未通过签名检查，由此前的模型 {hash} 继续提供分数。",
    "Model {refused} failed its signature check; the earlier model {hash} serves.",
)
FAILED_FEATURE = Text(
    "特征 {id} 计算失败，离群分未含此特征，查实概率未计算：{why}",
    "Feature {id} failed; outlier scores are without it and no probability was computed: {why}",
)
NOT_ALL_FEATURES = Text(
    "特征 {ids} 计算失败，缺少它们的概率不可信，因此未计算；请修正其定义后重新计算。",
    "The features {ids} failed; a probability without them could not be believed and was not computed."
    " Mend their definitions and compute again.",
)
OTHER_FEATURES = Text(
    "模型的特征与现行定义不符，未予使用；请重新训练。",
    "The model's features are not those of today's definitions, so it was not used; train again.",
)


def score_contracts(con: duckdb.DuckDBPyConnection, home: Path) -> tuple[Text, ...]:
    """Fill `result.scores` and `result.model_states` of a stage file; returns what people should know."""
    con.execute("create schema if not exists result")
    for name, columns in TABLES.items():
        con.execute(f"create or replace table result.{name} ({columns})")
    count = con.execute(
        "select count(*) from source.contracts, core.run where signed_on <= as_of"
    ).fetchall()[0][0]
    if count < FEWEST_PEERS:
        _state(con, OUTLIER, "none", NO_CONTRACTS.format(fewest=FEWEST_PEERS), None)
        _state(con, FINDING, "none", NONE_IN_USE, None)
        return ()
    features = load_features()
    matrix = contract_matrix(con, current_scorings(con), features)
    failed: dict[str, str] = matrix.attrs["failed"]
    _write_feature_states(con, features, failed)
    _write_outliers(con, matrix, read_by(OUTLIER, features))
    notices = tuple(FAILED_FEATURE.format(id=name, why=why) for name, why in failed.items())
    if failed:
        _state(con, FINDING, "error", NOT_ALL_FEATURES.format(ids=", ".join(failed)), None)
        return notices
    return _write_probabilities(con, matrix, read_by(FINDING, features), home)


def read_by(model_id: str, features: Sequence[Feature]) -> tuple[Feature, ...]:
    """The features that a model reads."""
    return tuple(feature for feature in features if model_id in feature.models)


def current_scorings(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every contract signed by as_of, to be scored on that day."""
    return con.execute(
        "select contracts.contract_id as subject_id, run.as_of as scored_on"
        " from source.contracts as contracts cross join core.run as run"
        " where contracts.signed_on <= run.as_of"
    ).df()


def outlier_scores(
    matrix: pd.DataFrame, features: Sequence[Feature], groups: Sequence[PeerGroup]
) -> tuple[pd.DataFrame, np.ndarray]:
    """score and percentile of each contract among its peers, and the exact contributions of the features."""
    from threadpoolctl import threadpool_limits

    from audit_models.models.outlier import OutlierDetector, tame

    values = tame(matrix[[feature.id for feature in features]].to_numpy(dtype=float))
    parts = np.full(values.shape, np.nan)
    scores, percentiles = np.full(len(values), np.nan), np.full(len(values), np.nan)
    with threadpool_limits(limits=1):
        for group in groups:
            members = values[group.members]
            model = OutlierDetector().fit(members)
            found = model.contributions(members)
            total = found.sum(axis=1) + model.intercept_
            own = np.isin(group.members, group.compared)
            parts[group.compared] = found[own]
            scores[group.compared] = total[own]
            percentiles[group.compared] = 100 * pd.Series(total).rank(pct=True).to_numpy()[own]
    return pd.DataFrame({"score": scores, "percentile": percentiles}), parts


def _write_feature_states(
    con: duckdb.DuckDBPyConnection, features: tuple[Feature, ...], failed: dict[str, str]
) -> None:
    """computed, absent (never delivered) or error, for every feature."""
    for feature in features:
        state = "computed"
        if feature.id in failed:
            state = "error"
        elif is_absent(con, feature):
            state = "absent"
        con.execute(
            "insert into result.feature_states values (?, ?, ?, ?)",
            [feature.id, state, failed.get(feature.id), feature.hash],
        )


def _write_outliers(
    con: duckdb.DuckDBPyConnection, matrix: pd.DataFrame, features: Sequence[Feature]
) -> None:
    groups = peer_groups(matrix)
    frame, parts = outlier_scores(matrix, features, groups)
    model_hash = outlier_id(features)
    names = [feature.id for feature in features]
    medians = peer_medians(matrix, names, groups)
    _write(con, OUTLIER, names, matrix, frame, parts, medians, groups, model_hash)
    _state(con, OUTLIER, "in_use", IN_USE.format(hash=model_hash), model_hash)


def outlier_id(features: Sequence[Feature]) -> str:
    """What tells one outlier model from another: how it works, what its peers are, and what it reads."""
    from audit_models.models import outlier, peers

    how = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (outlier, peers)]
    identity = "|".join([*how, *(feature.hash for feature in features)])
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _write_probabilities(
    con: duckdb.DuckDBPyConnection, matrix: pd.DataFrame, features: tuple[Feature, ...], home: Path
) -> tuple[Text, ...]:
    if not (home / "models" / "IN_USE").exists():
        _state(con, FINDING, "none", NONE_IN_USE, None)
        return ()
    from audit_models.models.registry import Registry

    try:
        return _serve(con, matrix, features, Registry(home))
    except Refused as refused:
        _state(con, FINDING, "refused", refused.text, None)
        return (refused.text,)


def _serve(
    con: duckdb.DuckDBPyConnection,
    matrix: pd.DataFrame,
    features: tuple[Feature, ...],
    registry: "Registry",
) -> tuple[Text, ...]:
    found = registry.in_use()
    if found is None:
        raise Refused(
            "没有一个启用过的模型通过签名检查；仅显示规则与离群分。",
            "None of the models that were in use passes its signature check; rules and outliers only.",
        )
    model_hash, model, refused = found
    manifest = registry.manifest(model_hash)
    is_of_today = manifest["features"] == {one.id: one.hash for one in features}
    if not is_of_today or "spreads" not in manifest:
        raise Refused(*OTHER_FEATURES)
    refuse_outdated(con, manifest["as_of"])
    names = [one.id for one in features]
    values = matrix[names].to_numpy(dtype=float)
    frame = pd.DataFrame({"score": model.predict_proba(values)[:, 1]})
    frame["percentile"] = 100 * frame["score"].rank(pct=True)
    groups = peer_groups(matrix)
    medians = peer_medians(matrix, names, groups)
    # Sums over features can be told from any contract: from the typical one of the peers, as it is put in words.
    typical = model.contributions(medians)[group_of(groups)]
    parts = model.contributions(values) - typical
    _write(con, FINDING, names, matrix, frame, parts, medians, groups, model_hash)
    text = IN_USE.format(hash=model_hash)
    if refused:
        text = REFUSED_MODEL.format(refused=", ".join(refused), hash=model_hash)
    drift = drift_since(manifest["spreads"], matrix)
    card = {**manifest, "card": {**manifest["card"], "drift": drift}}
    _state(con, FINDING, "in_use", text, model_hash, card=card)
    return (text,) if refused else ()


def refuse_outdated(con: duckdb.DuckDBPyConnection, trained_as_of: str) -> None:
    """Raises Refused where the data run too far past the day up to which the model has seen any."""
    months, as_of = con.execute(
        "select date_diff('month', ?::date, as_of), as_of from core.run", [trained_as_of]
    ).fetchall()[0]
    if months > MOST_MONTHS:
        raise Refused(
            f"模型的训练数据截至 {trained_as_of}，本快照数据截至 {as_of}，相差超过 {MOST_MONTHS} 个月："
            "查实概率不再显示，仅用规则与离群位次；请重新训练。",
            f"The model has seen data up to {trained_as_of} and this snapshot's run to {as_of}, more than"
            f" {MOST_MONTHS} months further: no probability is shown, rules and outliers only; train again.",
        )


def drift_since(spreads: dict[str, dict[str, Any]], matrix: pd.DataFrame) -> dict[str, float]:
    """PSI of the features that moved since the training day, over all contracts then and now."""
    from audit_models.models.metrics import Spread

    found = {
        name: Spread(**spread).drift(matrix[name].to_numpy(dtype=float))
        for name, spread in spreads.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _write(
    con: duckdb.DuckDBPyConnection,
    model_id: str,
    features: Sequence[str],
    matrix: pd.DataFrame,
    frame: pd.DataFrame,
    parts: np.ndarray,
    medians: np.ndarray,
    groups: Sequence[PeerGroup],
    model_hash: str,
) -> None:
    """The scored rows with their largest contributions; what could not be scored has no row."""
    group = group_of(groups)
    names = np.array(features)
    ranked = np.where(np.isnan(parts), -np.inf, parts)
    order = np.argsort(-ranked, axis=1, kind="stable")[:, :REASONS]
    rows = np.arange(len(parts))[:, None]
    values = matrix[list(names)].to_numpy(dtype=float)
    table: dict[str, Any] = {
        "subject_id": matrix["subject_id"],
        "unit_code": matrix["unit"],
        "month": matrix["scored_on"],
        "score": frame["score"],
        "percentile": frame["percentile"],
        "peers": np.array([one.name for one in groups])[group],
        "members": np.array([len(one.members) for one in groups])[group],
    }
    for place in range(REASONS):
        at = order[:, [place]]
        table |= {
            f"feature_{place}": names[at[:, 0]],
            f"value_{place}": values[rows, at][:, 0],
            f"median_{place}": medians[group, at[:, 0]],
            f"part_{place}": parts[rows, at][:, 0],
        }
    con.register("scored_rows", pd.DataFrame(table))
    reason = ", ".join(
        f"struct_pack(feature := feature_{n}, value := nullif(value_{n}, 'nan'),"
        f" median := nullif(median_{n}, 'nan'), part := part_{n},"
        " peers := peers, members := members)"
        for n in range(REASONS)
    )
    con.execute(
        f"""
        insert into result.scores
        select
            ?, 'contract', subject_id, unit_code, date_trunc('month', month)::date, score, percentile,
            to_json(list_filter([{reason}], lambda reason: reason.part > 0)), ?
        from scored_rows
        where score is not null and not isnan(score)
        order by subject_id
        """,
        [model_id, model_hash],
    )
    con.unregister("scored_rows")


def _state(
    con: duckdb.DuckDBPyConnection,
    model_id: str,
    state: str,
    text: Text,
    model_hash: str | None,
    *,
    card: dict[str, Any] | None = None,
) -> None:
    shown = json.dumps(card, ensure_ascii=False) if card else None
    con.execute(
        "insert into result.model_states values (?, ?, ?, ?, ?, ?)",
        [model_id, state, *text, model_hash, shown],
    )
