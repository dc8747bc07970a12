# %% [markdown] tags=["zh"]
# # 单位月度监测
#
# **问题**：本单位本月哪些指标需要过问，变化从哪里来？
#
# **数据**：`result.indicator_values`、`result.signals`、`result.assessments`，以及每个指标背后的案例。
#
# **方法**：先看目标与控制图信号（XmR、p′、u′），再把最受关注的指标拆到下级单位（Kitagawa 1955 的比率与结构分解），最后把每个比例与平均从案例重算一遍，与页面核对。

# %% [markdown] tags=["en"]
# # Monthly monitoring of a unit
#
# **Question**: which indicators of the unit deserve attention this month, and where does the change come from?
#
# **Data**: `result.indicator_values`, `result.signals`, `result.assessments`, and the cases behind each indicator.
#
# **Method**: targets and control-chart signals first (XmR, p′, u′), then the indicator that deserves most attention by units below (rate and mix, Kitagawa 1955), and at the end every share and mean computed anew from its cases and compared with the page.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
import pandas as pd

from audit_models import read, views
from audit_models.decomposition import decompose
from audit_models.headline import headline
from audit_models.judgement import (
    ASSURANCES,
    MARKS,
    SIGNAL_RULES,
    VARIATIONS,
    case_count,
    judge,
    shown_value,
    target_text,
)
from audit_models.scorecard import judged, read_lines
from audit_models.text import Text
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()
lines = read_lines(desk.snapshot, desk.unit, desk.month)

# %% [markdown] tags=["zh"]
# ## 逐项指标
#
# 状态按目标判断；“变化”与“把握”来自控制图：正常波动不宜据以作出反应。

# %% [markdown] tags=["en"]
# ## Indicator by indicator
#
# The state is against the target; variation and assurance come from the control chart: usual variation is no reason to act.

# %%
NO_SIGNAL = {"variation": "none", "assurance": "none", "rule": None}


def row_of(line):
    signal = line.signal or NO_SIGNAL
    rule = SIGNAL_RULES.get(str(signal["rule"]))
    return {
        "indicator": desk.title(line.indicator.id),
        "shown": shown_value(line.now, line.indicator.unit, lang),
        "aim": target_text(line.now["target"], line.indicator.unit, line.indicator.better, lang),
        "state": MARKS[judge(line.now, line.indicator.better)][1].in_(lang),
        "variation": VARIATIONS[signal["variation"]].in_(lang),
        "assurance": ASSURANCES[signal["assurance"]].in_(lang),
        "why": rule.in_(lang) if rule else None,
        "n": case_count(line.now),
    }


desk.table(
    pd.DataFrame([row_of(line) for line in lines]),
    shown=Text("数值", "Value"),
    aim=Text("目标", "Target"),
    variation=Text("变化", "Variation"),
    assurance=Text("把握", "Assurance"),
    why=Text("信号", "Signal"),
)

# %% [markdown] tags=["zh"]
# ## 最受关注的指标
#
# 恶化信号在先，未达标其次；没有这样的指标时看高压平均接电时长。下面的图与页面上的相同。

# %% [markdown] tags=["en"]
# ## The indicator that deserves most attention
#
# A worsening signal comes first, a missed target second; without any, the mean connection time at high voltage. The figures are those of the page.

# %%
urgent = [
    line
    for line in lines
    if line.state == "missed" or (line.signal or {}).get("variation") == "concern"
]
chosen = min(urgent, key=lambda line: line.urgency).indicator if urgent else lines[0].indicator
desk.say(f"选定：{desk.title(chosen.id)}", f"Chosen: {desk.title(chosen.id)}")
desk.page("indicator", id=chosen.id)

# %% [markdown] tags=["zh"]
# ### 比上月变化的构成
#
# 本身＝下级单位自身数值的变化，结构＝案例在单位之间的转移；全部相加即总变化。

