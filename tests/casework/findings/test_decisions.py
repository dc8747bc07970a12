"""What somebody has to decide, in which order, and how rectifications stand."""

from datetime import date, timedelta

import pytest

from audit_models.casework.findings.decisions import Rectifications, matters, rectifications
from audit_models.casework.findings.register import Filters
from tests.casework.findings.path import current, suspected, taken_to
from tests.casework.office import Office

ALL = Filters()
FRIDAY = date(2026, 3, 6)


def test_what_is_overdue_stands_before_what_waits_for_a_decision(office: Office) -> None:
    """Handed down on Monday 2 March with three working days to answer: due the 5th, a day late on the 6th."""
    verified = taken_to(office, suspected(office, "CP52"), "confirm")
    late = taken_to(office, suspected(office, "CP51"), "hand_down")
    taken_to(office, suspected(office, "CP53"), "determine")
    reach = office.people["inspector_p"]

    with office.casework.read() as connection:
        found = matters(connection, reach, office.basis(FRIDAY), ALL)
        on_time = matters(connection, reach, office.basis(date(2026, 3, 5)), ALL)
        elsewhere = matters(connection, office.people["inspector_c2"], office.basis(FRIDAY), ALL)
        of_d2 = Filters(unit_codes=frozenset({"D2"}))
        other = matters(connection, reach, office.basis(FRIDAY), of_d2)

    said = [
        (one.finding.finding_id, one.late.workdays if one.late else None, one.owner)
        for one in found
    ]
    assert said == [
        (late.finding_id, 1, "OFFICER_D1"),
        (verified.finding_id, None, "OFFICER_D1"),
    ]
    assert [one.finding.finding_id for one in on_time] == [verified.finding_id]
    assert elsewhere == other == []


def test_a_rectification_that_waits_for_its_signature_and_is_late_stands_once(
    office: Office,
) -> None:
    proven = taken_to(office, suspected(office, "CP51"), "prove")
    due = current(office, proven).due_on
    assert due is not None

    with office.casework.read() as connection:
        found = matters(
            connection, office.people["inspector_p"], office.basis(due + timedelta(1)), ALL
        )
    assert [one.finding.finding_id for one in found] == [proven.finding_id]
    assert found[0].late is not None


@pytest.mark.parametrize(
    ("days_before_due", "running", "due", "overdue"),
    [(8, 1, 0, 0), (7, 0, 1, 0), (0, 0, 1, 0), (-1, 0, 0, 1)],
)
def test_a_rectification_is_running_due_or_overdue_by_its_day(
    office: Office, days_before_due: int, running: int, due: int, overdue: int
) -> None:
    finding = taken_to(office, suspected(office, "CP51"), "determine")
    day = current(office, finding).due_on
    assert day is not None
    basis = office.basis(day - timedelta(days_before_due))

    with office.casework.read() as connection:
        found = rectifications(connection, office.people["inspector_p"], basis, ALL)
    assert found == Rectifications(running, due, overdue, 0)


def test_what_was_closed_counts_in_its_year(office: Office) -> None:
    taken_to(office, suspected(office, "CP51"), "countersign")
    reach = office.people["inspector_p"]

    with office.casework.read() as connection:
        in_2026 = rectifications(connection, reach, office.basis(FRIDAY), ALL)
        in_2027 = rectifications(connection, reach, office.basis(date(2027, 1, 1)), ALL)
    assert (in_2026, in_2027) == (Rectifications(0, 0, 0, 1), Rectifications(0, 0, 0, 0))
