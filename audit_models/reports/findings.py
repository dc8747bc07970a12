"""The findings of a report: how many are open, overdue and closed, and what must be done next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Catalogue, name_of
from audit_models.harmless import visible
from audit_models.judgement import Row
from audit_models.records import records
from audit_models.reports.texts import FINDING_STATES, FINDINGS, NO_FINDINGS
from audit_models.snapshot import Snapshot
from audit_models.text import Lang
from audit_models.words import code_name

MOST_MATTERS = 3
"""On one sheet of paper; the long version has them all."""


@dataclass(frozen=True)
class Findings:
    """The sentence about all of them, and one row each."""

    sentence: str
    rows: list[dict[str, Any]]
    open: int

    @property
    def matters(self) -> list[dict[str, Any]]:
        """For decision: what is not closed, the overdue first, the earliest day before the others; those without
        a day last."""
        waiting = [row for row in self.rows if row["state_code"] != "closed"]
        in_order = sorted(waiting, key=lambda row: (row["state_code"] != "overdue", _day(row)))
        return in_order[:MOST_MATTERS]


def gather_findings(
    snapshot: Snapshot,
    known: Catalogue,
    unit: str,
    month: date,
    *,
    lang: Lang,
    given: pd.DataFrame | None,
) -> Findings:
    """The findings of a unit and month, those given or else those of the snapshot."""
    found = views.findings(snapshot, unit, month) if given is None else given
    if found.empty:
        return Findings(NO_FINDINGS.in_(lang), [], 0)
    counts = found["state"].value_counts()
    unfinished = int(counts.get("open", 0) + counts.get("overdue", 0))
    sentence = FINDINGS.in_(lang).format(
        open=fmt.count(unfinished),
        overdue=fmt.count(counts.get("overdue", 0)),
        closed=fmt.count(counts.get("closed", 0)),
    )
    rows = [_row(row, known, lang) for row in records(found)]
    return Findings(sentence, rows, unfinished)


def _row(row: Row, known: Catalogue, lang: Lang) -> dict[str, Any]:
    rule = known.rules.get(str(row["rule_id"]))
    title = rule.title.in_(lang) if rule else code_name("rule_id", row["rule_id"], lang)
    return {
        "id": visible(str(row["finding_id"])),
        "unit": visible(name_of(row).in_(lang)),
        "rule": visible(title),
        "category": visible(code_name("category", row["category"], lang)),
        "severity": code_name("severity", row["severity"], lang),
        "verified_on": fmt.day(row["verified_on"]),
        "due_on": fmt.day(row["due_on"]),
        "closed_on": fmt.day(row["closed_on"]),
        "state": FINDING_STATES[str(row["state"])].in_(lang),
        "state_code": str(row["state"]),
    }


def _day(row: dict[str, Any]) -> tuple[bool, str]:
    """By day as it is written, year first; without one after all others."""
    return row["due_on"] == fmt.NO_NUMBER, row["due_on"]
