"""The monthly report as a file, from the scorecard that it is of."""

from functools import partial

from dash.development.base_component import Component

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


REPORTS: Sheets = {f"report-{form}": partial(report_file, form) for form, *_ in FORMS}


def report_buttons(view: View) -> Component:
    """One button a form."""
    files = [(f"report-{form}", view.say(word), label) for form, word, label in FORMS]
    return file_buttons("scorecard", files, view.lang)
