"""The words of the monthly report that belong to no number."""

from audit_models.text import Text

REPORT = Text("督察监测月报", "Monthly supervision report")
SCORECARD = Text("月度记分卡", "Monthly scorecard")

LABELS: dict[str, Text] = {
    "report": REPORT,
    "scorecard": SCORECARD,
    "overview": Text("总体情况", "Overview"),
    "indicators": Text("指标总览", "Indicators"),
    "ranking": Text("三级评价排名", "Ranking at three levels"),
    "red_list": Text("红色清单：疑点", "Red list: leads"),
    "rectification": Text("问题与整改", "Findings and rectification"),
    "for_decision": Text("待决策事项", "For decision"),
    "next_month": Text("下月重点", "Next month"),
    "signals": Text("本月信号", "Signals of the month"),
    "no_signals": Text(
        "没有指标的变化超出正常波动。", "No indicator moved by more than the usual variation."
    ),
    "rules": Text("疑点规则", "Red-flag rules"),
    "lead_note": Text(
        "疑点是待核实的线索，不是结论。", "A hit is a lead to verify, not a verdict."
    ),
    "rank_note": Text(
        "横线为偶然因素下可能的名次范围，圆点为本月名次；重叠者不宜分先后。",
        "The line is the range of ranks that chance allows, the dot the rank of this month;"
        " where lines overlap none is surely ahead.",
    ),
    "name": Text("指标", "Indicator"),
    "value": Text("本月值", "This month"),
    "target": Text("目标", "Target"),
    "trend": Text("近13个月", "13 months"),
    "state": Text("状态", "Status"),
    "variation": Text("变化", "Variation"),
    "assurance": Text("目标保证", "Assurance"),
    "rank": Text("排名", "Rank"),
    "cases": Text("案例数", "Cases"),
    "sentence": Text("解读", "Reading"),
    "family": Text("规则类别", "Family"),
    "hits": Text("疑点", "Leads"),
    "checked": Text("已检查", "Checked"),
    "rule": Text("规则", "Rule"),
    "severity": Text("严重度", "Severity"),
    "ground": Text("依据", "Ground"),
    "unit": Text("单位", "Unit"),
    "unit_code": Text("单位编码", "Unit code"),
    "day": Text("日期", "Date"),
    "subject": Text("对象", "Subject"),
    "amount": Text("金额（元）", "Amount (CNY)"),
    "lead": Text("疑点说明", "Lead"),
    "score": Text("得分", "Score"),
    "grade": Text("等级", "Grade"),
    "range": Text("可能名次", "Ranks by chance"),
    "assessment": Text("综合评价", "Assessment"),
    "finding": Text("问题编号", "Finding"),
    "category": Text("问题类别", "Category"),
    "verified_on": Text("核实日期", "Verified on"),
    "due_on": Text("整改期限", "Due on"),
    "closed_on": Text("销号日期", "Closed on"),
    "id": Text("编号", "Id"),
    "measure": Text("计量单位", "Unit of measure"),
    "month": Text("月份", "Month"),
    "level": Text("层级", "Level"),
    "peers": Text("同级单位数", "Peers"),
    "rank_low": Text("可能最前名次", "Best rank by chance"),
    "rank_high": Text("可能最后名次", "Last rank by chance"),
    "snapshot": Text("快照", "Snapshot"),
    "as_of": Text("数据截至", "Data to"),
    "page": Text("第", "Page "),
    "of": Text("页，共", " of "),
    "page_end": Text("页", ""),
    "opens": Text("扫码打开同一页面", "Scan to open the same page"),
    "demonstration": Text("演示数据", "Demonstration data"),
    "no_hits": Text(
        "本月已判定的规则没有发现疑点。", "The rules that could decide found no leads."
    ),
}

NOT_ASSESSED = Text(
    "未评价：有数据的指标权重不足80%", "Not assessed: the known indicators carry less than 80%"
)
UNASSESSED_UNITS = Text(
    "未评价（有数据的指标权重不足80%）{count}个：{names}",
    "Not assessed, as the known indicators carry less than 80 %: {count} ({names})",
)
UNASSESSED = Text("未评价", "Not assessed")
NO_SCHEME = Text("本快照没有综合评价结果。", "This snapshot holds no assessment.")
ASSESSED = Text("{score}分，{grade}", "{score} points, {grade}")
RANKED = Text(
    "，排名{rank}/{peers}（可能{low}–{high}）", ", rank {rank} of {peers} (by chance {low}–{high})"
)
UNRANKED = Text("不排名", "not ranked")
UNDECIDED = Text(
    "另有{count}条规则因数据不足或出错未能判定；未判定不等于没有问题。",
    "Rules left undecided for want of data or by an error: {count}. Undecided does not mean clean.",
)
MORE = Text("另有{count}条，见疑点规则页面", "{count} more on the page of the rule")
NO_FINDINGS = Text(
    "尚未记录经核实的问题：本快照的问题台账为空。",
    "No verified finding is recorded yet: the register of this snapshot is empty.",
)
FINDINGS = Text(
    "本月末未销号问题{open}个，其中逾期{overdue}个；本月销号{closed}个。",
    "At the month's end {open} findings are open, {overdue} of them overdue; {closed} were closed this month.",
)
FINDING_STATES = {
    "open": Text("整改中", "Open"),
    "overdue": Text("逾期", "Overdue"),
    "closed": Text("已销号", "Closed"),
}
NEXT_CAUSE = Text(
    "查明变坏的原因：{name} {value}（目标 {target}）；{sentence}",
    "Find out why it worsened: {name} {value} (target {target}). {sentence}",
)
NEXT_PROCESS = Text(
    "改进流程：{name} {value}（目标 {target}），按现状预期无法达到",
    "Improve the process: {name} {value} (target {target}) cannot be met as things are",
)
NEXT_WATCH = Text(
    "继续观察：{count}项指标本月未达标，但未超出正常波动（{names}）",
    "Keep watching: {count} indicators missed by no more than the usual variation ({names})",
)
NEXT_LEADS = Text(
    "核实高严重度疑点{count}条：{rules}", "Verify {count} leads of high severity: {rules}"
)
NEXT_FINDINGS = Text(
    "督促整改：{count}个问题尚未销号", "Follow up rectification: {count} findings are open"
)
NEXT_DATA = Text(
    "补齐数据：{count}条规则未能判定，缺少{what}",
    "Complete the data: {count} rules undecided for want of {what}",
)
NOTHING_NEXT = Text("没有需要专门安排的事项。", "Nothing needs special attention.")
