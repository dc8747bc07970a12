"""One report as a file: which form, and what it is called."""

from collections.abc import Callable
from datetime import date
from typing import Literal

import pandas as pd

from audit_models.exports.sheet import file_name
from audit_models.reports.content import Report, gather
from audit_models.reports.excel import excel_report
from audit_models.reports.pdf import pdf_report, pdf_scorecard
from audit_models.reports.texts import REPORT, SCORECARD
from audit_models.reports.word import word_report
from audit_models.snapshot import Snapshot
from audit_models.text import Lang

Form = Literal["scorecard", "pdf", "xlsx", "docx"]

WRITERS: dict[Form, Callable[[Report], bytes]] = {
    "scorecard": pdf_scorecard,
    "pdf": pdf_report,
    "xlsx": excel_report,
    "docx": word_report,
}


def monthly_report(
    snapshot: Snapshot,
    unit: str,
    month: date,
    *,
    form: Form,
    lang: Lang,
    public_url: str,
    findings: pd.DataFrame | None = None,
) -> tuple[str, bytes]:
    """File name and content of the report of one unit and month.

    `snapshot` is the reader's own: nothing outside it is read. `findings` as `views.findings` gives
    them; by default those that the snapshot holds.

    Raises:
        Refused: there is no such unit or month, or no font with Chinese characters for a PDF.
    """
    report = gather(snapshot, unit, month, lang=lang, public_url=public_url, findings=findings)
    title = SCORECARD if form == "scorecard" else REPORT
    kind = "pdf" if form == "scorecard" else form
    name = file_name(report.unit, title.in_(lang), f"{month:%Y-%m}", snapshot.id, kind=kind)
    return name, WRITERS[form](report)
