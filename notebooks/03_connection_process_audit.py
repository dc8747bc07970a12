# %% [markdown] tags=["zh"]
# # 办电流程审计
#
# **问题**：本单位的办电流程实际怎么走，哪里等待、返工、倒序或踩线？
#
# **数据**：本月送电的项目及其环节工单（`core.tasks`、`result.process_*`），办电流程规则的疑点（`result.rule_hits`）。
#
# **方法**：流程挖掘（直接后继图、路径、与流程模型的差异），答复踩线的超额检验，工单编号的断号与重复检验，再按规则列出疑点与待核查的项目。

# %% [markdown] tags=["en"]
# # Audit of the connection process
#
# **Question**: which way do connections really take in this unit, and where do they wait, repeat, run backwards or crowd at a limit?
#
# **Data**: projects energised in the month with their stage tasks (`core.tasks`, `result.process_*`), and the hits of the connection-process rules (`result.rule_hits`).
#
# **Method**: process mining (directly-follows graph, ways, deviations from the process model), a test for replies crowded on the last day, gaps and doubles in numbering, then the hits by rule and the projects to look at.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
from audit_models import read, views
from audit_models.audit_tests import duplicates, gaps
from audit_models.process.bunching import bunching
from audit_models.text import Text
from audit_models.words import code_name
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()
asked = (desk.snapshot, desk.unit, desk.month, None)

# %% [markdown] tags=["zh"]
# ## 实际路径

# %% [markdown] tags=["en"]
# ## The ways really taken

# %%
totals = views.process_totals(*asked)
desk.table(
    totals,
    cases=Text("送电项目", "Energised"),
    without_way=Text("无环节记录", "Without tasks"),
    repeated=Text("有返工", "With rework"),
    median_days=Text("中位工作日", "Median working days"),
    p90_days=Text("90% 分位工作日", "90th percentile, working days"),
    deviating=Text("与模型不符", "Deviating"),
    unplaced=Text("无法排序的工单", "Unplaced tasks"),
)
desk.record("process_cases", totals["cases"].iloc[0] if len(totals) else None)

# %%
desk.page("process")

# %%
variants = views.process_variants(*asked)
variants["path"] = [
    " › ".join(code_name("stage", stage, lang) for stage in path.split(">"))
    for path in variants["path"]
]
desk.table(
    variants[["path", "cases", "mean_days", "cumulative"]],
    most=10,
    path=Text("路径", "Way"),
    mean_days=Text("平均工作日", "Mean working days"),
    cumulative=Text("累计占比", "Cumulative share"),
)

# %% [markdown] tags=["zh"]
# ## 等待最长的流转
#
# 合计等待＝次数×等待工作日；找的是总量，不是单个极端案例。

# %% [markdown] tags=["en"]
# ## Passages with the longest wait
#
# The total is passages times working days waited: what matters is the sum, not one extreme case.

# %%
edges = views.process_edges(*asked).dropna(subset=["from_stage", "to_stage"])
for end in ("from_stage", "to_stage"):
    edges[end] = [code_name("stage", stage, lang) for stage in edges[end]]
desk.table(
    edges.sort_values("total_wait", ascending=False)[
        ["from_stage", "to_stage", "passages", "cases", "median_wait", "total_wait"]
    ],
    most=10,
    from_stage=Text("自", "From"),
    to_stage=Text("至", "To"),
    passages=Text("次数", "Passages"),
    median_wait=Text("中位等待（工作日）", "Median wait (working days)"),
    total_wait=Text("合计等待（工作日）", "Total wait (working days)"),
)

# %% [markdown] tags=["zh"]
# ## 答复是否集中在最后一天
#
# 近十二个月的供电方案答复；预期由附近各天拟合。少于 30 次答复不作估计。

# %% [markdown] tags=["en"]
# ## Whether replies crowd on the last day
#
# Plan replies of the last twelve months; the expectation is fitted to the days around. Below 30 replies nothing is estimated.

# %%
margins = views.process_margins(*asked)
found = bunching(margins) if len(margins) else None
if found is None:
    desk.say("答复太少，不作估计。", "Too few replies for an estimate.")
else:
    desk.say(
        f"最后一天答复 {found.on_last_day} 次，预期 {found.expected:.1f} 次，"
        f"超出 {found.excess:.1f}±{found.half_width:.1f}（共 {found.replies} 次）。",
        f"{found.on_last_day} replies on the last day, {found.expected:.1f} expected,"
        f" excess {found.excess:.1f}±{found.half_width:.1f} (of {found.replies}).",
    )

# %% [markdown] tags=["zh"]
# ## 编号检验
#
# 受理编号全公司连续，断号可能是删除或另册办理，只能在完整快照上检验；同一用户同日多次受理可能是拆单。

# %% [markdown] tags=["en"]
# ## Tests of numbering
#
# Numbers run through the whole company; a gap may be a deletion or a case kept elsewhere, and only the whole snapshot shows it. One customer accepted several times on a day may be a project that was split.

# %%
accepted = read(
    desk.snapshot,
    """
    select projects.project_id, projects.customer_id, projects.accepted_on, projects.service
    from core.projects as projects
    join core.unit_tree as tree
        on tree.unit_code = projects.unit_code and tree.ancestor_code = $unit
    where projects.accepted_on >= $month and projects.accepted_on < $month::date + to_months(1)
    order by projects.project_id
    """,
    unit=desk.unit,
    month=desk.month,
)
if desk.is_extract:
    desk.say(
        "这是按范围导出的快照，其他单位的编号不在其中，断号不作检验。",
        "This is an extract: numbers of other units are not in it, so gaps are not tested.",
    )
else:
    every = read(desk.snapshot, "select project_id from core.projects")
    missing = gaps(every, "project_id")
    desk.say(
        f"全部受理编号有 {len(missing)} 处断号，共缺 {missing['missing'].sum():.0f} 个。",
        f"All project numbers have {len(missing)} gaps; {missing['missing'].sum():.0f} numbers are missing.",
    )
desk.table(duplicates(accepted, ["customer_id", "accepted_on"]), copies=Text("次数", "Times"))

# %% [markdown] tags=["zh"]
# ## 规则疑点
#
# 状态“数据不足”“不适用”与“无疑点”不同，不可混淆。

# %% [markdown] tags=["en"]
# ## Rule hits
#
# Insufficient data and not applicable are not the same as clean.

# %%
rules = desk.rules("CP")
desk.table(rules[["rule", "severity", "state", "checked", "hits", "missing"]], most=60)
desk.record_rules("CP")

# %%
worst = rules.sort_values("hits", ascending=False).head(3)
for rule_id in worst.loc[worst["hits"] > 0, "rule_id"]:
    desk.say(desk.title(rule_id), desk.title(rule_id))
    desk.table(desk.hits(rule_id), most=10)

# %%
desk.conclude("CP")

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 路径、等待与疑点指出应调阅哪些项目的原始资料；疑点须经核实，并听取“可能的正当原因”（见各规则说明）。流程只反映系统记录的时间：滞后或提前录入（CP05）会使路径失真；没有环节记录的项目不在图中，已在合计里单列。断号只说明编号不连续，不说明原因。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# Ways, waits and hits say which projects' papers to call for; a hit has to be verified, and each rule names innocent reasons. The process shows recorded time only: late or early recording (CP05) distorts it, and projects without tasks are not drawn but counted apart. A gap says that numbers do not follow each other, not why.
