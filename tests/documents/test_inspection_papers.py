"""A special inspection as its report tells it."""

from pathlib import Path

import pytest

from audit_models.casework.campaigns import sample
from audit_models.casework.workflow import NotHere
from audit_models.papers import inspection_report
from audit_models.papers.inspections import inspection_facts
from audit_models.snapshot import Snapshot
from tests.casework.campaigns.test_campaigns import draw, step, taken_to_sampling
from tests.casework.office import Office, open_office
from tests.documents.test_word import text_of


@pytest.fixture
def office(snapshot: Snapshot, tmp_path: Path) -> Office:
    return open_office(snapshot, tmp_path / "home")


def told(office: Office, person: str) -> str:
    with office.casework.read() as connection:
        found = inspection_facts(
            connection, office.people[person], office.part_of(person), "C000001", lang="zh"
        )
    return text_of(inspection_report(found, lang="zh")[1])


def test_the_report_says_what_was_planned_sampled_and_found(office: Office) -> None:
    taken_to_sampling(office)
    draw(office, size=0)
    step(office, "inspector_c1", "go_on_site")
    with office.casework.read() as connection:
        items = sample.items(connection, office.people["inspector_c1"], "C000001")
    reach = office.people["inspector_c1"]
    sample.report(
        office.casework, reach, office.basis(), "C000001", 1, "设计单位由窗口指定", "high"
    )
    said = told(office, "inspector_c1")

    assert "三指定专项" in said
    assert "公司〔2026〕1号" in said
    assert "2个单位：丁县供电公司、戊县供电公司" in said
    assert f"抽样{len(items)}项，已检查1项；列为问题1项，其中已销号0项" in said
    assert "设计单位由窗口指定" in said
    assert "检查发现的事项" in said
    assert "INSPECTOR_C1" in said


def test_those_inspected_do_not_read_the_sample_out_of_it(office: Office) -> None:
    taken_to_sampling(office)
    draw(office, size=0)

    assert "抽样—项" in told(office, "officer_d1")
    with pytest.raises(NotHere):
        told(office, "inspector_c2")
