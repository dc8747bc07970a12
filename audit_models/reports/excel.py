"""The report as an Excel file: the same tables, as numbers that people can work with."""

from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.exports.sheet import Column, Sheet, workbook
from audit_models.harmless import visible
from audit_models.judgement import ASSURANCES, MARKS, VARIATIONS
from audit_models.records import records
from audit_models.reports.content import Report
from audit_models.reports.texts import LABELS
from audit_models.text import Text
from audit_models.words import rule_sentence

MOST_LEADS_PER_RULE = 200


def excel_report(report: Report) -> bytes:
    """One sheet a chapter, and one that says what they are of."""
    sheets = [indicators(report), history(report), ranking(report), rules(report), leads(report)]
    if report.findings.rows:
        sheets.append(findings(report))
    return workbook(sheets, about=about(report), lang=report.lang)


def about(report: Report) -> list[tuple[Text, str]]:
    stamp = report.stamp
    return [
        (LABELS["unit"], f"{report.unit} {report.code}"),
        (LABELS["month"], f"{report.month:%Y-%m}"),
        (LABELS["overview"], report.headline),
        (LABELS["assessment"], report.assessment),
        (LABELS["snapshot"], stamp["snapshot"]),
        (LABELS["as_of"], stamp["as_of"]),
        (LABELS["opens"], report.href),
        *([(LABELS["demonstration"], "!")] if stamp["is_demonstration"] else []),
    ]


def _columns(*names: str) -> list[Column]:
    return [Column(LABELS[name]) for name in names]


def indicators(report: Report) -> Sheet:
    """Every indicator with its number, unrounded."""
    rows = []
    for line, said in zip(report.lines, report.indicators, strict=True):
        signal, place = line.signal or {}, line.place or {}
        rows.append(
            [
                line.indicator.id,
                line.indicator.title,
                fmt.unit_name(line.indicator.unit, report.lang),
                line.now["value"],
                line.now["target"],
                MARKS[line.state][1],
                int(line.now["n"]) if fmt.is_number(line.now["n"]) else None,
                VARIATIONS[signal.get("variation", "none")],
                ASSURANCES[signal.get("assurance", "none")],
                place.get("rank"),
                said["sentence"],
            ]
        )
    columns = _columns(
        "id", "name", "measure", "value", "target", "state", "cases", "variation", "assurance",
        "rank", "sentence",
    )  # fmt: skip
    return Sheet(LABELS["indicators"], columns, rows)


def history(report: Report) -> Sheet:
    """Thirteen months of every indicator, one column each; the unit stands in the heading."""
    columns = [
        Column(LABELS["month"]),
        *(Column(line.indicator.title, line.indicator.unit) for line in report.lines),
    ]
    past = list(zip(*(line.past for line in report.lines), strict=True))
    shown = [month for month in report.catalogue.months if month <= report.month]
    rows = [[month, *values] for month, values in zip(shown[-len(past) :], past, strict=True)]
    return Sheet(LABELS["trend"], columns, rows)


def ranking(report: Report) -> Sheet:
    """Assessments at three levels."""
    rows: list[list[Any]] = []
    for level in report.ranking:
        for row in level["rows"]:
            places = [row[n] if row["is_ranked"] else None for n in ("rank", "peers")]
            ends = [row[n] if row["is_ranked"] else None for n in ("rank_low", "rank_high")]
            rows.append(
                [
                    row["name"],
                    row["code"],
                    level["name"],
                    row["score_number"],
                    row["grade"],
                    *places,
                    *ends,
                ]
            )
    columns = _columns(
        "unit", "unit_code", "level", "score", "grade", "rank", "peers", "rank_low", "rank_high"
    )
    return Sheet(LABELS["ranking"], columns, rows)


def rules(report: Report) -> Sheet:
    """Every rule of the month with its state, those without leads too."""
    known = report.catalogue.rules
    rows = [
        [
            row["rule_id"],
            known[row["rule_id"]].title if row["rule_id"] in known else None,
            MARKS[row["state"]][1],
            int(row["hits"]) if row["state"] in ("hit", "clean") else None,
            int(row["checked"]) if fmt.is_number(row["checked"]) else None,
        ]
        for row in records(report.coverage)
    ]
    return Sheet(LABELS["rules"], _columns("id", "rule", "state", "hits", "checked"), rows)


def leads(report: Report) -> Sheet:
    """The leads themselves, up to the bound of a list for each rule."""
    rows: list[list[Any]] = []
    for red in report.red_list:
        rule = report.catalogue.rules[red["id"]]
        found = views.hits(
            report.snapshot, rule.id, report.code, report.month, offset=0, limit=MOST_LEADS_PER_RULE
        )
        for row in records(found):
            has_unit = fmt.is_number(row["unit_code"])
            said = rule_sentence(rule.text("says"), dict(row) | row["evidence"], report.lang)
            rows.append(
                [
                    rule.id,
                    rule.title,
                    red["severity"],
                    visible(name_of(row).in_(report.lang)) if has_unit else None,
                    visible(str(row["subject_id"])),
                    row["happened_on"].date() if fmt.is_number(row["happened_on"]) else None,
                    float(row["amount_cny"]) if fmt.is_number(row["amount_cny"]) else None,
                    visible(said),
                ]
            )
    columns = _columns("id", "rule", "severity", "unit", "subject", "day", "amount", "lead")
    return Sheet(LABELS["red_list"], columns, rows)


def findings(report: Report) -> Sheet:
    """The findings as the PDF lists them."""
    names = (
        "finding",
        "unit",
        "rule",
        "category",
        "severity",
        "verified_on",
        "due_on",
        "closed_on",
        "state",
    )
    keys = ("id", *names[1:])
    rows = [[_unless_none(row[key]) for key in keys] for row in report.findings.rows]
    return Sheet(LABELS["rectification"], _columns(*names), rows)


def _unless_none(cell: str) -> str | None:
    return None if cell == fmt.NO_NUMBER else cell
