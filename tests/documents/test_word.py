"""Word documents: filled from templates that the office edits, and text stays text."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest

from audit_models.errors import Refused
from audit_models.office import TEMPLATES, fill
from audit_models.reports.content import Report
from audit_models.reports.word import word_report

HOSTILE = (
    "{{ 7*7 }}",
    "{% for a in b %}",
    "{_{ x }_}",
    "</w:t></w:r><w:p/>",
    "a & b < c > d",
    "=cmd",
    "甲\n乙",
)


def text_of(content: bytes) -> str:
    """Everything that the document says, tables included."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.fixture
def tried(tmp_path: Path) -> Path:
    """A folder with one template, as somebody of the office would write it."""
    document = docx.Document()
    document.add_paragraph("事项：{{ title }}")
    document.save(str(tmp_path / "tried.zh.docx"))
    return tmp_path


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_filled_in_stays_literal(tried: Path, text: str) -> None:
    said = text_of(fill("tried", "zh", {"title": text}, folder=tried))

    assert said.replace("{ _{", "{_{").replace("}_ }", "}_}") == f"事项：{text}"


def test_hidden_signs_are_left_out(tried: Path) -> None:
    said = text_of(fill("tried", "zh", {"title": "发票\u202egpj.exe\x07"}, folder=tried))

    assert said == "事项：发票gpj.exe"


def test_a_template_that_asks_for_what_there_is_not_is_refused(tried: Path) -> None:
    with pytest.raises(Refused, match=r"tried\.zh\.docx cannot be filled.*title"):
        fill("tried", "zh", {}, folder=tried)


def test_a_template_reaches_nothing_but_its_values(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ title.__class__.__mro__ }}")
    document.save(str(tmp_path / "tried.zh.docx"))

    with pytest.raises(Refused, match="cannot be filled"):
        fill("tried", "zh", {"title": "a"}, folder=tmp_path)


def test_a_missing_or_broken_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no template"):
        fill("tried", "zh", {}, folder=tmp_path)
    (tmp_path / "tried.zh.docx").write_bytes(b"no Word file")
    with pytest.raises(Refused, match="no readable Word file"):
        fill("tried", "zh", {}, folder=tmp_path)


def test_the_report_says_what_the_page_says(report: Report) -> None:
    content = word_report(report)
    said = text_of(content)

    assert report.headline in said
    assert "16.5个工作日" in said
    assert "环节倒序或缺失" in said
    assert report.snapshot.id in said
    assert "{{" not in said
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert "{%" not in archive.read("word/document.xml").decode("utf-8")
        assert 'w:instr="NUMPAGES"' in archive.read("word/footer1.xml").decode("utf-8")


def test_the_drawings_are_pictures_with_words(report: Report) -> None:
    """A code, a trend for each indicator, a track for each unit that has a grade; nothing from elsewhere."""
    graded = sum(row["is_assessed"] for level in report.ranking for row in level["rows"])
    with zipfile.ZipFile(BytesIO(word_report(report))) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)
        assert 'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels").decode()
    said = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', body)
    assert len(said) == 1 + len(report.indicators) + graded
    assert report.href.replace("&", "&amp;") in said[0]
    assert len(set(re.findall(r'<wp:docPr id="(\d+)"', body))) == len(said)


def test_tables_are_as_wide_in_every_program(report: Report) -> None:
    """Word reads the cells, others the grid; both say the same."""
    table = docx.Document(BytesIO(word_report(report))).tables[1]
    assert [cell.width for cell in table.rows[0].cells] == [one.width for one in table.columns]


def test_a_unit_s_name_is_never_a_command(report: Report) -> None:
    assert "{{ 7*7 }}" in text_of(word_report(replace(report, unit="{{ 7*7 }}")))


def test_the_templates_are_plain_word_files() -> None:
    assert len(list(TEMPLATES.glob("*.docx"))) == 14
    for path in TEMPLATES.glob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            assert not any("vbaProject" in name or "embeddings" in name for name in names)
            relations = archive.read("word/_rels/document.xml.rels").decode("utf-8")
            assert 'TargetMode="External"' not in relations
