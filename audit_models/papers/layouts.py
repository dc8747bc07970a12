"""How each template looks when it is made anew; the office's own edits in Word come after.

The working paper has the eight items of the Internal Audit Standard No. 2104 (审计工作底稿), article 9.
"""

from collections.abc import Callable

from audit_models.papers.layout import Column, Layout
from audit_models.reports.texts import LABELS
from audit_models.text import Text

LEAD_NOTE = Text(
    "本文书所列疑点为系统检出的线索，须经核实；未经核实不作为结论。",
    "Leads in this paper were found by the system and must be verified; unverified they are no verdict.",
)
PLACE = Text("序号", "No.")
UNIT = Text("被审计单位", "Audited unit")
MATTER = Text("审计事项", "Matter")
PERIOD = Text("审计期间", "Period")
FACTS = Text("事实描述", "Facts")
GROUND = Text("依据", "Ground")
AMOUNT = Text("涉及金额（元）", "Amount (CNY)")
SNAPSHOT = Text("数据快照", "Snapshot")
PREPARER = Text("编制人 / 日期", "Prepared by / date")
REVIEWER = Text("复核人 / 日期", "Reviewed by / date")
ISSUER = Text("签发人 / 日期", "Issued by / date")
NO_EVIDENCE = Text("尚未收集证据。", "No evidence is collected yet.")
NO_FINDING = Text("没有列为问题的事项。", "No matter was listed as a finding.")
NOTHING_STATED = Text("（未填写）", "(not stated)")
PREPARED, REVIEWED = "{{ preparer }}  {{ prepared_on }}", "{{ reviewer }}  {{ reviewed_on }}"
ISSUED = "{{ issuer }}  {{ issued_on }}"

EVIDENCE: tuple[Column, ...] = (
    (PLACE, "{{ one.place }}", 10),
    (Text("证据", "Evidence"), "{{ one.name }}", 32),
    (Text("内容", "Content"), "{{ one.value }}", 50),
    (Text("来源", "Source"), "{{ one.source }}", 40),
    (Text("SHA-256", "SHA-256"), "{{ one.sha256 }}", 34),
)
FINDING_LINES: tuple[Column, ...] = (
    (PLACE, "{{ one.place }}", 10),
    (Text("单位", "Unit"), "{{ one.unit }}", 24),
    (Text("问题", "Finding"), "{{ one.title }}", 28),
    (FACTS, "{{ one.facts }}", 62),
    (GROUND, "{{ one.ground }}", 36),
    (AMOUNT, "{{ one.amount }}", 22),
)


def evidence_sheet(sheet: Layout) -> None:
    sheet.title(Text("审计取证单", "Audit evidence sheet"))
    sheet.fields(
        [
            (UNIT, "{{ unit }}（{{ unit_code }}）"),
            (MATTER, "{{ matter }}"),
            (PERIOD, "{{ period }}"),
            (Text("程序与方法", "Procedure and method"), "{{ procedure }}"),
            (FACTS, "{{ facts }}"),
            (AMOUNT, "{{ amount }}"),
            (GROUND, "{{ ground }}"),
            (Text("须排除的正当原因", "Innocent reasons to rule out"), "{{ innocent }}"),
            (SNAPSHOT, "{{ snapshot }}"),
        ]
    )
    sheet.heading(Text("证据清单", "Evidence"))
    sheet.rows("evidence", EVIDENCE, size=8, none=NO_EVIDENCE)
    sheet.fields(
        [
            (PREPARER, PREPARED),
            (REVIEWER, REVIEWED),
            (Text("被审计单位意见", "Opinion of the audited unit"), "\n\n"),
            (Text("签认 / 盖章 / 日期", "Signature / seal / date"), "\n"),
        ],
        keeps=True,
    )
    sheet.paragraph(LEAD_NOTE)


