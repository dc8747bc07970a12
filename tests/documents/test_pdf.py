"""The PDF holds what the page shows, on exactly one page or with every page numbered."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from pypdf import PdfReader

from audit_models import format as fmt
from audit_models import views
from audit_models.errors import Refused
from audit_models.harmless import visible
from audit_models.judgement import shown_value
from audit_models.reports.content import Report, gather
from audit_models.reports.findings import Findings
from audit_models.reports.fonts import chosen
from audit_models.reports.pdf import pdf_report, pdf_scorecard
from audit_models.scope import narrow
from audit_models.scorecard import read_lines
from audit_models.snapshot import Snapshot
from dashboard.address import read_address
from tests.documents.conftest import MARCH

HOSTILE = (
    "=cmd|' /C calc'!A0",
    '#import "/etc/passwd"',
    "#panic(1) $x$ *a* _b_ `c`",
    "{{ 7*7 }} {% raw %}",
    "<script>alert(1)</script>&amp;",
    "甲\\公司#",
)


def texts(content: bytes) -> list[str]:
    """The text of every page, without the spaces that setting puts between Chinese and digits."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_the_scorecard_is_one_page_across_with_chinese_text(report: Report) -> None:
    pages = PdfReader(BytesIO(pdf_scorecard(report))).pages

    assert len(pages) == 1
    assert round(float(pages[0].mediabox.width)) == 842
    assert round(float(pages[0].mediabox.height)) == 595
    said = "".join(pages[0].extract_text().split())
    # Worked out by hand in tests/dashboard/world.py: 66 ÷ 4 and 50 %.
    assert "高压平均接电时长I0116.5个工作日" in said
    assert "50%" in said
    assert "第1页，共1页" in said
    assert report.snapshot.id in said


def test_every_number_is_the_one_of_the_page(report: Report, snapshot: Snapshot) -> None:
    said = texts(pdf_scorecard(report))[0]

    for line in read_lines(snapshot, "P", MARCH):
        value = shown_value(line.now, line.indicator.unit, "zh")
        assert f"{line.indicator.title.zh}{line.indicator.id}{value}".replace(" ", "") in said


def test_the_code_leads_to_the_very_view(report: Report) -> None:
    page = PdfReader(BytesIO(pdf_scorecard(report))).pages[0]
    links = [one.get_object()["/A"]["/URI"] for one in page["/Annots"]]

    assert links == ["http://127.0.0.1:8050/?unit=P&month=2026-03&lang=zh"]
    parts = urlsplit(links[0])
    address = read_address(parts.path, f"?{parts.query}")
    assert (address.path, address.unit, address.month, address.lang) == ("/", "P", MARCH, "zh")


def test_whatever_is_said_it_stays_one_page(report: Report) -> None:
    long = replace(
        report,
        headline="很长的一句话。" * 120,
        indicators=report.indicators * 3,
        signals=report.indicators,
    )

    assert len(texts(pdf_scorecard(long))) == 1


def test_the_long_version_numbers_every_page(report: Report) -> None:
    pages = texts(pdf_report(report))

    assert len(pages) > 1
    for number, said in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in said
        assert report.snapshot.id in said
    whole = "".join(pages)
    for chapter in ("总体情况", "指标总览", "三级评价排名", "红色清单", "问题与整改", "下月重点"):
        assert chapter in whole
    # Thirty shops and three projects without the tasks that the law asks for.
    assert "环节倒序或缺失CP07" in whole
    assert "尚未记录经核实的问题" in whole


def test_in_english_no_chinese_but_names(snapshot: Snapshot) -> None:
    found = gather(snapshot, "D1", MARCH, lang="en", public_url="http://x")
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf_scorecard(found))).pages)

    assert "Ding County" in said
    assert "6 working days" in said
    assert "Page 1 of 1" in said
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in said)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_never_markup(report: Report, text: str) -> None:
    said = texts(pdf_scorecard(replace(report, unit=text)))[0]

    assert "".join(text.split()) in said.replace("’", "'").replace("“", '"').replace("”", '"')


def test_hidden_signs_do_not_reverse_a_name() -> None:
    assert visible("公司\u202egpj\u2066\x00\u200b.exe") == "公司gpj.exe"


