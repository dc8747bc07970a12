"""What the next month asks for, derived from the numbers: the same month always gives the same list."""

import json
from collections.abc import Iterator

from audit_models import format as fmt
from audit_models.judgement import DECIDED
from audit_models.reports.content import Report
from audit_models.reports.texts import (
    NEXT_DATA,
    NEXT_FINDINGS,
    NEXT_INDICATOR,
    NEXT_LEADS,
    NOTHING_NEXT,
)
from audit_models.words import column_name

MOST_NAMES = 6


def agenda(report: Report) -> list[str]:
    """Indicators that miss or worsen, grave leads, open findings, data that are missing."""
    parts = [*_indicators(report), *_leads(report), *_findings(report), *_data(report)]
    return parts or [report.say(NOTHING_NEXT)]


def _indicators(report: Report) -> Iterator[str]:
    for one in report.indicators:
        if one["state_code"] == "missed" or one["variation_code"] == "concern":
            yield report.say(NEXT_INDICATOR).format(**one)


def _leads(report: Report) -> Iterator[str]:
    grave = [rule for rule in report.red_list if rule["severity_code"] == "H"]
    if grave:
        names = [f"{rule['title']} {rule['hits']}" for rule in grave]
        count = fmt.count(sum(rule["count"] for rule in grave))
        yield report.say(NEXT_LEADS).format(count=count, rules=_listed(names, report))


def _findings(report: Report) -> Iterator[str]:
    if report.findings.open:
        yield report.say(NEXT_FINDINGS).format(count=fmt.count(report.findings.open))


def _data(report: Report) -> Iterator[str]:
    undecided = report.coverage[~report.coverage["state"].isin([*DECIDED, "not_applicable"])]
    names: dict[str, None] = {}
    for missing in undecided["missing"].dropna():
        found = json.loads(missing) if str(missing).lstrip()[:1] in ("[", "{") else [missing]
        names.update(dict.fromkeys(column_name(str(name), report.lang) for name in found))
    if names:
        count = fmt.count(len(undecided))
        yield report.say(NEXT_DATA).format(count=count, what=_listed(list(names), report))


def _listed(names: list[str], report: Report) -> str:
    sign = "、" if report.lang == "zh" else ", "
    end = ("等" if report.lang == "zh" else " …") if len(names) > MOST_NAMES else ""
    return sign.join(names[:MOST_NAMES]) + end