def working_paper(sheet: Layout) -> None:
    sheet.title(Text("审计工作底稿", "Audit working paper"))
    sheet.fields(
        [
            (Text("一、被审计单位", "1. Audited unit"), "{{ unit }}（{{ unit_code }}）"),
            (
                Text("二、审计事项及其期间", "2. Matter and period"),
                "{{ matter }}　{{ period }}",
            ),
            (
                Text("三、审计程序的执行过程及结果", "3. Procedure performed and its result"),
                "{{ procedure }}\n{{ facts }}",
            ),
            (
                Text("四、审计结论、意见及建议", "4. Conclusion, opinion and advice"),
                "{{ conclusion }}\n" + Text("依据：", "Ground: ").in_(sheet.lang) + "{{ ground }}\n"
                "{{ requirement }}",
            ),
            (Text("五、审计人员和审计日期", "5. Auditor and date"), PREPARED),
            (
                Text("六、复核人员、复核日期和复核意见", "6. Reviewer, date and opinion"),
                REVIEWED + "\n{{ review_opinion }}",
            ),
            (
                Text("七、索引号及页次", "7. Index number and page"),
                "{{ number }}　" + Text("页次见页脚", "page: see the footer").in_(sheet.lang),
            ),
            (
                Text("八、审计标识及其说明", "8. Marks and what they mean"),
                Text(
                    "√ 已与原始资料核对一致　× 与原始资料不符　○ 尚未核对",
                    "√ agrees with the original document　× differs from it　○ not compared yet",
                ).in_(sheet.lang),
            ),
        ],
        label_mm=46,
    )
    sheet.heading(Text("附：证据", "Annex: evidence"))
    sheet.rows("evidence", EVIDENCE, size=8, none=NO_EVIDENCE)
    sheet.paragraph(
        Text(
            "涉及金额（元）：{{ amount }}　数据快照：{{ snapshot }}",
            "Amount (CNY): {{ amount }}　Snapshot: {{ snapshot }}",
        ),
        keeps=True,
    )
    sheet.paragraph(LEAD_NOTE)


def rectification_notice(sheet: Layout) -> None:
    sheet.title(Text("整改通知书", "Rectification notice"))
    sheet.paragraph(Text("{{ unit }}：", "To {{ unit }}:"))
    sheet.paragraph(
        Text(
            "经核实，你单位存在下列问题，请按要求整改，并在期限内书面报告整改情况和佐证材料。",
            "The following was verified at your unit. Please rectify it as required and report in writing,"
            " with evidence, within the time given.",
        )
    )
    sheet.fields(
        [
            (Text("问题", "Finding"), "{{ title }}"),
            (FACTS, "{{ facts }}"),
            (Text("定性及依据", "Qualification and ground"), "{{ conclusion }}\n{{ ground }}"),
            (AMOUNT, "{{ amount }}"),
            (Text("整改要求", "What is required"), "{{ requirement }}"),
            (Text("责任人", "Responsible"), "{{ owner }}"),
            (Text("整改期限", "Due on"), "{{ due_on }}"),
        ]
    )
    sheet.fields([(PREPARER, PREPARED), (REVIEWER, REVIEWED), (ISSUER, ISSUED)], keeps=True)
    sheet.paragraph(Text("（印章）　　年　月　日", "(Seal)    Date:"), is_right=True)


def finding_register(sheet: Layout) -> None:
    sheet.landscape()
    sheet.title(Text("问题台账", "Register of findings"), number="")
    sheet.paragraph(
        Text(
            "{{ unit }}　截至 {{ day }}　共 {{ count }} 项",
            "{{ unit }}, {{ day }}: {{ count }} findings",
        )
    )
    sheet.rows(
        "lines",
        [
            (PLACE, "{{ one.place }}", 9),
            (Text("编号", "Id"), "{{ one.id }}", 20),
            (Text("发现日期", "Found on"), "{{ one.happened_on }}", 21),
            (Text("单位", "Unit"), "{{ one.unit }}", 20),
            (Text("规则", "Rule"), "{{ one.rule }}", 12),
            (Text("问题", "Finding"), "{{ one.title }}", 22),
            (FACTS, "{{ one.facts }}", 46),
            (AMOUNT, "{{ one.amount }}", 18),
            (GROUND, "{{ one.ground }}", 27),
            (Text("严重程度", "Severity"), "{{ one.severity }}", 15),
            (Text("整改要求", "Required"), "{{ one.requirement }}", 24),
            (Text("责任人", "Responsible"), "{{ one.owner }}", 21),
            (Text("期限", "Due on"), "{{ one.due_on }}", 21),
            (Text("销号日期", "Closed on"), "{{ one.closed_on }}", 21),
            (Text("状态", "Status"), "{{ one.state }}", 14),
        ],
        size=7.5,
        right={"amount"},
        none=NO_FINDING,
    )
    sheet.paragraph(LEAD_NOTE)