def test_given_findings_are_told(snapshot: Snapshot) -> None:
    day = pd.Timestamp("2026-02-10")
    found: dict[str, Any] = {
        "finding_id": "F-1", "unit_code": "D2", "name_zh": "戊县供电公司", "name_en": None,
        "rule_id": "CP02", "category": "overdue", "severity": "high", "verdict": "confirmed",
        "verified_on": day, "due_on": day, "closed_on": pd.NaT, "state": "overdue",
    }  # fmt: skip
    told = gather(
        snapshot, "P", MARCH, lang="zh", public_url="http://x", findings=pd.DataFrame([found])
    )

    whole = "".join(texts(pdf_report(told)))
    assert "月末未销号问题1个，其中逾期1个；本月销号0个" in whole
    assert "F-1" in whole
    assert "督促整改：1个问题尚未销号" in whole
    # On the one page too, as a matter for decision with its day.
    assert "待决策事项" in whole
    assert "整改期限2026-02-10·逾期" in texts(pdf_scorecard(told))[0]


def test_a_unit_or_month_that_is_not_there_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(Refused, match="There is no unit"):
        gather(snapshot, "nowhere", MARCH, lang="zh", public_url="http://x")
    with pytest.raises(Refused, match="the latest month is 2026-03"):
        gather(snapshot, "P", date(2027, 1, 1), lang="zh", public_url="http://x")


def test_a_reader_s_report_is_made_of_his_rows_alone(snapshot: Snapshot) -> None:
    narrowed = narrow(snapshot, "C1")
    own = gather(narrowed, "C1", MARCH, lang="zh", public_url="http://x")
    whole = "".join(texts(pdf_report(own)))

    assert "戊县供电公司" in whole
    assert not any(name in whole for name in ("丙市", "己县", "promptly", "甲省"))
    assert [line.now["value"] for line in own.lines] == pytest.approx(
        [line.now["value"] for line in read_lines(snapshot, "C1", MARCH)], nan_ok=True
    )
    with pytest.raises(Refused, match="There is no unit D3"):
        gather(narrowed, "D3", MARCH, lang="zh", public_url="http://x")


def test_without_a_chinese_font_there_is_no_pdf_of_empty_boxes() -> None:
    assert chosen(frozenset({"Arial", "SimSun", "Microsoft YaHei"})) == "Microsoft YaHei"
    with pytest.raises(Refused, match="no font with Chinese characters"):
        chosen(frozenset({"Arial", "DejaVu Sans"}))


def test_the_red_list_is_the_page_s_coverage(report: Report, snapshot: Snapshot) -> None:
    found = views.coverage(snapshot, "P", MARCH)
    hit = found[found["state"] == "hit"]

    assert {row["id"]: row["count"] for row in report.red_list} == dict(
        zip(hit["rule_id"], hit["hits"], strict=True)
    )
    severities = [row["severity_code"] for row in report.red_list]
    assert severities == sorted(severities, key="HML".index)


def test_a_hit_is_listed_in_the_month_in_which_it_was_tested(snapshot: Snapshot) -> None:
    january = gather(snapshot, "D2", date(2026, 1, 1), lang="zh", public_url="http://x")

    rule = next(row for row in january.red_list if row["id"] == "CP02")
    assert (rule["count"], rule["severity"]) == (1, "高")
    assert rule["leads"][0]["says"].startswith("very_late：2026-01-05受理")


def test_what_waits_for_a_decision_is_the_overdue_first_and_three_at_most() -> None:
    rows = [
        {"id": "closed", "state_code": "closed", "due_on": "2026-01-05"},
        {"id": "no_day", "state_code": "open", "due_on": fmt.NO_NUMBER},
        {"id": "runs", "state_code": "open", "due_on": "2026-04-01"},
        {"id": "late", "state_code": "overdue", "due_on": "2026-02-02"},
        {"id": "longest_late", "state_code": "overdue", "due_on": "2026-01-31"},
    ]

    assert [row["id"] for row in Findings("", rows, 4).matters] == ["longest_late", "late", "runs"]
    assert [row["id"] for row in Findings("", rows[:2], 1).matters] == ["no_day"]
