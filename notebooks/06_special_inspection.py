# %% [markdown] tags=["zh"]
# # 专项督察：抽样、评价与底稿
#
# **问题**：对本单位近十二个月的合同开展专项督察，查哪些、查多少，查完能对总体说什么？
#
# **数据**：`core.placed_contracts`（总体）、`result.rule_hits`（线索）、`source.inspection_results`（检查结论）。
#
# **方法**：属性抽样（精确超几何分布）与货币单元抽样（Stringer 上限），先定方案、再按种子抽取、后评价（AICPA《审计抽样》）。同一总体、同一方案、同一种子，任何人抽出的都是同一批。

# %% [markdown] tags=["en"]
# # Special inspection: sample, evaluation, working papers
#
# **Question**: inspecting the unit's contracts of twelve months, which and how many have to be looked at, and what can be said of all of them afterwards?
#
# **Data**: `core.placed_contracts` (the frame), `result.rule_hits` (leads), `source.inspection_results` (outcomes).
#
# **Method**: attribute sampling (exact hypergeometric) and monetary-unit sampling (Stringer's limit): first the plan, then the draw by seed, then the evaluation (AICPA, *Audit Sampling*). The same frame, plan and seed give the same sample to anyone.

# %% tags=["parameters"]
unit = None  # unit code; None: the topmost unit
month = None  # "2026-10"; None: the last month
snapshot = None  # snapshot id; None: the current one
lang = "zh"  # "zh" or "en"

# %%
import pandas as pd

from audit_models import read
from audit_models.errors import Refused
from audit_models.papers import facts_of_hit
from audit_models.sampling import AttributePlan, MonetaryPlan, make_frame
from audit_models.sampling.limits import upper_rate
from audit_models.text import Text
from dashboard.desk import open_desk

SEED = 20261124
RISK = 0.05
TOLERABLE_RATE = 0.05
TOLERABLE_SHARE = 0.05

desk = open_desk(unit, month, snapshot, lang)
desk.stamp()

# %% [markdown] tags=["zh"]
# ## 一、总体
#
# 近十二个月签订、有金额的合同。总体指纹随行、金额而变：总体变了，方案必须重做。

# %% [markdown] tags=["en"]
# ## 1. The frame
#
# Contracts with an amount signed in twelve months. The frame's hash changes with rows and amounts: another frame takes another plan.

# %%
contracts = read(
    desk.snapshot,
    """
    with hits as (
        select subject_id, count(*) as hits
        from result.rule_hits
        where subject_type = 'contract'
        group by subject_id
    )
    select
        placed.contract_id,
        placed.unit_code,
        placed.scope,
        placed.signed_on,
        placed.amount_cny::double as amount_cny,
        coalesce(hits.hits, 0) as hits,
    from core.placed_contracts as placed
    join core.unit_tree as tree
        on tree.unit_code = placed.unit_code and tree.ancestor_code = $unit
    left join hits on hits.subject_id = placed.contract_id
    where placed.signed_on < $month::date + to_months(1)
        and placed.signed_on >= $month::date - to_months(11)
        and placed.amount_cny > 0
    order by placed.contract_id
    """,
    unit=desk.unit,
    month=desk.month,
)
frame = make_frame(contracts, id="contract_id", amount="amount_cny") if len(contracts) else None
if frame:
    book_cny = float(frame.rows["amount"].sum())
    desk.say(
        f"合同 {len(frame.rows)} 份，合计 {book_cny:,.0f} 元；总体指纹 {frame.hash[:12]}。",
        f"{len(frame.rows)} contracts, CNY {book_cny:,.0f} in all; frame hash {frame.hash[:12]}.",
    )
else:
    desk.say("没有合同，无从抽样。", "There are no contracts to draw from.")

# %% [markdown] tags=["zh"]
# ## 二、方案与抽取
#
# 属性抽样回答“程序偏差率最多多少”，货币单元抽样回答“金额高估最多多少”。可容忍偏差率与可容忍错报均取 5%，误受风险 5%；种子写在上面的单元格里。

# %% [markdown] tags=["en"]
# ## 2. Plan and draw
#
# Attribute sampling says how often a procedure was not followed at the most, monetary-unit sampling how much amounts are too high at the most. Tolerable rate and misstatement are 5 %, the risk of a wrong acceptance 5 %; the seed stands in the cell above.

# %%
attribute = monetary = None
if frame:
    attribute = AttributePlan.of(frame, tolerable_rate=TOLERABLE_RATE, risk=RISK)
    attribute_sample = attribute.select(frame, seed=SEED)
    desk.say(
        f"属性抽样：抽 {attribute.size} 份，允许偏差 {attribute.allowed} 份。",
        f"Attribute sampling: {attribute.size} contracts, {attribute.allowed} deviations allowed.",
    )
    drawn = contracts.set_index("contract_id").loc[attribute_sample.rows["id"]].reset_index()
    desk.table(drawn[["contract_id", "scope", "signed_on", "amount_cny", "hits"]], most=15)

