"""What each relation of a snapshot holds, in words: the catalogue for those who read with SQL.

Source tables and their columns are named by the contract. What the program computes is named here; a
test compares the list with a real snapshot, so that nothing stays without a name.
"""

from typing import TYPE_CHECKING

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd

COMPUTED: dict[str, Text] = {
    "core.batches": Text("同一人十分钟内的批量录入", "Many projects recorded within ten minutes by one person"),
    "core.bid_margins": Text("每次开标的中标价与次低价之差", "Winning against second bid of each tender"),
    "core.clock_stops": Text("停钟，按用途", "Clock stops by purpose"),
    "core.connections": Text("已送电项目及其工作日", "Energised projects with their working days"),
    "core.contract_accounts": Text("合同的价款、变更、结算与付款", "Price, variations, settlement and payments of contracts"),
    "core.contractor_pinyin": Text("承包商名称拼音", "Pinyin of contractor names"),
    "core.customers_served": Text("各单位各月用户数", "Customers of each unit and month"),
    "core.days": Text("工作日历", "Working-day calendar"),
    "core.documented_suspensions": Text("有凭据的中止", "Suspensions with evidence"),
    "core.encoded_work_orders": Text("编码后的工单环节", "Work-order stages, encoded"),
    "core.first_builders": Text("各工程首份施工合同的承包商", "The contractor of each project's first works contract"),
    "core.grades": Text("综合评价等级", "Grades of the assessment"),
    "core.interruptions": Text("停电及其时户数", "Interruptions with customer-hours"),
    "core.irregular_projects": Text(
        "环节可能倒置或缺失的项目", "Projects whose stages may be out of order or missing"
    ),
    "core.irregular_tasks": Text("环节可能倒置或缺失的项目的工单环节", "Tasks of projects whose stages may be out of order or missing"),
    "core.legal_basis": Text("法律与政策依据", "Legal and policy grounds"),
    "core.limited_stages": Text("有时限的环节", "Stages with a limit"),
    "core.limits": Text("时限", "Time limits"),
    "core.off_clock": Text("不计时的时段", "Stretches off the clock"),
    "core.peer_group_units": Text("可比单位组", "Groups of comparable units"),
    "core.peers": Text("项目的可比同类", "Class and unit level that a project is compared in"),
    "core.placed_contracts": Text("合同及其项目、招标与承包商", "Contracts with project, tender, contractor"),
    "core.placed_tenders": Text("每次招标及其日期与投标数", "Tenders with their day and number of bids"),
    "core.plan_replies": Text("供电方案答复时间", "Plan replies"),
    "core.process_order": Text("环节的正常顺序", "Normal order of stages"),
    "core.process_required": Text("各类用户必经的环节", "Stages that each class must pass"),
    "core.project_keys": Text("项目编号与内部键", "Projects and their internal keys"),
    "core.projects": Text("业扩项目及各日期的工作日序号", "Client projects, dates as working-day counts"),
    "core.reapplications": Text("终止后重新提出的申请", "Applications after a cancelled one of the same customer or site"),
    "core.run": Text("本次计算的起止", "First and last day of the computation"),
    "core.stages": Text("环节目录", "Stages"),
    "core.stopped_stretches": Text("停钟时段，合并后", "Stopped stretches, merged"),
    "core.suspended_tasks": Text("各环节工作内的有据中止天数", "Suspended working days within each task"),
    "core.targets": Text("指标目标与权重", "Targets and weights of indicators"),
    "core.tasks": Text("每项环节工作，两种时钟", "Stage tasks on both clocks"),
    "core.tender_limits": Text("必须招标的限额", "Limits above which a tender is due"),
    "core.tender_traits": Text("每次招标中投标人的共同点", "What the bidders of a tender have in common"),
    "core.three_zero_ceilings": Text("三零服务容量上限", "Capacity ceilings of three-zero service"),
    "core.trailing_windows": Text("各月向前滚动的时间窗", "Trailing windows of each month"),
    "core.unit_pinyin": Text("单位名称拼音", "Pinyin of unit names"),
    "core.unit_tree": Text("单位及其全部上级", "Every unit with all above it"),
    "core.units": Text("供电单位", "Supply units"),
    "meta.changes": Text("本次导入改动的单元格", "Cells that this import changed"),
    "meta.extract": Text("导出自哪个快照的哪个单位", "The snapshot and unit that an extract is of"),
    "meta.files": Text("记录所来自的文件与工作表", "Files and sheets that rows came from"),
    "meta.imports": Text("导入的文件、行数与控制合计", "Files read, rows and control totals"),
    "meta.oddities": Text("可疑但已接受的数据", "Odd data that was accepted"),
    "meta.rejected_rows": Text("被拒绝的行", "Rejected rows"),
    "meta.rejects": Text("拒绝原因", "Reasons of rejection"),
    "meta.row_counts": Text("各表行数", "Rows of each table"),
    "meta.snapshot": Text("快照本身", "The snapshot itself"),
    "meta.supplied": Text("交付过的表和列", "Tables and columns that were delivered"),
    "result.assessment_parts": Text("综合评价的各项得分", "Parts of each assessment"),
    "result.assessments": Text("综合评价", "Assessments"),
    "result.audit_ages": Text("审计测试：已验收未结算的账龄", "Audit tests: accepted and not settled, by age"),
    "result.audit_copies": Text("审计测试：相同的付款", "Audit tests: payments that agree"),
    "result.audit_digits": Text("审计测试：金额的前两位数字", "Audit tests: first two digits of amounts"),
    "result.audit_gaps": Text("审计测试：合同编号断号", "Audit tests: gaps in contract numbers"),
    "result.audit_partners": Text("审计测试：清单对照", "Audit tests: lists side by side"),
    "result.audit_strata": Text("审计测试：合同金额分层", "Audit tests: contracts by size"),
    "result.definitions": Text("参与计算的定义", "Definitions that were evaluated"),
    "result.failed_examples": Text("未通过的规则检验示例", "Worked examples that rules fail"),
    "result.feature_states": Text("特征能否计算", "Whether each feature could be computed"),
    "result.getting_electricity": Text("获得电力评分", "Getting Electricity scores"),
    "result.hit_sides": Text("疑点数，按环节与承包商", "Hits by stage and contractor"),
    "result.hit_verdicts": Text("疑点对象的核查结论", "What inspections said of the subjects of hits"),
    "result.indicator_cases": Text("指标背后的案例", "Cases behind each indicator"),
    "result.indicator_intervals": Text("指标的 95% 区间", "95 % intervals of indicators"),
    "result.indicator_values": Text("指标值", "Values of indicators"),
    "result.model_states": Text("模型状态与模型卡", "States of models, with their cards"),
    "result.process_affiliates": Text("关联企业与其他承包商的可比计数", "Counts that compare affiliates with others"),
    "result.process_affinity": Text("客户经理与承包商的组合", "Pairs of account manager and contractor"),
    "result.process_cases": Text("已送电案例所走的路径", "The way of each energised case"),
    "result.process_deviations": Text("与流程模型不符之处", "Deviations from the process model"),
    "result.process_durations": Text("全程工作日分布", "Spread of working days in all"),
    "result.process_edges": Text("环节之间的流转", "Passages between stages"),
    "result.process_effects": Text("关联企业与其他承包商的差异", "Affiliates against other contractors"),
    "result.process_margins": Text("答复距时限的剩余工作日", "Working days left at the plan reply"),
    "result.process_noted": Text("时间值得再看的环节", "Events whose times deserve a second look"),
    "result.process_passages": Text("流程图，按单位与客户类别", "Directly-follows graphs of units"),
    "result.process_stages": Text("各环节工作量", "Work in each stage"),
    "result.process_totals": Text("办结工程的汇总", "Totals of completed connections"),
    "result.process_unplaced": Text("无法排序的工作", "Tasks without a place"),
    "result.process_variant_counts": Text("各路径案例数", "Cases of each way"),
    "result.process_variants": Text("路径", "Ways"),
    "result.ranks": Text("指标在同级单位中的排名", "Ranks of units in each indicator"),
    "result.rebases": Text("重设的控制限", "Limits begun anew"),
    "result.rule_coverage": Text("规则覆盖与状态", "Coverage and state of rules"),
    "result.rule_hits": Text("规则疑点及证据", "Rule hits with evidence"),
    "result.rule_records": Text("规则近12个月的成效", "How rules did in twelve months"),
    "result.scorecard_lines": Text("记分卡各行", "Lines of scorecards"),
    "result.scores": Text("合同风险分", "Risk scores of contracts"),
    "result.signals": Text("控制图信号", "Control-chart signals"),
    "result.ties": Text("员工、承包商与客户之间的关联", "Ties between employees, contractors and customers"),
}  # fmt: skip


