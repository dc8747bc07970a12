# %% [markdown] tags=["zh"]
# # 数据质量与核对
#
# **问题**：数据交付是否完整、准确、前后一致，足以支持本月的结论？
#
# **数据**：`meta.imports`、`meta.rejects`、`meta.oddities`、`meta.supplied`、`result.rule_coverage`，以及各表本身。
#
# **方法**：行数与控制合计逐表核对（读入＝接受＋拒绝；合计与源文件一致）；交付了什么、缺了什么；规则与指标因缺数而不能判断的份额；下级之和与上级核对。

# %% [markdown] tags=["en"]
# # Data quality and reconciliation
#
# **Question**: is what was delivered complete, exact and consistent enough for the conclusions of the month?
#
# **Data**: `meta.imports`, `meta.rejects`, `meta.oddities`, `meta.supplied`, `result.rule_coverage`, and the tables themselves.
#
# **Method**: rows and control totals table by table (read = accepted + rejected; totals as in the source file); what was delivered and what is missing; how much of rules and indicators could not be decided; sums of units below against the unit above.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
from audit_models import read, views
from audit_models.audit_tests import joined
from audit_models.errors import Refused
from audit_models.judgement import MARKS
from audit_models.text import Text
from audit_models.words import missing_text
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()

# %% [markdown] tags=["zh"]
# ## 逐表核对
#
# 每个文件：读入、接受、拒绝的行数与控制合计。差额应为零。

# %% [markdown] tags=["en"]
# ## Table by table
#
# Rows read, accepted and rejected of each file, with its control total. The difference should be zero.

# %%
if desk.is_extract:
    desk.say(
        "这是按范围导出的快照，不含导入记录：核对、控制合计、拒绝与可疑须在完整快照上看。",
        "This is an extract without the records of imports: reconciliation, control totals, rejected and"
        " odd rows are those of the whole snapshot.",
    )
imports = read(
    desk.snapshot,
    """
    select
        table_name,
        file_name,
        rows_read,
        rows_accepted,
        rows_rejected,
        rows_read - rows_accepted - rows_rejected as difference,
        control_total_cny::double as control_total_cny,
        mapping,
    from meta.imports
    order by table_name, file_name
    """,
)
desk.table(
    imports,
    most=60,
    table_name=Text("表", "Table"),
    file_name=Text("文件", "File"),
    rows_read=Text("读入", "Read"),
    rows_accepted=Text("接受", "Accepted"),
    rows_rejected=Text("拒绝", "Rejected"),
    difference=Text("差额", "Difference"),
    control_total_cny=Text("控制合计（元）", "Control total (CNY)"),
    mapping=Text("映射", "Mapping"),
)

# %% [markdown] tags=["zh"]
# ## 控制合计
#
# 快照中金额的合计与导入时的控制合计比较。快照沿用了以前的导入时，差额说明有更新或补充，须查 `meta.changes`。

# %% [markdown] tags=["en"]
# ## Control totals
#
# The sum of amounts in the snapshot against the total taken at import. Where the snapshot carries earlier imports on, a difference means changes or additions; see `meta.changes`.

# %%
summed = read(
    desk.snapshot,
    """
    select 'contracts' as table_name, sum(amount_cny)::double as in_snapshot_cny from source.contracts
    union all
    select 'payments', sum(amount_cny)::double from source.payments
    union all
    select 'fees', sum(amount_cny)::double from source.fees
    """,
)
taken = imports.groupby("table_name", as_index=False)["control_total_cny"].sum(min_count=1)
both = joined(summed.dropna(subset=["in_snapshot_cny"]), taken, ["table_name"]).matched
both["difference"] = both["in_snapshot_cny"] - both["control_total_cny"]
desk.table(
    both,
    table_name=Text("表", "Table"),
    in_snapshot_cny=Text("快照合计（元）", "In the snapshot (CNY)"),
    control_total_cny=Text("控制合计（元）", "Control total (CNY)"),
    difference=Text("差额（元）", "Difference (CNY)"),
)

# %% [markdown] tags=["zh"]
# ## 拒绝与可疑

# %% [markdown] tags=["en"]
# ## Rejected and odd

# %%
rejects = read(
    desk.snapshot,
    f"""
    select table_name, column_name, reason_{lang} as reason, count(*) as rows
    from meta.rejects
    group by all
    order by rows desc, table_name, column_name
    """,
)
desk.table(
    rejects,
    table_name=Text("表", "Table"),
    column_name=Text("列", "Column"),
    reason=Text("原因", "Reason"),
)
odd = read(
    desk.snapshot, "select table_name, kind, count, example_key from meta.oddities order by 1, 2"
)
desk.table(
    odd,
    table_name=Text("表", "Table"),
    kind=Text("可疑之处", "Oddity"),
    count=Text("行数", "Rows"),
    example_key=Text("例", "Example"),
)