# %%
if frame:
    try:
        monetary = MonetaryPlan.of(frame, tolerable_cny=TOLERABLE_SHARE * book_cny, risk=RISK)
    except Refused as refused:
        desk.say(*refused.text)
if monetary:
    monetary_sample = monetary.select(frame, seed=SEED)
    desk.say(
        f"货币单元抽样：间隔 {monetary.interval_cny:,.0f} 元，抽中 {len(monetary_sample.rows)} 份，"
        f"占总额 {monetary_sample.rows['amount'].sum() / book_cny:.1%}。",
        f"Monetary-unit sampling: interval CNY {monetary.interval_cny:,.0f},"
        f" {len(monetary_sample.rows)} contracts holding"
        f" {monetary_sample.rows['amount'].sum() / book_cny:.1%} of the amount.",
    )
    desk.table(
        monetary_sample.rows[["id", "amount", "hits"]],
        most=15,
        id=Text("合同", "Contract"),
        amount=Text("金额（元）", "Amount (CNY)"),
        hits=Text("命中次数", "Times drawn"),
    )

# %% [markdown] tags=["zh"]
# ## 三、方法自检
#
# “有无规则疑点”对全部合同都已知，正好检验方法：由样本推断的上限应不低于总体的真实比例（平均 20 次允许 1 次例外）。疑点不是偏差，这里只用来核对算法。

# %% [markdown] tags=["en"]
# ## 3. A check of the method
#
# Whether a contract has a rule hit is known of all, which tests the method: the limit from the sample should not be below the true share (one time in twenty it may be). A hit is no deviation; it only serves to check the computation.

# %%
if attribute:
    has_hit = contracts.set_index("contract_id")["hits"] > 0
    found = attribute.evaluate(attribute_sample, has_hit.loc[attribute_sample.rows["id"]])
    truth = float(has_hit.mean())
    desk.say(
        f"样本 {found.errors}/{found.size} 有疑点，上限 {found.upper_rate:.1%}；总体实际 {truth:.1%}"
        f"，{'上限覆盖' if found.upper_rate >= truth else '本次未覆盖'}。",
        f"{found.errors} of {found.size} in the sample have a hit, limit {found.upper_rate:.1%}; the frame"
        f" has {truth:.1%}: {'covered' if found.upper_rate >= truth else 'not covered this time'}.",
    )

# %% [markdown] tags=["zh"]
# ## 四、检查结论与评价
#
# 只有样本全部查完才评价；未查的列入待查，不当作“没有问题”。

# %% [markdown] tags=["en"]
# ## 4. Outcomes and evaluation
#
# A sample is evaluated only when all of it was looked at; what is outstanding is listed, and not taken for clean.

# %%
outcomes = read(
    desk.snapshot,
    """
    select subject_id, max(inspected_on) as inspected_on, bool_or(verdict <> 'cleared') as is_confirmed
    from source.inspection_results
    where subject_type = 'contract'
    group by subject_id
    """,
).set_index("subject_id")
if attribute:
    answered = outcomes["is_confirmed"].reindex(attribute_sample.rows["id"]).dropna().astype(bool)
    left = attribute.size - len(answered)
    if left:
        desk.say(
            f"抽中的 {attribute.size} 份中还有 {left} 份没有检查结论，暂不评价。",
            f"{left} of the {attribute.size} drawn have no outcome yet, so nothing is evaluated.",
        )
    else:
        desk.say(*attribute.evaluate(attribute_sample, answered).text)

# %% [markdown] tags=["zh"]
# ### 如果查出偏差，上限会是多少

# %% [markdown] tags=["en"]
# ### What the limit would be if deviations are found

# %%
if attribute:
    possible = range(min(5, attribute.size) + 1)
    desk.table(
        pd.DataFrame(
            {
                "errors": possible,
                "limit": [
                    100
                    * upper_rate(errors, attribute.size, risk=RISK, population=attribute.population)
                    for errors in possible
                ],
            }
        ),
        errors=Text("偏差数", "Deviations"),
        limit=Text("偏差率上限（%）", "Upper limit (%)"),
    )

# %% [markdown] tags=["zh"]
# ### 以往的随机抽查
#
# 各次督察中随机抽取的合同，是唯一不受选择影响的依据。

# %% [markdown] tags=["en"]
# ### Earlier random checks
#
# Contracts that earlier inspections drew at random are the one basis without selection.

