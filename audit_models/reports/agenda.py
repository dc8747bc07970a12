"""What the next month asks for, derived from the numbers: the same month always gives the same list."""

import json
from collections.abc import Iterator
from typing import Any

from audit_models import format as fmt
from audit_models.judgement import DECIDED, NOTHING_TO_DECIDE
from audit_models.reports.content import Report
from audit_models.reports.texts import (
    NEXT_CAUSE,
    NEXT_DATA,
    NEXT_FINDINGS,
    NEXT_LEADS,
    NEXT_PROCESS,
    NEXT_WATCH,
    NOTHING_NEXT,
)
from audit_models.words import column_name

MOST_NAMES = 6


def agenda(report: Report) -> list[str]:
    """What worsened, what the process cannot meet, grave leads, open findings, data that are missing;
    last what missed its target by no more than the usual variation."""
    parts = [
        *_causes(report),
        *_processes(report),
        *_leads(report),
        *_findings(report),
        *_data(report),
        *_watched(report),
    ]
    return parts or [report.say(NOTHING_NEXT)]


def _causes(report: Report) -> Iterator[str]:
    for one in report.indicators:
        if one["variation_code"] == "concern":
            yield report.say(NEXT_CAUSE).format(**one)


def _processes(report: Report) -> Iterator[str]:
    for one in report.indicators:
        if _is_missed(one) and one["assurance_code"] == "wont":
            yield report.say(NEXT_PROCESS).format(**one)


def _watched(report: Report) -> Iterator[str]:
    """A person who acts on chance makes things worse: these are named together, without a task each."""
    names = [
        f"{one['name']} {one['value']}"
        for one in report.indicators
        if _is_missed(one) and one["assurance_code"] != "wont"
    ]
    if names:
        yield report.say(NEXT_WATCH).format(count=len(names), names=_listed(names, report))


def _is_missed(one: dict[str, Any]) -> bool:
    return bool(one["state_code"] == "missed" and one["variation_code"] != "concern")


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
    undecided = report.coverage[~report.coverage["state"].isin([*DECIDED, *NOTHING_TO_DECIDE])]
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
