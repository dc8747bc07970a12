"""The report as PDF, set by typst from the templates beside this file.

The numbers go in as one JSON value, so that nothing in them can be read as a command; the templates
read no file, and typst is given no packages and no network.
"""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from audit_models import colours
from audit_models import format as fmt
from audit_models.reports.agenda import agenda
from audit_models.reports.content import Report
from audit_models.reports.fonts import chinese_font
from audit_models.reports.texts import LABELS

TEMPLATES = Path(__file__).parent / "templates"
COLOURS = {
    "good": colours.GOOD,
    "bad": colours.BAD,
    "quiet": colours.QUIET,
    "overdue": colours.OVERDUE,
}


def pdf_scorecard(report: Report) -> bytes:
    """Exactly one page, A4 landscape."""
    return set_pdf("scorecard.typ", contents(report))


def pdf_report(report: Report) -> bytes:
    """The scorecard, then the long version."""
    return set_pdf("report.typ", contents(report))


def contents(report: Report) -> dict[str, Any]:
    """What the templates read."""
    return {
        "lang": report.lang,
        "font": chinese_font(),
        "colours": COLOURS,
        "label": {name: text.in_(report.lang) for name, text in LABELS.items()},
        "unit": report.unit,
        "level": report.level,
        "month": fmt.month(report.month, report.lang),
        "stamp": report.stamp,
        "href": report.href,
        "qr": qr_code(report.href),
        "headline": report.headline,
        "assessment": report.assessment,
        "indicators": report.indicators,
        "signals": report.signals,
        "families": report.families,
        "ranking": report.ranking,
        "red_list": report.red_list,
        "undecided": report.undecided,
        "agenda": agenda(report),
        "findings": {
            "sentence": report.findings.sentence,
            "rows": report.findings.rows,
            "matters": report.findings.matters,
        },
    }


def set_pdf(template: str, content: dict[str, Any]) -> bytes:
    """The PDF of a template of this folder."""
    given = {"content": json.dumps(content, ensure_ascii=False)}
    found = typst.compile(
        str(TEMPLATES / template), root=str(TEMPLATES), sys_inputs=given, format="pdf"
    )
    if not isinstance(found, bytes):
        raise TypeError(f"typst returned {type(found).__name__} instead of one PDF")
    return found


def qr_code(address: str) -> str:
    """A QR code as SVG: a reader with a telephone opens the page that the paper shows."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode("utf-8")
