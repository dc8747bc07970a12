"""A score's reasons in words: the value, what peers have, and what would lower it."""

import csv
from functools import cache
from typing import Any

from audit_models import format as fmt
from audit_models.definitions import Feature, load_features
from audit_models.settings import PROJECT
from audit_models.text import Lang, Text

EVERYBODY = Text("全部合同", "all contracts")
GROUP = Text("同类（{peers}）", "{peers}")
KNOWN = Text(
    "{title} {value}，{peers}中位数 {median}",
    "{title} {value}; the median of {peers} is {median}",
)
TIMES = Text(
    "{title} {value}，为{peers}中位数的{times}倍",
    "{title} {value}, {times} × the median of {peers}",
)
MISSING = Text("{title}缺失，按偏高对待", "{title} is missing, which is not taken for normal")
HARMLESS_SIDE = Text(
    "与同类不同，但不在风险一侧：核对登记是否正确、工程是否特殊即可。",
    "Unlike its peers, though not on the risky side: check that the entry is right and what is special about the works.",
)
UNKNOWN = Text("未知特征 {id}", "Unknown feature {id}")
SIZES = Text("{kv} kV", "{kv} kV"), Text("{kva} kVA", "{kva} kVA")
UNITS = {
    "days": Text("{value} 天", "{value} days"),
    "cny_per_kva": Text("{value} 元/kVA", "CNY {value} per kVA"),
}
NOTABLE = 1.5
"""From this multiple of the median on, the multiple says more than the median itself."""


def reason_text(reason: dict[str, Any]) -> Text:
    """One reason as stored in `result.scores`, as a sentence."""
    feature = _features().get(reason["feature"])
    if feature is None:
        return UNKNOWN.format(id=reason["feature"])
    peers = peers_text(reason["peers"])
    if peers != EVERYBODY:
        peers = Text(GROUP.zh.format(peers=peers.zh), peers.en)
    value, median = reason["value"], reason["median"]
    if value is None:
        return _say(MISSING, feature, peers)
    if median is not None and median > 0 and value / median >= NOTABLE:
        return _say(TIMES, feature, peers, value=value, times=f"{value / median:.1f}")
    return _say(KNOWN, feature, peers, value=value, median=median)


def lowers_text(reason: dict[str, Any]) -> Text:
    """What would lower this reason's part; a value off its peers on the harmless side is only looked into."""
    feature = _features().get(reason["feature"])
    if feature is None:
        return UNKNOWN.format(id=reason["feature"])
    return HARMLESS_SIDE if _is_harmless_side(feature, reason) else feature.lowers


def _is_harmless_side(feature: Feature, reason: dict[str, Any]) -> bool:
    value, median = reason["value"], reason["median"]
    if value is None or median is None:
        return False
    off = value - median
    return bool(off < 0 and feature.risk == "higher") or bool(off > 0 and feature.risk == "lower")


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
    return Text(" ".join([name.zh, *more]), " ".join([name.en.lower(), *more]))


def _say(
    text: Text, feature: Feature, peers: Text, *, times: str = "", **values: float | None
) -> Text:
    def said(lang: Lang) -> str:
        shown = {name: _shown(value, feature.unit, lang) for name, value in values.items()}
        title, group = feature.title.in_(lang), peers.in_(lang)
        return text.in_(lang).format(title=title, peers=group, times=times, **shown)

    return Text(said("zh"), said("en"))


def _shown(value: float | None, unit: str, lang: Lang) -> str:
    """A feature's value with its unit."""
    if value is None:
        return fmt.NO_NUMBER
    if unit == "ratio":
        return f"{100 * value:.1f}%"
    if unit == "cny":
        return fmt.money(value, lang)
    number = fmt.number(value, digits=0 if abs(value) >= 100 else 1)
    return UNITS[unit].in_(lang).format(value=number) if unit in UNITS else number


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
