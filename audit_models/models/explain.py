"""A score's reasons in words: the value, what peers have, and what would lower it."""

import csv
from collections.abc import Sequence
from functools import cache
from typing import Any

from audit_models import format as fmt
from audit_models.definitions import Feature, load_features
from audit_models.models.peers import EVERYBODY, FEWEST_PEERS, SEPARATOR
from audit_models.settings import PROJECT
from audit_models.text import Lang, Text

ALL = Text("全部合同", "all contracts")
GROUP = Text("同类（{peers}）", "{peers}")
KNOWN = Text(
    "{title} {value}，{peers}中位数 {median}",
    "{title}: {value}; the median of {peers} is {median}",
)
TIMES = Text(
    "{title} {value}，为{peers}中位数的{times}倍",
    "{title}: {value}, {times} × the median of {peers}",
)
MISSING = Text(
    "{title}没有记录，{peers}中位数 {median}；没有记录本身即抬高分数",
    "{title}: not on record; the median of {peers} is {median}. The gap itself raises the score",
)
TO_RECORD = Text(
    "补齐记录；没有这一环节的（如未招标、未结算），说明依据。",
    "Complete the record; where there was no such step (no tender, not settled yet), say on what ground.",
)
HARMLESS_SIDE = Text(
    "与同类不同，但不在风险一侧：核对登记是否正确、工程是否特殊即可。",
    "Unlike its peers, though not on the risky side: check that the entry is right and what is special about the works.",
)
UNKNOWN = Text("未知特征 {id}", "Unknown feature {id}")
MEMBERS = Text("对照：{peers}，{members}份合同", "Compared with {members} contracts: {peers}")
WIDENED = Text(
    "{said}；更细的同类不足{{fewest}}份，故放宽",
    "{said}; a narrower kind has fewer than {{fewest}}",
)
OF_KIND = (
    (Text("{part} kV", "{part} kV"), Text("电压未登记", "of unknown voltage"), Text("各电压", "of any voltage")),
    (Text("{part} kVA", "{part} kVA"), Text("容量未登记", "of unknown capacity"), Text("各容量", "of any capacity")),
)  # fmt: skip
"""Voltage and size band: where known, where not on record, and where the group holds all of them."""
UNITS = {
    "days": Text("{value} 天", "{value} days"),
    "years": Text("{value} 年", "{value} years"),
    "cny_per_kva": Text("{value} 元/kVA", "CNY {value}/kVA"),
}
NOTABLE = 1.5
"""From this multiple of the median on, the multiple says more than the median itself."""
LONG_DAYS = 1000
"""So many days and more are said in years."""
DAYS_IN_YEAR = 365.25


def reason_text(reason: dict[str, Any]) -> Text:
    """One reason as stored in `result.scores`, as a sentence."""
    feature = _features().get(reason["feature"])
    if feature is None:
        return UNKNOWN.format(id=reason["feature"])
    peers = peers_text(reason["peers"])
    if peers != ALL:
        peers = Text(GROUP.zh.format(peers=peers.zh), peers.en)
    value, median = reason["value"], reason["median"]
    if value is None:
        return _say(MISSING, feature, peers, median=median)
    if median is not None and median > 0 and value / median >= NOTABLE:
        return _say(TIMES, feature, peers, value=value, times=f"{value / median:.1f}")
    return _say(KNOWN, feature, peers, value=value, median=median)


def members_text(reason: dict[str, Any]) -> Text:
    """Whom a score's reasons compare with, how many they are, and whether a narrower kind was too small."""
    words = peers_text(reason["peers"])
    count = fmt.count(reason.get("members"))  # older snapshots did not count them
    zh = MEMBERS.zh.format(peers=words.zh, members=count)
    en = MEMBERS.en.format(peers=words.en, members=count)
    if reason["peers"].count(SEPARATOR) == len(OF_KIND):
        return Text(zh, en)
    return Text(WIDENED.zh.format(said=zh), WIDENED.en.format(said=en)).format(fewest=FEWEST_PEERS)


def lowers_text(reason: dict[str, Any]) -> Text:
    """What would lower this reason's part; a gap is to be filled, a value on the harmless side only looked into."""
    feature = _features().get(reason["feature"])
    if feature is None:
        return UNKNOWN.format(id=reason["feature"])
    if reason["value"] is None:
        return TO_RECORD
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
    """A peer group in words: scope, voltage and size band, and which of them it holds all of."""
    if peers == EVERYBODY:
        return ALL
    scope, *rest = peers.split(SEPARATOR)
    name = _scopes().get(scope, Text(scope, scope))
    parts = [_part(place, rest) for place in range(len(OF_KIND))]
    return Text(
        " ".join([name.zh, *(part.zh for part in parts)]),
        " ".join([name.en.lower(), *(part.en for part in parts)]),
    )


def _part(place: int, known: Sequence[str]) -> Text:
    named, unknown, any_of_them = OF_KIND[place]
    if place >= len(known):
        return any_of_them
    return unknown if known[place] == "?" else named.format(part=known[place].removesuffix(".0"))


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
    if unit == "days" and abs(value) >= LONG_DAYS:
        value, unit = value / DAYS_IN_YEAR, "years"
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
