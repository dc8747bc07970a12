"""The monthly report as a file, from the scorecard that it is of."""

from datetime import datetime
from functools import partial

from dash.development.base_component import Component

from audit_models.build import CHINA
from audit_models.papers.self_check import self_check_package
from audit_models.reports.content import gather
from audit_models.reports.monthly import Form, monthly_report
from audit_models.settings import Settings
from audit_models.text import Text
from dashboard.exports import File, Sheets, file_buttons
from dashboard.view import View

FORMS: tuple[tuple[Form, Text, Text], ...] = (
    (
        "scorecard",
        Text("一页 PDF", "One page"),
        Text("一页记分卡 PDF", "The scorecard as one page, PDF"),
    ),
    ("pdf", Text("月报 PDF", "Report PDF"), Text("完整月报 PDF", "The long report, PDF")),
    ("docx", Text("Word", "Word"), Text("完整月报 Word", "The long report, Word")),
    ("xlsx", Text("Excel", "Excel"), Text("月报数据 Excel", "The report's numbers, Excel")),
)

VISIT = Text("监管机构现场检查", "A regulator's visit")
SELF_CHECK = Text("迎检包", "Visit package")
SELF_CHECK_LABEL = Text(
    "迎检自查包：自查报告、月报与数据（ZIP）",
    "Self-check for a regulator's visit: report, PDF, Excel (ZIP)",
)


def report_file(form: Form, view: View) -> File:
    """The report of what the view shows, out of the snapshot that its reader sees."""
    return File(
        *monthly_report(
            view.snapshot,
            view.unit.code,
            view.month,
            form=form,
            lang=view.lang,
            public_url=Settings().public_url,
        )
    )


def self_check_file(view: View) -> File:
    """The package for a regulator's visit, of what the view shows."""
    report = gather(
        view.snapshot,
        view.unit.code,
        view.month,
        lang=view.lang,
        public_url=Settings().public_url,
    )
    today = datetime.now(CHINA).date()
    return File(*self_check_package(report, visit=view.say(VISIT), on=today))


REPORTS: Sheets = {
    **{f"report-{form}": partial(report_file, form) for form, *_ in FORMS},
    "self-check": self_check_file,
}


def report_buttons(view: View) -> Component:
    """One button a form."""
    files = [(f"report-{form}", view.say(word), label) for form, word, label in FORMS]
    files.append(("self-check", view.say(SELF_CHECK), SELF_CHECK_LABEL))
    return file_buttons("scorecard", files, view.lang)
