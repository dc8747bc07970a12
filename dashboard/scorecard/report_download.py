"""The monthly report as a file, from the scorecard that it is of, and its PDF in the browser."""

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from dash import Dash
from flask import abort, request, send_file

from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.papers.self_check import self_check_package
from audit_models.reports.content import gather
from audit_models.reports.monthly import Form, monthly_report
from audit_models.settings import Settings
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.exports import File, Sheets, file_buttons
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

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

READ_RULE = "/report/<form>"
"""Where a browser shows the report; the address's query is the scorecard's."""
READABLE: tuple[Form, ...] = ("scorecard", "pdf")
READ_IN_BROWSER = Text("在浏览器中查看月报", "Read the report in the browser")

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
    """The report to read here, and one button a form to take along."""
    files = [(f"report-{form}", view.say(word), label) for form, word, label in FORMS]
    files.append(("self-check", view.say(SELF_CHECK), SELF_CHECK_LABEL))
    saves = file_buttons("scorecard", files, view.lang)
    address = READ_RULE.replace("<form>", "pdf") + view.address.search
    read = html.A(
        view.say(READ_IN_BROWSER), href=address, target="_blank", rel="noopener", className="save"
    )
    return html.Div([read, saves], className="report-ways")


def register_reading(app: Dash, warehouse: Warehouse) -> None:
    """The route that shows a PDF in the browser, made anew for whoever asks."""

    @app.server.get(READ_RULE)
    def read(form: Form) -> Any:
        if form not in READABLE:
            abort(404)
        query = request.query_string.decode("utf-8", "replace")
        try:
            view = open_view(warehouse, read_address("/", f"?{query}"))
            file = report_file(form, view)
        except Nothing:
            abort(404)
        except Refused as refused:
            return "\n".join(refused.text), 409, {"Content-Type": "text/plain; charset=utf-8"}
        # No trail entry, no file: an entry that cannot be written is an exception.
        session.note("export", kind="file", id=file.name[:300], unit_code=view.unit.code)
        return send_file(BytesIO(file.content), mimetype="application/pdf", download_name=file.name)
