"""The package that a unit prepares before a regulator's visit: report, monthly PDF, Excel, and a list.

It says what the unit knows of itself: numbers against targets, leads that wait to be verified, open
findings, and what could not be judged. The list names every file with its SHA-256.
"""

import hashlib
import io
import zipfile
from datetime import date

from audit_models import format as fmt
from audit_models.exports.sheet import file_name
from audit_models.office import fill
from audit_models.papers.kinds import SELF_CHECK
from audit_models.reports.agenda import agenda
from audit_models.reports.content import Report
from audit_models.reports.monthly import WRITERS
from audit_models.reports.texts import REPORT
from audit_models.text import Text

LIST = Text("清单", "Contents")
PACKAGE_TIME = (1980, 1, 1, 0, 0, 0)
"""The same package of the same snapshot has the same bytes in its list."""


def self_check_package(report: Report, *, visit: str, on: date) -> tuple[str, bytes]:
    """File name and content of the package as a ZIP; `visit` names the visit that it is for."""
    files = {
        _name(report, SELF_CHECK.name, "docx"): self_check(report, visit=visit, on=on),
        _name(report, REPORT, "pdf"): WRITERS["pdf"](report),
        _name(report, REPORT, "xlsx"): WRITERS["xlsx"](report),
    }
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
    # With a byte-order mark, so that Windows shows the Chinese names.
    files[f"{report.say(LIST)}.txt"] = "\r\n".join([*lines, ""]).encode("utf-8-sig")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, PACKAGE_TIME), content, zipfile.ZIP_DEFLATED)
    return _name(report, SELF_CHECK.name, "zip"), out.getvalue()


def self_check(report: Report, *, visit: str, on: date) -> bytes:
    """The report of the self-check."""
    return fill(
        SELF_CHECK.template,
        report.lang,
        {
            "number": f"{SELF_CHECK.mark.zh}-{report.code}-{report.month:%Y%m}",
            "visit": visit,
            "unit": report.unit,
            "month": fmt.month(report.month, report.lang),
            "day": fmt.day(on),
            "headline": report.headline,
            "assessment": report.assessment,
            "indicators": report.indicators,
            "red_list": report.red_list,
            "undecided": report.undecided,
            "finding_sentence": report.findings.sentence,
            "findings": report.findings.rows,
            "agenda": [{"text": text} for text in agenda(report)],
            **report.stamp,
        },
    )


def _name(report: Report, title: Text, kind: str) -> str:
    return file_name(
        report.unit, report.say(title), f"{report.month:%Y-%m}", report.snapshot.id, kind=kind
    )
