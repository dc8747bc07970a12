"""A finding that five people worked on, as its papers tell it."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from audit_models.casework.workflow import NotHere
from audit_models.exports.sheet import workbook
from audit_models.papers import PAPERS, PaperFacts, paper
from audit_models.papers.findings import facts_of_finding, register_facts, register_sheet
from audit_models.snapshot import Snapshot
from tests.casework.findings.path import suspected, taken_to
from tests.casework.office import Office, open_office
from tests.documents.test_word import text_of


@pytest.fixture
def office(snapshot: Snapshot, tmp_path: Path) -> Office:
    return open_office(snapshot, tmp_path / "home")


def facts(office: Office, finding_id: str, person: str = "inspector_p") -> PaperFacts:
    with office.casework.read() as connection:
        return facts_of_finding(
            connection, office.people[person], office.part_of(person), finding_id, lang="zh"
        )


def test_the_papers_name_who_did_what(office: Office) -> None:
    finding = taken_to(office, suspected(office, "CP07"), "countersign")
    found = facts(office, finding.finding_id)

    assert (found.preparer, found.reviewer, found.issuer) == (
        "INSPECTOR_P", "AUDITOR_C1", "EXECUTIVE_C1",
    )  # fmt: skip
    assert found.review_opinion == "与受理记录不符"
    assert found.facts.startswith("quick")
    assert (found.unit, found.state, found.owner) == ("丁县供电公司", "已销号", "OFFICER_D1")
    assert found.ground == ["供电营业规则"]
    computed, file = found.evidence
    assert computed.name == "环节倒序或缺失"
    assert (file.name, file.sha256) == (
        "培训记录.pdf",
        hashlib.sha256(b"%PDF-1.7 x").hexdigest(),
    )

    notice = text_of(paper(PAPERS["rectification_notice"], found, lang="zh")[1])
    assert "受理迟延" in notice
    assert "改为当日登记" in notice
    assert "EXECUTIVE_C1" in notice
    working_paper = text_of(paper(PAPERS["working_paper"], found, lang="zh")[1])
    assert "AUDITOR_C1 → 属实，待认定：与受理记录不符" in working_paper
    assert f"以规则 CP07“环节倒序或缺失”对快照 {office.snapshot.id} 全量检查" in working_paper


def test_a_lead_has_neither_reviewer_nor_conclusion(office: Office) -> None:
    found = facts(office, suspected(office, "CP07").finding_id)

    assert (found.reviewer, found.conclusion, found.issuer, found.state) == ("", "", "", "疑点")
    assert found.ground  # the rule's own


def test_outside_one_s_units_there_is_no_paper(office: Office) -> None:
    finding = suspected(office, "CP07")

    with pytest.raises(NotHere):
        facts(office, finding.finding_id, "inspector_c2")


def test_the_register_holds_what_one_may_see(office: Office) -> None:
    taken_to(office, suspected(office, "CP07"), "determine")
    with office.casework.read() as connection:
        mine, theirs = (
            register_sheet(connection, office.people[person], office.part_of(person))
            for person in ("inspector_c1", "inspector_c2")
        )
        told = register_facts(
            connection, office.people["inspector_c1"], office.part_of("inspector_c1"), lang="zh"
        )
    content = workbook([mine], about=[], lang="zh")
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()

    head = {name: at for at, name in enumerate(rows[0])}
    assert len(rows) == 2
    assert rows[1][head["状态"]] == "整改中"
    assert rows[1][head["定性"]] == "受理迟延"
    assert rows[1][head["责任人"]] == "OFFICER_D1"
    assert rows[1][head["挽回/追缴金额（元）"]] == ""
    assert theirs.rows == []
    assert [one.title for one in told] == ["环节倒序或缺失"]
