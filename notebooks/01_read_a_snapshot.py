# %% [markdown] tags=["zh"]
# # 读取快照
#
# **问题**：快照里有什么，怎样用一条查询读出与页面相同的数？
#
# **数据**：一个快照的全部表；快照是只读文件，与正在运行的网页互不影响。
#
# **方法**：`open_snapshot` 打开，`relations` 与 `columns` 查目录，`read` 把 SQL 变成 DataFrame；最后从案例重算一个指标，与页面核对。

# %% [markdown] tags=["en"]
# # Reading a snapshot
#
# **Question**: what does a snapshot hold, and how does one query give the number of the page?
#
# **Data**: all tables of one snapshot, a read-only file that opens beside the running pages.
#
# **Method**: `open_snapshot` opens it, `relations` and `columns` are its catalogue, `read` turns SQL into a DataFrame; at the end one indicator is computed anew from its cases and compared with the page.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
from audit_models import columns, read, relations
from audit_models.text import Text
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()

# %% [markdown] tags=["zh"]
# ## 目录
#
# `source` 是接受的源数据，`core` 是整理后的关系，`result` 是指标、规则与模型的结果，`meta` 记录导入本身。

# %% [markdown] tags=["en"]
# ## The catalogue
#
# `source` is the accepted source data, `core` the prepared relations, `result` what indicators, rules and models found, `meta` the import itself.

# %%
desk.table(relations(desk.snapshot, lang), most=100)

# %%
desk.table(columns(desk.snapshot, "core.connections", lang))

# %% [markdown] tags=["zh"]
# ## 一条查询
#
# 本单位及其全部下级本月送电的项目，按用户类别。`$unit` 与 `$month` 由参数给出，不拼接文本。

# %% [markdown] tags=["en"]
# ## One query
#
# Projects energised this month in the unit and all below it, by customer class. `$unit` and `$month` take the parameters; no text is pasted together.

# %%
connected = read(
    desk.snapshot,
    """
    select
        connections.customer_class,
        count(*) as cases,
        avg(connections.own_days) as mean_own_days,
        median(connections.own_days) as median_own_days,
    from core.connections as connections
    join core.unit_tree as tree
        on tree.unit_code = connections.unit_code and tree.ancestor_code = $unit
    where connections.month = $month
    group by connections.customer_class
    order by connections.customer_class
    """,
    unit=desk.unit,
    month=desk.month,
)
desk.table(
    connected,
    mean_own_days=Text("平均自有工作日", "Mean own working days"),
    median_own_days=Text("中位自有工作日", "Median own working days"),
)

# %% [markdown] tags=["zh"]
# ## 与页面核对
#
# 接电时长是案例的平均：分子之和除以分母之和。

# %% [markdown] tags=["en"]
# ## Compared with the page
#
# A connection time is the mean of its cases: the sum of numerators over the sum of denominators.

# %%
for indicator_id in ("I01", "I02", "I03"):
    found = read(
        desk.snapshot,
        """
        select sum(cases.numerator) / nullif(sum(cases.denominator), 0) as value
        from result.indicator_cases as cases
        join core.unit_tree as tree
            on tree.unit_code = cases.unit_code and tree.ancestor_code = $unit
        where cases.indicator_id = $indicator and cases.month = $month
        """,
        indicator=indicator_id,
        unit=desk.unit,
        month=desk.month,
    )
    desk.record(indicator_id, found["value"].iloc[0])

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 页面上的平均与比例都能从 `result.indicator_cases` 重算（每用户的指标另需用户数，见 02）。快照不会变，所以同一编号的快照永远给出同一个数；新导入的数据在新的快照里。自由查询不限单位：只应查看职责范围内的单位，或使用按范围导出的快照。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# Means and shares of the pages can be computed anew from `result.indicator_cases` (indicators per customer also need the customers, see 02). A snapshot never changes, so the same id gives the same number for ever; newly imported data are in a new snapshot. A free query knows no scope: look only at the units you answer for, or use an extract of them.
