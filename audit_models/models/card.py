"""The model card as a document: what the model is for, what it learned from, how far it can be believed."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit_models.models.explain import feature_title
from audit_models.models.metrics import BUDGETS, LEAK_AUC
from audit_models.text import Lang, Text

NO_NUMBER = "—"

TITLE = Text(
    "模型卡：检查查实概率", "Model card: probability that an inspection confirms a finding"
)
PURPOSE = Text(
    "用途：在合同中排列检查的先后。分数是线索，由人核实，不是结论；不用于对人的处理。",
    "Use: the order in which contracts are inspected. A score is a lead for a person to verify, never a"
    " verdict, and decides nothing about anybody.",
)
FACT = Text("项目", "Item")
VALUE = Text("内容", "Content")
FACTS = (
    ("model_hash", Text("模型编号", "Model id")),
    ("snapshot_id", Text("训练快照", "Trained on snapshot")),
    ("as_of", Text("数据截至", "Data to")),
    ("seed", Text("随机种子", "Seed")),
    ("form", Text("模型形式", "Form")),
    ("scikit_learn", Text("scikit-learn 版本", "scikit-learn version")),
)
FORMS = {
    "trees": Text("单调梯度提升树，无交互", "Monotone gradient-boosted trees without interactions"),
    "linear": Text("单调逻辑回归", "Monotone logistic regression"),
}
CHOSEN = Text(
    "形式由学习样本内较新的三分之一选定（单调提升树或单调逻辑回归，ROC AUC 高者），留出检查未参与选择。",
    "The form was chosen on the newest third of what was learned from (monotone boosted trees or monotone logistic"
    " regression, the higher ROC AUC); the held-out inspections took no part.",
)
SPLIT = Text("学习与留出", "Learned from and held out")
SPLIT_SAYS = Text(
    "由 {learned_from} 份合同学习；{held_out_from} 起的 {held_out} 份检查（查实 {confirmed_held_out} 份）及其承包商未参与学习。",
    "Learned from {learned_from} contracts; the {held_out} inspections since {held_out_from} ({confirmed_held_out}"
    " confirmed) and their contractors were kept out.",
)
RIVALS = Text("与其他排序比较（留出检查）", "Beside other orders (held-out inspections)")
ORDER = Text("排序依据", "Ordered by")
BEATEN = Text(
    "在这些留出检查上，{names}的 ROC AUC（{best}）高于本模型（{own}）；启用模型前请权衡，排序亦可参考疑点数与金额。",
    "On these held-out inspections {names} has a higher ROC AUC ({best}) than the model ({own}); weigh that before"
    " relying on its order, and look at rule hits and amounts as well.",
)
RIVAL_NAMES = {
    "model": Text("本模型", "This model"),
    "random": Text("随机", "Chance"),
    "rule_count": Text("规则疑点数", "Number of rule hits"),
    "amount": Text("合同金额", "Amount"),
    "logistic": Text("普通逻辑回归", "Plain logistic regression"),
}
PRECISION = Text("前 {k} 份查实率", "Confirmed of first {k}")
RECALL = Text("前 {k} 份查全率", "Recall at {k}")
CALIBRATION = Text("校准", "Calibration")
COUNT = Text("份数", "Contracts")
PREDICTED = Text("预测", "Predicted")
OBSERVED = Text("查实", "Confirmed")
BRIER = Text(
    "Brier 分 {brier}；恒用平均查实率为 {base}（越低越好）。",
    "Brier score {brier}; a constant rate gives {base} (lower is better).",
)
CONTROL = Text(
    "随机对照样本 {count} 份：预测 {predicted}，查实 {observed}。",
    "Random control sample, {count} contracts: predicted {predicted}, confirmed {observed}.",
)
STABILITY = Text("按月份与单位的稳定性", "Stability by month and unit")
GROUPS = {"month": Text("检查月份", "Month of inspection"), "unit": Text("单位编码", "Unit code")}
DOUBTS = Text("检验", "Checks")
LEAKS = Text(
    "没有单个特征（按数值或是否缺失）的 AUC 达到 {limit}；达到即疑为泄漏，不予训练。",
    "No single feature, by value or by absence, reaches an AUC of {limit}; one that does is suspected of a leak and"
    " nothing is trained.",
)
PERMUTED = Text(
    "打乱标签后 AUC {value}（应接近 0.5）。",
    "AUC with permuted labels {value} (should be near 0.5).",
)
WITHOUT = Text(
    "去掉最重要的特征“{name}”后 AUC {value}。", "AUC without the top feature, {name}, {value}."
)
DRIFT = Text("漂移（PSI）", "Drift (PSI)")
DRIFT_SAYS = Text(
    "下列特征的分布与模型学习时相比明显变化（同一类合同前后比较，PSI > 0.25 且超出偶然），概率的可信度下降；宜补充检查后重新训练。",
    "These features are distributed otherwise than when the model learned (the same kind of contracts, then and later;"
    " PSI above 0.25 and above chance), so the probability is less sure; train again after further inspections.",
)
NO_DRIFT = Text(
    "没有特征漂移（PSI 均不超过 0.25，或未超出偶然）。",
    "No feature drifted (PSI nowhere above 0.25 and above chance).",
)
FEATURE = Text("特征", "Feature")
LIMITS = Text("局限", "Limits")


def card_markdown(facts: Mapping[str, Any], lang: Lang) -> str:
    """The card of one signed manifest as Markdown, in one language."""
    card = facts["card"]
    parts = [
        f"# {TITLE.in_(lang)}",
        PURPOSE.in_(lang),
        _table(
            [FACT, VALUE], [[name.in_(lang), _fact(facts[key], lang)] for key, name in FACTS], lang
        ),
        CHOSEN.in_(lang),
        f"## {SPLIT.in_(lang)}",
        SPLIT_SAYS.format(**card).in_(lang),
        f"## {RIVALS.in_(lang)}",
        _rivals(card["rivals"], lang),
        *([beaten.in_(lang)] if (beaten := beaten_by(card)) else []),
        f"## {CALIBRATION.in_(lang)}",
        _table(
            [COUNT, PREDICTED, OBSERVED],
            [
                [f"{one['count']:.0f}", _share(one["predicted"]), _share(one["observed"])]
                for one in card["calibration"]
            ],
            lang,
        ),
        BRIER.format(
            brier=_number(card["brier"], 3), base=_number(card["brier_of_base_rate"], 3)
        ).in_(lang),
        _control(card["random_sample"]).in_(lang),
        f"## {STABILITY.in_(lang)}",
        *[_groups(GROUPS[name], card["stability"][name], lang) for name in GROUPS],
        f"## {DOUBTS.in_(lang)}",
        LEAKS.format(limit=str(LEAK_AUC)).in_(lang),
        PERMUTED.format(value=_number(card["permuted_labels"])).in_(lang),
        WITHOUT.in_(lang).format(
            name=feature_title(card["top_feature"]).in_(lang),
            value=_number(card["without_top_feature"]),
        ),
        f"## {DRIFT.in_(lang)}",
        _drift(card["drift"], lang),
        f"## {LIMITS.in_(lang)}",
        "\n".join(f"- {Text(*note).in_(lang)}" for note in facts["notes"]),
    ]
    return "\n\n".join(parts) + "\n"


def drift_notice(card: Mapping[str, Any]) -> Text | None:
    """What to know of drift, worst feature first; None where nothing drifted."""
    found = sorted(card["drift"].items(), key=lambda one: -one[1])
    if not found:
        return None
    zh = "、".join(f"{feature_title(name).zh} {value:.2f}" for name, value in found)
    en = ", ".join(f"{feature_title(name).en} {value:.2f}" for name, value in found)
    return Text(f"{DRIFT_SAYS.zh[:-1]}：{zh}。", f"{DRIFT_SAYS.en[:-1]}: {en}.")


def beaten_by(card: Mapping[str, Any]) -> Text | None:
    """Which simpler order did best on the held-out inspections, if it did better than the model."""
    areas = {name: one["roc_auc"][0] for name, one in card["rivals"].items()}
    known = {name: area for name, area in areas.items() if area is not None}
    best = max(known, key=lambda name: known[name], default="model")
    if "model" not in known or known[best] <= known["model"]:
        return None
    name, values = RIVAL_NAMES[best], {"best": f"{known[best]:.2f}", "own": f"{known['model']:.2f}"}
    return Text(
        BEATEN.zh.format(names=f"“{name.zh}”", **values),
        BEATEN.en.format(names=f'"{name.en}"', **values),
    )


def _fact(value: Any, lang: Lang) -> str:
    return FORMS[value].in_(lang) if value in FORMS else str(value)


def _rivals(rivals: Mapping[str, Any], lang: Lang) -> str:
    heads = [ORDER, Text("ROC AUC", "ROC AUC"), Text("PR AUC", "PR AUC")]
    heads += [PRECISION.format(k=k) for k in BUDGETS]
    heads += [RECALL.format(k=k) for k in BUDGETS]
    lines = [
        [
            RIVAL_NAMES[name].in_(lang),
            _interval(one["roc_auc"]),
            _interval(one["pr_auc"]),
            *[_share(one["precision"][str(k)]) for k in BUDGETS],
            *[_share(one["recall"][str(k)]) for k in BUDGETS],
        ]
        for name in RIVAL_NAMES
        if (one := rivals.get(name))
    ]
    return _table(heads, lines, lang)


def _groups(title: Text, groups: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    lines = [
        [one["name"], str(one["count"]), _share(one["predicted"]), _share(one["observed"])]
        for one in groups
    ]
    return _table([title, COUNT, PREDICTED, OBSERVED], lines, lang)


def _control(found: Mapping[str, Any]) -> Text:
    return CONTROL.format(
        count=found["count"],
        predicted=_share(found["predicted"]),
        observed=_share(found["observed"]),
    )


def _drift(drift: Mapping[str, float], lang: Lang) -> str:
    if not drift:
        return NO_DRIFT.in_(lang)
    lines = [
        [feature_title(name).in_(lang), f"{value:.2f}"]
        for name, value in sorted(drift.items(), key=lambda one: -one[1])
    ]
    return DRIFT_SAYS.in_(lang) + "\n\n" + _table([FEATURE, Text("PSI", "PSI")], lines, lang)


def _table(heads: Sequence[Text], lines: Sequence[Sequence[str]], lang: Lang) -> str:
    rows = [[head.in_(lang) for head in heads], ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _interval(found: Sequence[float | None]) -> str:
    value, low, high = found
    if value is None or low is None or high is None:
        return NO_NUMBER
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def _share(value: float | None) -> str:
    return NO_NUMBER if value is None else f"{100 * value:.0f}%"


def _number(value: float | None, digits: int = 2) -> str:
    return NO_NUMBER if value is None else f"{value:.{digits}f}"