# %% [markdown] tags=["en"]
# ### What moved it since last month
#
# Rate: the units' own values; mix: cases moving between units; all of them add up to the change.

# %%
children = views.children_values(desk.snapshot, chosen.id, desk.unit)
earlier = [day for day in desk.view.catalogue.months if day < desk.month][-1:]
parts = decompose(
    children[children["month"].dt.date.isin(earlier)],
    children[children["month"].dt.date == desk.month],
)
units = desk.view.catalogue.units
parts = parts.assign(
    unit_name=[units[code].name.in_(lang) for code in parts["unit_code"]],
    total=parts["rate"] + parts["mix"],
).sort_values("total", key=abs, ascending=False)
desk.table(
    parts[["unit_name", "rate", "mix", "total"]],
    rate=Text("本身", "Rate"),
    mix=Text("结构", "Mix"),
    total=Text("合计", "Both"),
)

# %% [markdown] tags=["zh"]
# ## 综合评价

# %% [markdown] tags=["en"]
# ## Assessment

# %%
assessed = views.assessment(desk.snapshot, desk.unit, desk.month)
desk.table(
    assessed[["scheme_id", "score", "deduction", "grade", "rank", "peers", "coverage", "status"]],
    scheme_id=Text("方案", "Scheme"),
    score=Text("得分", "Score"),
    deduction=Text("扣分", "Deduction"),
    grade=Text("等级", "Grade"),
    rank=Text("名次", "Rank"),
    peers=Text("参评单位", "Among"),
    coverage=Text("数据覆盖", "Coverage"),
    status=Text("状态", "Status"),
)

# %% [markdown] tags=["zh"]
# ## 从案例重算
#
# 平均＝分子之和÷分母之和，比例再乘以 100。每用户的指标以单位全部用户为分母、重复停电以馈线为案例，不能只由案例重算，故不在此列。

# %% [markdown] tags=["en"]
# ## Computed anew from the cases
#
# A mean is the sum of numerators over the sum of denominators, a share a hundred times that. Indicators per customer divide by all customers of the unit, and repeated interruptions are counted by feeder: cases alone do not give them, so they are not here.

# %%
SCALE = {"percent": 100, "per_100": 100}
for line in lines:
    about = line.indicator.header
    if (
        about["kind"] not in {"mean", "share"}
        or "repeats_from" in about
        or line.now["status"] != "ok"
    ):
        continue
    found = read(
        desk.snapshot,
        """
        select sum(cases.numerator) / nullif(sum(cases.denominator), 0) as value
        from result.indicator_cases as cases
        join core.unit_tree as tree
            on tree.unit_code = cases.unit_code and tree.ancestor_code = $unit
        where cases.indicator_id = $indicator and cases.month = $month
        """,
        indicator=line.indicator.id,
        unit=desk.unit,
        month=desk.month,
    )
    desk.record(line.indicator.id, found["value"].iloc[0] * SCALE.get(line.indicator.unit, 1))

# %% [markdown] tags=["zh"]
# ## 本月一句话

# %% [markdown] tags=["en"]
# ## The month in one sentence

# %%
coverage = views.coverage(desk.snapshot, desk.unit, desk.month)
sentence = headline(
    [judged(line) for line in lines],
    hits=int(coverage["hits"].sum()),
    states=list(coverage["state"]),
    unit=desk.view.unit.name,
    month=desk.month,
)
desk.say(*sentence)

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 上面的表说明哪些指标需要过问，构成表说明先问哪个单位。指标是线索，不是结论：案例少的单位只因偶然也会越线；“未达标”不等于“恶化”，“恶化”也不等于违规。是否核查由督察人员决定。数据不足的指标没有数值，不按零计。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# The table says which indicators deserve attention, the parts say which unit to ask first. An indicator is a lead and no verdict: a unit with few cases crosses a line by chance alone; missed is not worsening, and worsening is no violation. A person decides what is looked into. Indicators without sufficient data have no number and are not taken for zero.