def relations(snapshot: Snapshot, lang: Lang = "zh") -> "pd.DataFrame":
    """Every table and view of a snapshot: relation, label, columns (how many)."""
    found = snapshot.query(
        """
        select schema_name || '.' || table_name as relation, count(*) as columns
        from duckdb_columns()
        where database_name = current_database()
            and schema_name in ('source', 'core', 'result', 'meta', 'origin')
        group by relation
        order by list_position(['source', 'core', 'result', 'meta', 'origin'], any_value(schema_name)), relation
        """
    )
    labels = [label_of(name).in_(lang) for name in found["relation"]]
    return found.assign(label=labels)[["relation", "label", "columns"]]


def columns(snapshot: Snapshot, relation: str, lang: Lang = "zh") -> "pd.DataFrame":
    """The columns of one relation: column, type, label (empty where the contract does not know it).

    Raises:
        Refused: the snapshot has no such relation.
    """
    found = snapshot.query(
        """
        select column_name as column, data_type as type
        from duckdb_columns()
        where database_name = current_database() and schema_name || '.' || table_name = ?
        order by column_index
        """,
        [relation],
    )
    if found.empty:
        raise Refused(
            f"快照中没有 {relation}；relations() 列出全部的表。",
            f"The snapshot has no {relation}; relations() lists all of them.",
        )
    labels = _column_labels(relation)
    return found.assign(
        label=[labels[name].in_(lang) if name in labels else "" for name in found["column"]]
    )


def label_of(relation: str) -> Text:
    """What a relation holds; its own name where nobody has named it yet."""
    schema, _, name = relation.partition(".")
    contract = load_contract()
    if schema == "source" and name in contract:
        return contract[name].label
    if schema == "origin" and name in contract:
        label = contract[name].label
        return Text(f"{label.zh}：来源文件与行号", f"{label.en}: file and row of each")
    return COMPUTED.get(relation, Text(relation, relation))


def _column_labels(relation: str) -> dict[str, Text]:
    """The contract's labels: of the table itself, else of any table that has such a column."""
    contract = load_contract()
    own = contract.get(relation.partition(".")[2])
    tables = [own] if own else list(contract.values())
    return {c.name: c.label for table in tables for c in table.columns.values()}
