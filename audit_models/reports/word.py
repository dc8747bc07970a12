"""The report as a Word document, from a template that the office edits: `monthly_report.<lang>.docx`."""

from audit_models import format as fmt
from audit_models.office import fill
from audit_models.reports import charts
from audit_models.reports.agenda import agenda
from audit_models.reports.content import Report

TEMPLATE = "monthly_report"


def word_report(report: Report) -> bytes:
    """The long version: text, tables, and the drawings as pictures."""
    ranking = [
        {"level": level["name"], **row}
        for level in report.ranking
        for row in level["rows"]
        if row["is_assessed"]
    ]
    return fill(
        TEMPLATE,
        report.lang,
        {
            "unit": report.unit,
            "level": report.level,
            "month": fmt.month(report.month, report.lang),
            "code": charts.code(report),
            "headline": report.headline,
            "assessment": report.assessment,
            "signals": report.signals,
            "indicators": [
                one | {"trend": drawn}
                for one, drawn in zip(report.indicators, charts.trends(report), strict=True)
            ],
            "ranking": [
                row | {"track": drawn}
                for row, drawn in zip(ranking, charts.tracks(report, ranking), strict=True)
            ],
            "unassessed": " ".join(filter(None, (level["unassessed"] for level in report.ranking))),
            "red_list": report.red_list,
            "undecided": report.undecided,
            "finding_sentence": report.findings.sentence,
            "findings": report.findings.rows,
            "agenda": [{"text": text} for text in agenda(report)],
            "href": report.href,
            **report.stamp,
        },
    )