def inspection_report(sheet: Layout) -> None:
    sheet.title(Text("{{ title }}", "{{ title }}"))
    sheet.fields(
        [
            (Text("督察对象", "Inspected"), "{{ unit }}"),
            (Text("范围", "Scope"), "{{ scope }}"),
            (Text("期间", "Period"), "{{ period }}"),
        ]
    )
    sheet.heading(Text("一、督察依据", "1. Basis"))
    sheet.each("basis", "{{ one.text }}", none=NOTHING_STATED)
    sheet.heading(Text("二、总体情况", "2. Overview"))
    sheet.paragraph("{{ overview }}")
    sheet.paragraph(
        Text(
            "共列问题 {{ count }} 项，涉及金额 {{ amount }}。",
            "Findings listed: {{ count }}; amount concerned: {{ amount }}.",
        )
    )
    sheet.heading(Text("三、发现的问题", "3. Findings"))
    sheet.rows("lines", FINDING_LINES, right={"amount"}, none=NO_FINDING)
    sheet.heading(Text("四、意见和建议", "4. Opinion and advice"))
    sheet.each("recommendations", "{{ one.text }}", none=NOTHING_STATED)
    sheet.fields([(PREPARER, PREPARED), (Text("复核人", "Reviewed by"), "{{ reviewer }}")])


INDICATORS: tuple[Column, ...] = (
    (LABELS["name"], "{{ one.name }}\n{{ one.id }}", 40),
    (LABELS["value"], "{{ one.value }}", 27),
    (LABELS["target"], "{{ one.target }}", 27),
    (LABELS["state"], "{{ one.state }}", 19),
    (LABELS["sentence"], "{{ one.sentence }}", 63),
)
TREND: Column = (LABELS["trend"], "{{ one.trend }}", 27)
RED_LIST: tuple[Column, ...] = (
    (LABELS["id"], "{{ one.id }}", 14),
    (LABELS["rule"], "{{ one.title }}", 46),
    (LABELS["severity"], "{{ one.severity }}", 16),
    (LABELS["hits"], "{{ one.hits }}", 16),
    (LABELS["checked"], "{{ one.checked }}", 20),
    (LABELS["ground"], "{{ one.ground }}", 70),
)
RANKING: tuple[Column, ...] = (
    (LABELS["level"], "{{ one.level }}", 22),
    (LABELS["unit"], "{{ one.name }}", 52),
    (LABELS["score"], "{{ one.score }}", 16),
    (LABELS["grade"], "{{ one.grade }}", 22),
    (LABELS["rank"], "{{ one.place }}", 20),
    (LABELS["range"], "{{ one.track }}", 46),
)
FINDINGS: tuple[Column, ...] = (
    (LABELS["finding"], "{{ one.id }}", 26),
    (LABELS["unit"], "{{ one.unit }}", 30),
    (LABELS["rule"], "{{ one.rule }}", 44),
    (LABELS["severity"], "{{ one.severity }}", 16),
    (LABELS["due_on"], "{{ one.due_on }}", 22),
    (LABELS["closed_on"], "{{ one.closed_on }}", 22),
    (LABELS["state"], "{{ one.state }}", 18),
)
NUMBERS = {"value", "target", "hits", "checked", "score", "place"}
NO_RANKING = Text("本快照没有综合评价结果。", "This snapshot holds no assessment.")
STAMP = Text(
    "快照 {{ snapshot }}　数据截至 {{ as_of }}",
    "Snapshot {{ snapshot }}, data to {{ as_of }}",
)


def self_check(sheet: Layout) -> None:
    sheet.title(Text("迎检自查报告", "Self-check for a regulator's visit"))
    sheet.fields(
        [
            (Text("检查名称", "Visit"), "{{ visit }}"),
            (Text("自查单位", "Unit"), "{{ unit }}"),
            (Text("自查月份", "Month"), "{{ month }}"),
            (Text("自查日期", "Date"), "{{ day }}"),
        ]
    )
    sheet.heading(Text("一、总体情况", "1. Overview"))
    sheet.paragraph("{{ headline }}")
    sheet.paragraph(Text("综合评价：{{ assessment }}", "Assessment: {{ assessment }}"))
    sheet.heading(Text("二、指标与目标", "2. Indicators against their targets"))
    sheet.rows("indicators", INDICATORS, size=8.5, right=NUMBERS, none=NO_RANKING)
    sheet.heading(Text("三、自查发现的疑点", "3. Leads found by the self-check"))
    sheet.paragraph("{{ undecided }}")
    sheet.rows("red_list", RED_LIST, size=8.5, right=NUMBERS, none=LABELS["no_hits"])
    sheet.heading(Text("四、已核实问题与整改", "4. Verified findings and rectification"))
    sheet.paragraph("{{ finding_sentence }}")
    sheet.rows("findings", FINDINGS, size=8.5)
    sheet.heading(Text("五、下一步", "5. Next"))
    sheet.each("agenda", "{{ one.text }}")
    sheet.heading(Text("六、声明", "6. Statement"))
    sheet.paragraph(
        Text(
            "本单位对所提供资料的真实性、完整性负责。　负责人签字：　　　　　日期：",
            "The unit answers for the truth and completeness of what it provides.  Signature:          Date:",
        ),
        keeps=True,
    )
    sheet.paragraph(LEAD_NOTE, keeps=True)
    sheet.paragraph(STAMP)


