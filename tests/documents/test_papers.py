"""Audit papers hold the facts they were given, numbered, with room for who prepares and reviews."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from audit_models.errors import Refused
from audit_models.office import TEMPLATES
from audit_models.papers import (
    KINDS,
    PAPERS,
    Evidence,
    Inspection,
    Paper,
    PaperFacts,
    facts_of_hit,
    inspection_report,
    paper,
    register,
    self_check_package,
)
from audit_models.papers.kinds import EVIDENCE_SHEET
from audit_models.papers.layouts import LAYOUTS, LEAD_NOTE
from audit_models.papers.make_templates import make_templates
from audit_models.reports.content import Report
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from audit_models.text import LANGS
from tests.documents.test_word import text_of

FACTS = PaperFacts(
    id="f00d1234abcd5678",
    title="供电方案答复超时",
    unit_code="D2",
    unit="戊县供电公司",
    facts="very_late：{{ 7*7 }} <b>",
    rule_id="CP02",
    severity="高",
    period="2026-01",
    procedure="全量检查",
    ground=("供电监管办法", "供电营业规则"),
    amount_cny=12345.6,
    evidence=(Evidence("受理时间", "2026-01-05", "client_projects", "a" * 64),),
    conclusion="违反规定",
    requirement="限期整改",
    owner="李四",
    due_on=date(2026, 4, 30),
    preparer="张三",
    prepared_on=date(2026, 4, 1),
    reviewer="王五",
    reviewed_on=date(2026, 4, 2),
    review_opinion="同意",
    snapshot_id="5a6e537e",
)
EIGHT_ITEMS = (
    "一、被审计单位",
    "二、审计事项及其期间",
    "三、审计程序的执行过程及结果",
    "四、审计结论、意见及建议",
    "五、审计人员和审计日期",
    "六、复核人员、复核日期和复核意见",
    "七、索引号及页次",
    "八、审计标识及其说明",
)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", PAPERS.values(), ids=list(PAPERS))
def test_a_paper_is_numbered_and_signed(kind: Paper, lang: str) -> None:
    name, content = paper(kind, FACTS, lang=lang)
    said = text_of(content)

    number = f"{kind.mark.zh}-D2-F00D1234ABCD"
    assert name == f"{kind.name.in_(lang)}_戊县供电公司_{number}.docx"
    assert number in said
    assert "张三  2026-04-01" in said
    assert "王五  2026-04-02" in said
    assert FACTS.facts in said  # the braces of the facts are the facts'
    assert "供电监管办法" in said


def test_the_working_paper_has_the_eight_items_of_the_standard() -> None:
    said = text_of(paper(PAPERS["working_paper"], FACTS, lang="zh")[1])

    places = [said.index(item) for item in EIGHT_ITEMS]
    assert places == sorted(places)
    assert "同意" in said
    assert "√ 已与原始资料核对一致" in said


def test_the_evidence_sheet_lists_the_evidence_with_its_hash() -> None:
    said = text_of(paper(PAPERS["evidence_sheet"], FACTS, lang="zh")[1])

    assert "受理时间" in said
    assert "a" * 64 in said
    assert "被审计单位意见" in said
    assert "12,345.60" in said


def test_the_notice_says_what_until_when_and_who() -> None:
    said = text_of(paper(PAPERS["rectification_notice"], FACTS, lang="zh")[1])

    assert all(part in said for part in ("限期整改", "2026-04-30", "李四", "违反规定"))


def test_what_is_not_known_stays_blank() -> None:
    bare = PaperFacts(id="1", title="题", unit_code="D2", unit="戊县", facts="事实")
    said = text_of(paper(PAPERS["rectification_notice"], bare, lang="zh")[1])

    assert "None" not in said
    assert "nan" not in said


def test_the_register_has_one_line_a_finding() -> None:
    other = replace(FACTS, id="2", title="另一问题", amount_cny=None)
    name, content = register([FACTS, other], unit="甲省", on=date(2026, 4, 3), lang="zh")
    said = text_of(content)

    assert name == "问题台账_甲省_2026-04-03.docx"
    assert "共 2 项" in said
    assert said.index("供电方案答复超时") < said.index("另一问题")


def test_the_inspection_report_adds_up_what_is_known() -> None:
    found = Inspection(
        id="2026-01",
        title="三指定专项督察报告",
        unit="甲省",
        scope="全省",
        period="2026年1–3月",
        basis=["某办法"],
        overview="总体。",
        recommendations=["加强公示", "完善台账"],
        findings=[FACTS, replace(FACTS, amount_cny=10000.0), replace(FACTS, amount_cny=None)],
    )
    said = text_of(inspection_report(found, lang="zh")[1])

    # 12,345.6 + 10,000 = 22,345.6; the third has no amount
    assert "共列问题 3 项，涉及金额 2.23万元" in said
    assert "2. 完善台账" in said
    assert "督察-2026-01" in said


def test_the_facts_of_a_hit_are_the_page_s(snapshot: Snapshot) -> None:
    hit_id = snapshot.query(
        "select hit_id from result.rule_hits where rule_id = 'CP02' and subject_id = 'very_late'"
    )["hit_id"].iloc[0]
    facts = facts_of_hit(snapshot, hit_id, lang="zh", preparer="张三")

    assert (facts.unit, facts.rule_id, facts.preparer) == ("戊县供电公司", "CP02", "张三")
    assert facts.facts.startswith("very_late：2026-01-05受理")
    assert snapshot.id in facts.procedure
    assert facts.innocent
    assert facts.ground
    (computed,) = facts.evidence
    assert (computed.name, len(computed.sha256)) == ("供电方案答复超时", 64)
    assert "客户类别：高压" in computed.value.splitlines()
    # The third project below the header of its file.
    assert "客户工程 very_late：文件 client_projects.csv，第 4 行，SHA-256 " in computed.source
    assert facts.conclusion == ""  # that is for a person to write


def test_a_hit_that_is_not_there_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(Refused, match="There is no hit"):
        facts_of_hit(snapshot, "nothing", lang="zh")


def test_a_hit_outside_the_reader_s_units_is_refused(snapshot: Snapshot) -> None:
    hit_id = snapshot.query(
        "select min(hit_id) as hit_id from result.rule_hits where unit_code = 'D3'"
    )
    with pytest.raises(Refused, match="There is no hit"):
        facts_of_hit(narrow(snapshot, "C1"), hit_id["hit_id"].iloc[0], lang="zh")


def test_the_package_lists_its_files_with_their_hashes(report: Report) -> None:
    name, content = self_check_package(report, visit="12398 现场检查", on=date(2026, 4, 3))

    assert name.endswith(".zip")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        listed = dict(
            reversed(line.split("  ", 1))
            for line in archive.read("清单.txt").decode("utf-8-sig").split("\r\n")
            if line
        )
        assert [one.rpartition(".")[2] for one in names] == ["docx", "pdf", "xlsx", "txt"]
        assert listed == {
            one: hashlib.sha256(archive.read(one)).hexdigest() for one in names if one != "清单.txt"
        }
        said = text_of(archive.read(names[0]))
    assert "12398 现场检查" in said
    assert "16.5个工作日" in said


def test_every_kind_has_its_templates_and_they_are_never_overwritten(tmp_path: Path) -> None:
    assert {kind.template for kind in KINDS} | {"monthly_report"} == set(LAYOUTS)
    assert {path.name for path in TEMPLATES.glob("*.docx")} == {
        f"{name}.{lang}.docx" for name in LAYOUTS for lang in LANGS
    }
    own = tmp_path / "self_check.zh.docx"
    own.write_bytes(b"the office's own")
    made = make_templates(tmp_path)

    assert own.read_bytes() == b"the office's own"
    assert len(made) == 2 * len(LAYOUTS) - 1


@pytest.mark.parametrize("lang", LANGS)
def test_signatures_stay_on_one_sheet_and_every_sheet_says_its_number(lang: str) -> None:
    """A row that a person signs is not torn from the others, nor from what is said below them."""
    _, content = paper(EVIDENCE_SHEET, FACTS, lang=lang)
    document = docx.Document(BytesIO(content))
    signed = document.tables[-1]
    assert len(signed.rows) == 4
    for row in signed.rows:
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
    gap, note = document.paragraphs[-2:]
    assert gap.paragraph_format.keep_with_next
    assert note.text == LEAD_NOTE.in_(lang)
    assert EVIDENCE_SHEET.number(FACTS) in document.sections[0].footer.paragraphs[0].text
