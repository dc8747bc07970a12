"""One sentence that says what the month was like: the same data always give the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit_models import format as fmt
from audit_models.text import Lang, Text

OPENING = Text(
    "{month}，{unit}的{all}项指标中{met}项达标", "{month}, {unit}: {met} of {all} indicators met"
)
MISSED = Text("，{count}项未达标：{names}", "; {count} missed: {names}")
ALL_MET = Text("，没有未达标的指标", "; none missed")
NONE_JUDGED = Text(
    "{month}，{unit}没有可判定的指标", "{month}, {unit}: no indicator could be judged"
)
USUAL = Text("；变化均在正常波动范围内", "; no movement beyond the usual one")
UNUSUAL = Text("；异于往常：", "; unlike the usual: ")
CONCERNS = Text("恶化{count}项（{names}）", "{count} worse ({names})")
OTHER_SIGNALS = {
    "improvement": Text("改善{count}项", "{count} better"),
    "neutral": Text("另有变化{count}项", "{count} otherwise"),
}
UNKNOWN = Text("，{count}项没有数值", "; {count} without a number")
HITS = Text("；规则发现疑点{hits}条，待核实", "; leads to verify from the rules: {hits}")
NO_HITS = Text("；规则未发现疑点", "; the rules raised no leads")
NOT_CHECKED = Text("；本月没有规则可以检查", "; no rule could be checked this month")
UNDECIDED = Text("，另有{count}条规则未能判定", "; rules left undecided: {count}")
MOST_NAMES = 4
"""Indicators of one kind that the sentence names; the table below it has them all."""
OTHERS = Text("等", " and others")
END = Text("。", ".")
ONE = Text("{name}{value}（目标 {target}）", "{name} {value} (target {target})")


@dataclass(frozen=True)
class Judged:
    """One indicator's month as the sentence needs it."""

    name: Text
    state: str
    value: Text
    target: Text
    variation: str = "none"
    """Of its signal: concern, improvement, neutral, common_cause, or none where it cannot be judged."""


def headline(
    judged: Sequence[Judged], *, hits: int, states: Sequence[str], unit: Text, month: date
) -> Text:
    """The sentence. `states` are the coverage states of the rules, `hits` the sum of their hits."""
    return Text(*(_sentence(judged, hits, states, unit, month, lang) for lang in ("zh", "en")))


def _sentence(
    judged: Sequence[Judged], hits: int, states: Sequence[str], unit: Text, month: date, lang: Lang
) -> str:
    met = [one for one in judged if one.state == "met"]
    missed = [one for one in judged if one.state == "missed"]
    unknown = [one for one in judged if one.state not in {"met", "missed", "watched"}]
    names = {"month": fmt.month(month, lang), "unit": unit.in_(lang)}
    if met or missed:
        parts = [OPENING.in_(lang).format(**names, all=len(judged), met=len(met))]
        parts.append(_missed(missed, lang) if missed else ALL_MET.in_(lang))
    else:
        parts = [NONE_JUDGED.in_(lang).format(**names)]
    if unknown:
        parts.append(UNKNOWN.in_(lang).format(count=len(unknown)))
    parts.append(_signals(judged, lang))
    return "".join(parts) + _rules(hits, states, lang)


def _missed(missed: Sequence[Judged], lang: Lang) -> str:
    named = [
        ONE.in_(lang).format(
            name=one.name.in_(lang), value=one.value.in_(lang), target=one.target.in_(lang)
        )
        for one in missed
    ]
    return MISSED.in_(lang).format(count=len(missed), names=_named(named, lang))


def _named(names: Sequence[str], lang: Lang) -> str:
    sign = "、" if lang == "zh" else ", "
    return sign.join(names[:MOST_NAMES]) + (OTHERS.in_(lang) if len(names) > MOST_NAMES else "")


def _signals(judged: Sequence[Judged], lang: Lang) -> str:
    """What differs by more than chance, the worse by name; nothing where nothing can be judged yet."""
    found = [one.variation for one in judged]
    worse = [one.name.in_(lang) for one in judged if one.variation == "concern"]
    parts = []
    if worse:
        names = _named(worse, lang)
        parts.append(CONCERNS.in_(lang).format(count=len(worse), names=names))
    parts += [
        words.in_(lang).format(count=found.count(kind))
        for kind, words in OTHER_SIGNALS.items()
        if kind in found
    ]
    if parts:
        return UNUSUAL.in_(lang) + ("，" if lang == "zh" else ", ").join(parts)
    return USUAL.in_(lang) if "common_cause" in found else ""


def _rules(hits: int, states: Sequence[str], lang: Lang) -> str:
    decided = [state for state in states if state in {"hit", "clean"}]
    undecided = [state for state in states if state in {"insufficient_data", "error"}]
    text = HITS.in_(lang).format(hits=fmt.count(hits)) if hits else NO_HITS.in_(lang)
    if not decided:
        text = NOT_CHECKED.in_(lang)
    if undecided:
        text += UNDECIDED.in_(lang).format(count=len(undecided))
    return text + END.in_(lang)
