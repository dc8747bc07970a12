# %% [markdown] tags=["zh"]
# # 集体企业工程合同审计
#
# **问题**：本单位的用户工程由谁承揽，在承揽、实施、履约三个阶段有哪些疑点？
#
# **数据**：`core.placed_contracts`、`source.payments`、`source.contract_changes` 与合同、工程、履约、廉洁各族规则的疑点。
#
# **方法**：承揽——集中度（HHI）、关联企业占比与程序规则；实施——签约、变更与工期规则；履约——结算、付款、账龄与首位数字检验（Benford 1938；Nigrini 2012）。

# %% [markdown] tags=["en"]
# # Contract audit of a collective enterprise
#
# **Question**: who undertakes the customer works of this unit, and what leads are there in undertaking, implementation and performance?
#
# **Data**: `core.placed_contracts`, `source.payments`, `source.contract_changes`, and the hits of the rule families on contracting, works, performance and integrity.
#
# **Method**: undertaking – concentration (HHI), share of affiliates, procedural rules; implementation – rules on signing, changes and duration; performance – settlement, payments, ageing, and first digits (Benford 1938; Nigrini 2012).

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
from audit_models import read
from audit_models.audit_tests import ageing, benford, strata
from audit_models.audit_tests.benford import CONFORMITY_NAMES
from audit_models.text import Text
from dashboard.desk import open_desk

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()
contracts = read(
    desk.snapshot,
    """
    select
        placed.contract_id,
        placed.unit_code,
        placed.project_id,
        placed.contractor_id,
        contractors.name as contractor,
        contractors.is_affiliate,
        placed.scope,
        placed.method,
        placed.amount_cny::double as amount_cny,
        placed.signed_on,
        contracts.settlement_cny::double as settlement_cny,
        contracts.accepted_on,
        contracts.settled_on,
    from core.placed_contracts as placed
    join core.unit_tree as tree
        on tree.unit_code = placed.unit_code and tree.ancestor_code = $unit
    join source.contracts as contracts on contracts.contract_id = placed.contract_id
    left join source.contractors as contractors
        on contractors.contractor_id = placed.contractor_id
    where placed.signed_on < $month::date + to_months(1)
        and placed.signed_on >= $month::date - to_months(11)
    order by placed.contract_id
    """,
    unit=desk.unit,
    month=desk.month,
)
desk.say(
    f"近十二个月签订合同 {len(contracts)} 份。",
    f"Contracts signed in twelve months: {len(contracts)}.",
)

# %% [markdown] tags=["zh"]
# ## 一、承揽
#
# HHI 为各承包商金额占比平方之和乘以 10000：低于 1500 分散，高于 2500 高度集中。集中本身不违规，须看程序。

# %% [markdown] tags=["en"]
# ## 1. Undertaking
#
# The HHI is ten thousand times the sum of squared shares of the amount: below 1500 dispersed, above 2500 highly concentrated. Concentration is no violation in itself; the procedure matters.

# %%
by_contractor = (
    contracts.groupby(["contractor", "is_affiliate"], dropna=False)["amount_cny"]
    .agg(["size", "sum"])
    .reset_index()
    .sort_values("sum", ascending=False)
)
total = by_contractor["sum"].sum()
by_contractor["share"] = by_contractor["sum"] / total if total else float("nan")
if total:
    is_known = contracts["is_affiliate"].notna()
    affiliated = contracts.loc[contracts["is_affiliate"].eq(True), "amount_cny"].sum()
    hhi = 10_000 * (by_contractor["share"] ** 2).sum()
    desk.say(
        f"HHI {hhi:.0f}；关联企业金额占比 {affiliated / total:.1%}；"
        f"是否关联不明的合同 {(~is_known).sum()} 份。",
        f"HHI {hhi:.0f}; affiliates hold {affiliated / total:.1%} of the amount;"
        f" unknown whether affiliated: {(~is_known).sum()} contracts.",
    )
desk.table(
    by_contractor,
    most=10,
    contractor=Text("承包商", "Contractor"),
    size=Text("合同数", "Contracts"),
    sum=Text("金额（元）", "Amount (CNY)"),
)

# %%
undertaking = desk.rules("CT", "NW")
desk.table(undertaking[["rule", "severity", "state", "checked", "hits", "missing"]], most=60)

# %% [markdown] tags=["zh"]
# ### 金额分层
#
# 贴近招标限额之下的层异常多，提示拆分或贴线。

# %% [markdown] tags=["en"]
# ### Amounts in strata
#
# Unusually many just below a tender limit suggest splitting.

# %%
desk.table(
    strata(contracts, "amount_cny", [100_000, 500_000, 1_000_000, 2_000_000, 4_000_000]),
    stratum=Text("金额（元）", "Amount (CNY)"),
    total=Text("合计（元）", "Total (CNY)"),
    share_of_rows=Text("份数占比", "Share of contracts"),
    share_of_total=Text("金额占比", "Share of amount"),
)

# %% [markdown] tags=["zh"]
# ## 二、实施

# %% [markdown] tags=["en"]
# ## 2. Implementation