# %%
random_checks = read(
    desk.snapshot,
    """
    select count(*) as checked, count(*) filter (where results.verdict <> 'cleared') as confirmed
    from source.inspection_results as results
    join source.contracts as contracts on contracts.contract_id = results.subject_id
    join core.unit_tree as tree
        on tree.unit_code = contracts.unit_code and tree.ancestor_code = $unit
    where results.subject_type = 'contract' and results.is_random_sample
        and results.inspected_on < $month::date + to_months(1)
    """,
    unit=desk.unit,
    month=desk.month,
)
checked, confirmed = (int(random_checks[name].iloc[0]) for name in ("checked", "confirmed"))
if checked:
    desk.say(
        f"随机抽查 {checked} 份，查实 {confirmed} 份；按 95% 把握，查实率不超过"
        f" {upper_rate(confirmed, checked, risk=RISK):.1%}。",
        f"{checked} checked at random, {confirmed} confirmed; with 95% confidence the share is at most"
        f" {upper_rate(confirmed, checked, risk=RISK):.1%}.",
    )
else:
    desk.say("还没有随机抽查的结论。", "There are no outcomes of random checks yet.")

# %% [markdown] tags=["zh"]
# ## 五、底稿清单
#
# 每份抽中的合同一行：事项、线索、已有结论；编制人、复核人与页次由人填写。取证单与工作底稿的 Word 文件从疑点页面生成。

# %% [markdown] tags=["en"]
# ## 5. Register of working papers
#
# One line a contract drawn: matter, leads, outcome so far; preparer, reviewer and page are filled in by people. Evidence sheets and working papers in Word come from the page of a hit.

# %%
leads = read(
    desk.snapshot,
    """
    select subject_id, string_agg(distinct rule_id, ', ' order by rule_id) as rules
    from result.rule_hits
    where subject_type = 'contract'
    group by subject_id
    """,
).set_index("subject_id")["rules"]
if attribute:
    register = pd.DataFrame({"contract_id": attribute_sample.rows["id"]})
    register.insert(
        0, "number", [f"DG-{desk.month:%Y%m}-{n:03}" for n in range(1, len(register) + 1)]
    )
    register["leads"] = register["contract_id"].map(leads)
    register = register.join(outcomes, on="contract_id")
    desk.table(
        register,
        most=100,
        number=Text("底稿编号", "Paper no."),
        leads=Text("线索", "Leads"),
        inspected_on=Text("检查日期", "Inspected on"),
        is_confirmed=Text("查实", "Confirmed"),
    )

# %% [markdown] tags=["zh"]
# ### 底稿的内容
#
# 以抽中合同里的第一条疑点为例：程序、依据与须排除的正当原因来自规则定义，结论留空。

# %% [markdown] tags=["en"]
# ### What a working paper says
#
# The first hit among the contracts drawn as an example: procedure, ground and innocent reasons come from the rule, the conclusion stays blank.

# %%
if attribute:
    candidates = read(
        desk.snapshot,
        """
        select hit_id
        from result.rule_hits
        where subject_type = 'contract' and list_contains($drawn, subject_id)
        order by list_position(['H', 'M', 'L'], severity), hit_id
        limit 1
        """,
        drawn=list(attribute_sample.rows["id"]),
    )
    for hit_id in candidates["hit_id"]:
        facts = facts_of_hit(desk.snapshot, hit_id, lang=lang)
        items = {
            Text("被审计单位", "Unit audited"): facts.unit,
            Text("审计事项", "Matter"): facts.title,
            Text("期间", "Period"): facts.period,
            Text("程序", "Procedure"): facts.procedure,
            Text("事实", "Facts"): facts.facts,
            Text("须排除的正当原因", "Innocent reasons to rule out"): facts.innocent,
            Text("依据", "Ground"): "；".join(facts.ground),
            Text("结论", "Conclusion"): facts.conclusion or None,
        }
        desk.table(
            pd.DataFrame({"item": [name.in_(lang) for name in items], "said": items.values()}),
            item=Text("项目", "Item"),
            said=Text("内容", "Content"),
        )

# %%
desk.record_rules("CT", "IM", "PF")

# %%
desk.conclude("CT", "IM", "PF")

# %% [markdown] tags=["zh"]
# ## 结论与局限
#
# 样本由种子与总体指纹唯一确定，可以重抽核对。评价只对所抽总体有效：总体之外（未录入的合同、没有金额的合同）不在结论之内。误受风险 5% 意味着二十次中平均有一次上限低于实际。疑点与抽样是两回事：疑点说明先看哪里，样本才说明总体如何。

# %% [markdown] tags=["en"]
# ## Conclusion and limits
#
# The sample follows from seed and frame hash alone and can be drawn again. The evaluation holds for the frame: what is not in it (contracts not recorded, or without an amount) is not covered. A risk of 5 % means that one time in twenty the limit lies below the truth. Leads and samples are two things: leads say where to look first, only a sample says how the whole is.
