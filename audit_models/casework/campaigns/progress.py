"""How far a special inspection is: units × check items, the sample, its findings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.campaigns.sample import items
from audit_models.casework.campaigns.self_check import answers, checks
from audit_models.casework.campaigns.work import get
from audit_models.casework.findings.register import Filters, count_by_state
from audit_models.casework.findings.states import State as FindingState
from audit_models.casework.reach import Reach


@dataclass(frozen=True)
class Progress:
    """Everything in reach; what nobody answered is not in `coverage`."""

    units: tuple[str, ...]
    checks: tuple[tuple[int, str], ...]
    coverage: Mapping[tuple[str, int], str]
    """Unit and check item → the answer of the self-check."""
    returned: int
    """Units that answered every item."""
    drawn: Mapping[str, int]
    """Unit → items of the sample; empty for those who may not see it."""
    looked_at: Mapping[str, int]
    findings: Mapping[FindingState, int]


def progress(connection: sa.Connection, reach: Reach, campaign_id: str) -> Progress:
    """How far it is.

    Raises:
        NotHere: there is no such inspection in reach.
    """
    found = get(connection, reach, campaign_id)
    listed = tuple(checks(connection, found))
    coverage = {
        (row["unit_code"], row["check_no"]): str(row["answer"])
        for row in answers(connection, reach, campaign_id)
    }
    returned = sum(all((unit, no) in coverage for no, _ in listed) for unit in found.units)
    drawn, looked = dict.fromkeys(found.units, 0), dict.fromkeys(found.units, 0)
    if reach.principal.may(Permission.CAMPAIGN):
        for one in items(connection, reach, campaign_id):
            drawn[one["unit_code"]] += 1
            looked[one["unit_code"]] += one["is_cleared"] is not None
    else:
        drawn, looked = {}, {}
    findings = count_by_state(connection, reach, Filters(campaign_id=campaign_id))
    return Progress(found.units, listed, coverage, returned, drawn, looked, findings)


def looked_by_day(
    connection: sa.Connection, reach: Reach, campaign_id: str
) -> list[tuple[date, int]]:
    """Day and how many items of the sample were looked at by its end; days on which none was are left out."""
    days = Counter(
        one["inspected_on"]
        for one in items(connection, reach, campaign_id)
        if one["inspected_on"] is not None
    )
    return list(zip(sorted(days), accumulate(days[day] for day in sorted(days)), strict=True))