# %%
implementation = desk.rules("IM")
desk.table(implementation[["rule", "severity", "state", "checked", "hits", "missing"]], most=60)

# %%
changes = read(
    desk.snapshot,
    """
    select
        changes.contract_id,
        any_value(placed.amount_cny)::double as amount_cny,
        count(*) as changes,
        sum(changes.delta_cny)::double as delta_cny,
        100 * sum(changes.delta_cny)::double / nullif(any_value(placed.amount_cny), 0)::double as percent,
    from source.contract_changes as changes
    join core.placed_contracts as placed on placed.contract_id = changes.contract_id
    join core.unit_tree as tree
        on tree.unit_code = placed.unit_code and tree.ancestor_code = $unit
    where changes.changed_on < $month::date + to_months(1)
    group by changes.contract_id
    order by percent desc nulls last, changes.contract_id
    """,
    unit=desk.unit,
    month=desk.month,
)
desk.table(
    changes,
    most=10,
    changes=Text("变更次数", "Changes"),
    delta_cny=Text("变更金额（元）", "Changed by (CNY)"),
    percent=Text("占合同（%）", "Of the contract (%)"),
)

# %% [markdown] tags=["zh"]
# ## 三、履约

# %% [markdown] tags=["en"]
# ## 3. Performance

# %%
performance = desk.rules("PF")
desk.table(performance[["rule", "severity", "state", "checked", "hits", "missing"]], most=60)

# %% [markdown] tags=["zh"]
# ### 已验收未结算的账龄

# %% [markdown] tags=["en"]
# ### Age of what was accepted and not settled

# %%
NO_AGE = {
    "future": Text("晚于数据截止日", "After the data end"),
    "undated": Text("无日期", "Without a date"),
}
unsettled = contracts[contracts["accepted_on"].notna() & contracts["settled_on"].isna()]
aged = ageing(unsettled, "accepted_on", as_of=desk.snapshot.facts.as_of, amount="amount_cny")
aged["band"] = [NO_AGE[one].in_(lang) if one in NO_AGE else one for one in aged["band"]]
desk.table(
    aged,
    band=Text("天数", "Days"),
    amount=Text("金额（元）", "Amount (CNY)"),
)

# %% [markdown] tags=["zh"]
# ### 付款首位数字
#
# 偏离不是证据：金额区间窄、定额付款都会偏离；不足 300 个数时结果仅供参考。

# %% [markdown] tags=["en"]
# ### First digits of payments
#
# A deviation proves nothing: narrow ranges and fixed amounts deviate as well; with fewer than 300 numbers the result says little.

# %%
payments = read(
    desk.snapshot,
    """
    select payments.payment_id, payments.amount_cny::double as amount_cny
    from source.payments as payments
    join source.contracts as contracts on contracts.contract_id = payments.contract_id
    join core.unit_tree as tree
        on tree.unit_code = contracts.unit_code and tree.ancestor_code = $unit
    where payments.paid_on < $month::date + to_months(1)
    order by payments.payment_id
    """,
    unit=desk.unit,
    month=desk.month,
)
digits = benford(payments["amount_cny"])
conformity = CONFORMITY_NAMES[digits.conformity]
desk.say(
    f"{digits.n} 笔付款，平均绝对偏差 {digits.mean_absolute_deviation:.4f}（{conformity.zh}），"
    f"χ² 的 p 值 {digits.p_value:.3f}。",
    f"{digits.n} payments, mean absolute deviation {digits.mean_absolute_deviation:.4f}"
    f" ({conformity.en}), p value of χ² {digits.p_value:.3f}.",
)
if digits.warning:
    desk.say(*digits.warning)
desk.table(
    digits.digits,
    digit=Text("首位", "Digit"),
    count=Text("个数", "Count"),
    expected=Text("预期占比", "Expected share"),
    difference=Text("差", "Difference"),
)

# %% [markdown] tags=["zh"]
# ## 疑点最多的规则

# %% [markdown] tags=["en"]
# ## Rules with most hits

# %%
every = desk.rules("CT", "NW", "IM", "PF")
desk.record_rules("CT", "NW", "IM", "PF")
worst = every.sort_values("hits", ascending=False).head(3)
for rule_id in worst.loc[worst["hits"] > 0, "rule_id"]:
    desk.say(desk.title(rule_id), desk.title(rule_id))
    desk.table(desk.hits(rule_id), most=10)

# %%
desk.conclude("CT", "NW", "IM", "PF")

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 三个阶段的疑点指出应调阅哪些合同、变更与付款凭证。疑点只说明记录与规则不符；承揽集中、比例偏高也可能有正当原因，须看委托、比选与招标的资料。是否关联以交付的承包商资料为准，不明的已单列，没有当作“不关联”。没有交付的表对应的规则为“数据不足”，不能视为合规。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# The leads of the three stages say which contracts, changes and vouchers to call for. A hit says that the record does not agree with a rule; concentration may have good reasons, which the papers of entrustment, comparison and tender show. Affiliation is what the contractors' table says; unknown ones are counted apart, not taken for independent. Rules whose tables were not delivered have insufficient data, which is not compliance.