# %% [markdown] tags=["zh"]
# ## 因缺数不能判断的部分
#
# “数据不足”不是“无疑点”。下表为本单位本月规则的状态，及缺数的规则缺了什么。

# %% [markdown] tags=["en"]
# ## What could not be decided
#
# Insufficient data is not clean. The states of rules in the unit and month, and what was missing.

# %%
rules = desk.rules()
by_state = rules.groupby("state")
desk.table(
    by_state["hits"].sum(min_count=1).reset_index().assign(rules=by_state.size().to_numpy()),
    rules=Text("规则数", "Rules"),
)
desk.table(rules.loc[rules["missing"].notna(), ["rule", "state", "missing"]], most=120)

# %%
values = views.unit_values(desk.snapshot, desk.unit, desk.month, count=1)
absent = values[
    (values["status"] != "ok") & ~values["indicator_id"].str.contains(".", regex=False)
].copy()
absent["indicator"] = [desk.title(one) for one in absent["indicator_id"]]
absent["missing"] = [missing_text(found, lang) for found in absent["missing"]]
absent["state"] = [MARKS[one][1].in_(lang) for one in absent["status"]]
desk.table(absent[["indicator", "state", "missing"]])

# %% [markdown] tags=["zh"]
# ## 录入及时性
#
# 环节完成到录入的工作日；滞后与提前录入使全部时限指标失真。

# %% [markdown] tags=["en"]
# ## Timeliness of recording
#
# Working days from a stage's finish to its recording; late and early recording distort every time limit.

# %%
late = read(
    desk.snapshot,
    """
    select
        count(*) as tasks,
        count(*) filter (where tasks.recorded_workday - tasks.finished_workday > 1) as late,
        count(*) filter (where tasks.recorded_at < tasks.finished_at) as early,
        count(*) filter (where tasks.recorded_at is null) as unknown,
    from core.tasks as tasks
    join core.unit_tree as tree
        on tree.unit_code = tasks.unit_code and tree.ancestor_code = $unit
    where tasks.finished_at >= $month and tasks.finished_at < $month::date + to_months(1)
    """,
    unit=desk.unit,
    month=desk.month,
)
desk.table(
    late,
    tasks=Text("本月完成的环节", "Stages finished"),
    late=Text("滞后一日以上", "More than a day late"),
    early=Text("早于完成", "Before the finish"),
    unknown=Text("无录入时间", "Not recorded"),
)

# %% [markdown] tags=["zh"]
# ## 案例与页面核对
#
# 案例按单位归属：本单位及其全部下级的案例数应等于页面的案例数。没有分母的案例只计分子；每用户的指标计全部案例。逐指标核对，全部一致才往下用。

# %% [markdown] tags=["en"]
# ## Cases against the page
#
# Cases belong to units: those of the unit and all below it must be as many as the page says. A case without a denominator adds to the numerator alone; indicators per customer count every case. Use the numbers only if all agree.

# %%
counted = read(
    desk.snapshot,
    """
    select cases.indicator_id, count(*) as every_case, count(cases.denominator) as with_denominator
    from result.indicator_cases as cases
    join core.unit_tree as tree
        on tree.unit_code = cases.unit_code and tree.ancestor_code = $unit
    where cases.month = $month
    group by cases.indicator_id
    """,
    unit=desk.unit,
    month=desk.month,
).set_index("indicator_id")
indicators = desk.view.catalogue.indicators
is_main = values["indicator_id"].isin(list(indicators)) & values["indicator_id"].isin(counted.index)
compared = values[values["status"].eq("ok") & is_main].copy()
compared = compared[
    [not indicators[one].header.get("repeats_from") for one in compared["indicator_id"]]
]
compared["computed"] = [
    counted.loc[
        one,
        "every_case" if indicators[one].header["kind"] == "per_customer" else "with_denominator",
    ]
    for one in compared["indicator_id"]
]
compared["indicator"] = [desk.title(one) for one in compared["indicator_id"]]
compared["page"] = compared["n"]
compared["is_equal"] = compared["page"] == compared["computed"]
desk.table(compared[["indicator", "page", "computed", "is_equal"]])
if not compared["is_equal"].all():
    raise Refused(
        "案例与页面的案例数不符；请重新计算快照。",
        "Cases and page do not agree; compute the snapshot again.",
    )

# %%
desk.record_rules()

# %%
desk.conclude()

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 差额为零、上下级一致，说明快照忠实于所交付的文件；它不说明源系统的记录真实。拒绝的行不在任何数里，应退回更正后重新导入。没有交付的表使相应规则与指标“数据不足”，报告中须写明，不得视为合规。重复停电（I13）按线路合并，不与案例逐件相等，故不在核对之列。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# No difference, and sums that agree, say that the snapshot is true to the files delivered; they do not say that the source systems recorded the truth. Rejected rows are in no number and should be corrected and imported again. Tables that were not delivered leave their rules and indicators with insufficient data, which a report has to state and may not take for compliance. Repeated outages (I13) are merged by feeder, not case by case, and are left out here.