def monthly_report(sheet: Layout) -> None:
    sheet.margins(16)
    sheet.opening(
        Text("{{ unit }}督察监测月报", "{{ unit }}: monthly supervision report"),
        "{{ level }} · {{ month }}",
        "{{ code }}",
        LABELS["opens"],
    )
    sheet.heading(Text("一、总体情况", "1. Overview"))
    sheet.paragraph("{{ headline }}")
    sheet.paragraph(Text("综合评价：{{ assessment }}", "Assessment: {{ assessment }}"))
    sign = "：" if sheet.lang == "zh" else ": "
    told = "{{ one.name }} {{ one.value }}" + sign + "{{ one.sentence }}"
    sheet.each("signals", told, none=LABELS["no_signals"])
    sheet.heading(Text("二、指标总览", "2. Indicators"))
    columns = (*INDICATORS[:3], TREND, *INDICATORS[3:])
    sheet.rows("indicators", columns, size=8, right=NUMBERS, none=NO_RANKING)
    sheet.heading(Text("三、三级评价排名", "3. Ranking at three levels"))
    sheet.paragraph(LABELS["rank_note"], size=9)
    sheet.rows("ranking", RANKING, size=8.5, right=NUMBERS, none=NO_RANKING)
    sheet.paragraph("{{ unassessed }}", size=9)
    sheet.heading(Text("四、红色清单：疑点", "4. Red list: leads"))
    sheet.paragraph(LEAD_NOTE, size=9)
    sheet.paragraph("{{ undecided }}", size=9)
    red_list(sheet)
    sheet.heading(Text("五、问题与整改", "5. Findings and rectification"))
    sheet.paragraph("{{ finding_sentence }}")
    sheet.rows("findings", FINDINGS, size=8.5)
    sheet.heading(Text("六、下月重点", "6. Next month"))
    sheet.each("agenda", "{{ one.text }}")
    sheet.paragraph(STAMP, size=9)
    sheet.paragraph("{{ href }}", size=9)


def red_list(sheet: Layout) -> None:
    """Rule by rule: its name, how much was checked on which ground, and its latest leads."""
    sheet.paragraph("{%p for one in red_list %}")
    sheet.heading(Text("{{ one.title }} {{ one.id }}", "{{ one.title }} {{ one.id }}"), size=10.5)
    sheet.paragraph(
        Text(
            "严重度{{ one.severity }}　疑点 {{ one.hits }}　已检查 {{ one.checked }}　依据：{{ one.ground }}",
            "Severity {{ one.severity }}; leads {{ one.hits }}; checked {{ one.checked }};"
            " ground: {{ one.ground }}",
        ),
        size=9,
        keeps=True,
    )
    sheet.paragraph("{%p for lead in one.leads %}")
    sheet.paragraph(
        "· {{ lead.says }}（{{ lead.unit }}，{{ lead.day }}）"
        if sheet.lang == "zh"
        else "· {{ lead.says }} ({{ lead.unit }}, {{ lead.day }})",
        size=9,
    )
    sheet.paragraph("{%p endfor %}")
    sheet.paragraph("{%p if one.more %}")
    sheet.paragraph("{{ one.more }}", size=9)
    sheet.paragraph("{%p endif %}")
    sheet.paragraph("{%p else %}")
    sheet.paragraph(LABELS["no_hits"])
    sheet.paragraph("{%p endfor %}")


LAYOUTS: dict[str, Callable[[Layout], None]] = {
    build.__name__: build
    for build in (
        evidence_sheet,
        working_paper,
        rectification_notice,
        finding_register,
        inspection_report,
        self_check,
        monthly_report,
    )
}
"""By the name of the template."""
