"""A score's reasons in words: the value, what peers have, and what would lower it."""

import csv
from functools import cache
from typing import Any

from audit_models.definitions import Feature, load_features
from audit_models.settings import PROJECT
from audit_models.text import Text

EVERYBODY = Text("全部合同", "all contracts")
KNOWN = Text(
    "{title} {value}，同类（{peers}）中位数 {median}",
    "{title} {value}; the median of {peers} is {median}",
)
TIMES = Text(
    "{title} {value}，为同类（{peers}）中位数的{times}倍",
    "{title} {value}, {times} × the median of {peers}",
)
MISSING = Text("{title}缺失，按偏高对待", "{title} is missing, which is not taken for normal")
UNKNOWN = Text("未知特征 {id}", "Unknown feature {id}")
SIZES = Text("{kv} kV", "{kv} kV"), Text("{kva} kVA", "{kva} kVA")
PERCENT = frozenset({"ratio"})
NOTABLE = 1.5
"""From this multiple of the median on, the multiple says more than the median itself."""


def reason_text(reason: dict[str, Any]) -> Text:
    """One reason as stored in `result.scores`, as a sentence."""
    feature = _features().get(reason["feature"])
    if feature is None:
        return UNKNOWN.format(id=reason["feature"])
    peers = peers_text(reason["peers"])
    value, median = reason["value"], reason["median"]
    if value is None:
        return _say(MISSING, feature, peers)
    if median is not None and median > 0 and value / median >= NOTABLE:
        return _say(TIMES, feature, peers, value=value, times=f"{value / median:.1f}")
    return _say(KNOWN, feature, peers, value=value, median=median)


def lowers_text(reason: dict[str, Any]) -> Text:
    """What would lower this reason's part."""
    feature = _features().get(reason["feature"])
    return feature.lowers if feature else UNKNOWN.format(id=reason["feature"])


def feature_title(feature_id: str) -> Text:
    """The title of a feature."""
    feature = _features().get(feature_id)
    return feature.title if feature else UNKNOWN.format(id=feature_id)


def peers_text(peers: str) -> Text:
    """A peer group in words: scope, voltage and size band."""
    if peers == "*":
        return EVERYBODY
    scope, *rest = peers.split(" · ")
    name = _scopes().get(scope, Text(scope, scope))
    more = [
        text.format(kv=part.removesuffix(".0"), kva=part).zh
        for text, part in zip(SIZES, rest, strict=False)
        if part != "?"
    ]
    return Text(" ".join([name.zh, *more]), " ".join([name.en, *more]))


def _say(text: Text, feature: Feature, peers: Text, **values: Any) -> Text:
    shown = {name: _shown(value, feature.unit) for name, value in values.items()}
    return Text(
        text.zh.format(title=feature.title.zh, peers=peers.zh, **shown),
        text.en.format(title=feature.title.en, peers=peers.en, **shown),
    )


def _shown(value: Any, unit: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if unit in PERCENT:
        return f"{100 * value:.1f}%"
    return (
        f"{value:,.0f}" if abs(value) >= 100 or value == round(value, 9) // 1 else f"{value:,.1f}"
    )


@cache
def _features() -> dict[str, Feature]:
    return {feature.id: feature for feature in load_features()}


@cache
def _scopes() -> dict[str, Text]:
    path = PROJECT / "data" / "codelists" / "scopes.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    code = next(iter(rows[0]))
    zh, en = (next(k for k in rows[0] if k.endswith(lang)) for lang in ("zh", "en"))
    return {row[code]: Text(row[zh], row[en]) for row in rows}
