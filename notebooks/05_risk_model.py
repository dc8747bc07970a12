# %% [markdown] tags=["zh"]
# # 风险模型：训练、验证与模型卡
#
# **问题**：哪些合同值得优先检查，模型比“看规则数”或“看金额”好多少，能信到什么程度？
#
# **数据**：截至快照日的合同特征，已有的检查结论（`source.inspection_results`），在用模型的分数（`result.scores`）。
#
# **方法**：离群位次（不用标签）与查实概率（梯度提升树，逆倾向加权，Platt 校准）；按时间与承包商分开留出最新三分之一检验，与随机、规则数、金额、逻辑回归并列比较。

# %% [markdown] tags=["en"]
# # Risk model: training, validation, card
#
# **Question**: which contracts deserve inspection first, how much better is the model than the number of hits or the amount, and how far can it be trusted?
#
# **Data**: features of contracts up to the snapshot's day, earlier inspection results (`source.inspection_results`), scores of the models in use (`result.scores`).
#
# **Method**: outlier percentile (without labels) and probability of a finding (gradient-boosted trees, inverse propensity weights, Platt calibration); the newest third is held out by time and contractor, beside chance, number of hits, amount and logistic regression.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
import pandas as pd

from audit_models import views
from audit_models.errors import Refused
from audit_models.models.beside import train_beside
from audit_models.models.explain import feature_title, reason_text
from audit_models.text import Text
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()

# %% [markdown] tags=["zh"]
# ## 模型状态
#
# 快照自带的状态：哪个模型给出哪个数，没有时为什么没有。

# %% [markdown] tags=["en"]
# ## State of the models
#
# As the snapshot holds it: which model gave which number, or why there is none.

# %%
states = views.model_states(desk.snapshot)
desk.table(
    states[["model_id", lang]],
    model_id=Text("模型", "Model"),
    **{lang: Text("状态", "State")},
)

# %% [markdown] tags=["zh"]
# ## 训练
#
# 在快照上训练一个模型，只用于本笔记本：不登记，不启用（登记用 `models train`）。标签太少时不训练，并说明原因。

# %% [markdown] tags=["en"]
# ## Training
#
# A model is trained on the snapshot for this notebook alone: it is neither stored nor put in use (`models train` does that). With too few labels nothing is trained, and the reason is given.

# %%
try:
    facts = train_beside(desk.snapshot)
    card = facts["card"]
except Refused as refused:
    card = None
    desk.say(*refused.text)

# %% [markdown] tags=["zh"]
# ## 验证
#
# 留出的检查及其承包商未参与学习。区间为 95% 自助法；区间重叠时不能断定孰优。

# %% [markdown] tags=["en"]
# ## Validation
#
# The held-out inspections and their contractors were not learned from. Intervals are 95 % bootstrap; where they overlap nothing is decided.

# %%
RIVALS = {
    "model": Text("本模型", "This model"),
    "random": Text("随机", "Chance"),
    "rule_count": Text("规则疑点数", "Number of hits"),
    "amount": Text("合同金额", "Amount"),
    "logistic": Text("逻辑回归", "Logistic regression"),
}


def interval(found):
    value, low, high = found
    return None if value is None else f"{value:.2f} ({low:.2f}–{high:.2f})"


if card:
    desk.say(
        f"由 {card['learned_from']} 份合同学习；{card['held_out_from']} 起的 {card['held_out']} 份留出，"
        f"其中查实 {card['confirmed_held_out']} 份。",
        f"Learned from {card['learned_from']} contracts; {card['held_out']} since"
        f" {card['held_out_from']} held out, {card['confirmed_held_out']} of them confirmed.",
    )
    rivals = pd.DataFrame(
        [
            {
                "rival": RIVALS[name].in_(lang),
                "roc_auc": interval(measures["roc_auc"]),
                "pr_auc": interval(measures["pr_auc"]),
                "first30": measures["precision"]["30"],
            }
            for name, measures in card["rivals"].items()
        ]
    )
    desk.table(
        rivals,
        rival=Text("排序依据", "Ordered by"),
        roc_auc=Text("ROC AUC（95% 区间）", "ROC AUC (95 % interval)"),
        pr_auc=Text("平均精度（95% 区间）", "Average precision (95 % interval)"),
        first30=Text("前 30 份查实率", "Confirmed of first 30"),
    )

# %% [markdown] tags=["zh"]
# ## 模型卡
#
# 校准：概率与实际查实率应当接近；打乱标签后应当只剩 0.5；去掉最重要的特征后不应崩溃。

# %% [markdown] tags=["en"]
# ## Model card
#
# Calibration: probability and share confirmed should be close; with permuted labels only 0.5 should remain; without the top feature it should not collapse.

# %%
if card:
    desk.table(
        pd.DataFrame(card["calibration"]),
        count=Text("份数", "Contracts"),
        predicted=Text("平均概率", "Mean probability"),
        observed=Text("实际查实率", "Share confirmed"),
    )
    top = feature_title(card["top_feature"])
    desk.say(
        f"Brier 分 {card['brier']:.3f}（恒用平均率 {card['brier_of_base_rate']:.3f}）；打乱标签后 AUC"
        f" {card['permuted_labels']:.2f}；去掉“{top.zh}”后 {card['without_top_feature']:.2f}。",
        f"Brier score {card['brier']:.3f} (constant rate {card['brier_of_base_rate']:.3f}); AUC with"
        f" permuted labels {card['permuted_labels']:.2f}; without {top.en}"
        f" {card['without_top_feature']:.2f}.",
    )
    for note in facts["notes"]:
        desk.say(*note)
    drifted = pd.DataFrame(
        [(feature_title(name).in_(lang), value) for name, value in card["drift"].items()],
        columns=["feature", "psi"],
    )
    desk.table(
        drifted, feature=Text("已漂移的特征", "Features that drifted"), psi=Text("PSI", "PSI")
    )

# %% [markdown] tags=["zh"]
# ## 优先检查的合同
#
# 与风险页面同一次序；规则疑点、离群位次与查实概率并列，从不合成一个数。

# %% [markdown] tags=["en"]
# ## Contracts to inspect first
#
# In the order of the risk page; hits, percentile and probability side by side, never blended.

# %%
if views.has_scores(desk.snapshot):
    desk.record("scored_contracts", views.count_scored(desk.snapshot, desk.unit))
    first = views.scored_contracts(desk.snapshot, desk.unit, offset=0, limit=20)
    first["why"] = [
        "；".join(reason_text(one).in_(lang) for one in found) for found in first["reasons"]
    ]
    desk.table(
        first[
            ["subject_id", "amount_cny", "hits", "percentile", "probability", "expected_cny", "why"]
        ],
        subject_id=Text("合同", "Contract"),
        percentile=Text("离群位次", "Outlier percentile"),
        probability=Text("查实概率", "Probability"),
        expected_cny=Text("预期查实金额（元）", "Expected value (CNY)"),
        why=Text("主要原因", "Main reasons"),
    )

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 分数是次序，不是结论：它说明先看哪里，不说明谁有问题。检查并非随机抽取，加权只能校正已记录的选择原因；标签少时区间很宽。演示数据的标签由程序生成，只说明方法。分数按快照日计算，与所选月份无关。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# A score is an order, no verdict: it says where to look first, not who did wrong. Inspections were not drawn at random, and weights correct recorded reasons only; with few labels the intervals are wide. Labels of demonstration data are synthetic and show the method. Scores are as of the snapshot's day, whatever the month.
