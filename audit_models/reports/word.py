"""The report as a Word document, from a template that the office edits: `monthly_report.<lang>.docx`."""

from audit_models import format as fmt
from audit_models.office import fill
from audit_models.reports.agenda import agenda
from audit_models.reports.content import Report

TEMPLATE = "monthly_report"


def word_report(report: Report) -> bytes:
    """The long version as text and tables."""
    ranking = [{"level": level["name"], **row} for level in report.ranking for row in level["rows"]]
    leads = [
        {"id": rule["id"], "title": rule["title"], "severity": rule["severity"], **lead}
        for rule in report.red_list
        for lead in rule["leads"]
    ]
    return fill(
        TEMPLATE,
        report.lang,
        {
            "unit": report.unit,
            "level": report.level,
            "month": fmt.month(report.month, report.lang),
            "headline": report.headline,
            "assessment": report.assessment,
            "indicators": report.indicators,
            "ranking": [row | {"place": _place(row)} for row in ranking],
            "red_list": report.red_list,
            "leads": leads,
            "undecided": report.undecided,
            "finding_sentence": report.findings.sentence,
            "findings": report.findings.rows,
            "agenda": [{"text": text} for text in agenda(report)],
            "href": report.href,
            **report.stamp,
        },
    )


def _place(row: dict[str, object]) -> str:
    if not row["is_ranked"]:
        return fmt.NO_NUMBER
    return f"{row['rank']}/{row['peers']} ({row['rank_low']}–{row['rank_high']})"
