"""Deadlines in working days, and who has to press when they pass; every day counted by hand."""

from datetime import date

import pytest

from audit_models.casework.findings.overdue import late_days, list_late, overdue
from audit_models.casework.findings.register import Filters
from audit_models.casework.findings.take_up import observe
from audit_models.casework.policy import CaseworkPolicy, load_casework_policy
from audit_models.errors import Refused
from tests.casework.findings.path import STEPS, current, step, suspected, taken_to
from tests.casework.office import Office


def observed(office: Office, severity: str, today: date):  # type: ignore[no-untyped-def]
    fields = {"unit_code": "D1", "description": "现场发现", "severity": severity}
    return observe(office.casework, office.people["inspector_p"], office.basis(today), fields)


@pytest.mark.parametrize(
    ("severity", "today", "due"),
    [
        # Monday 2 March + 3: Tuesday, Wednesday, Thursday the 5th.
        ("high", "2026-03-02", "2026-03-05"),
        # Friday 6 March + 5 skips the weekend: Monday 9th … Friday the 13th.
        ("medium", "2026-03-06", "2026-03-13"),
        # Friday 3 April + 3: 4–6 April are Tomb-sweeping, so Tuesday 7th, 8th, Thursday the 9th.
        ("high", "2026-04-03", "2026-04-09"),
        # Thursday 12 February + 3: 13th, Saturday 14th is worked, 15–23 off, Tuesday the 24th.
        ("high", "2026-02-12", "2026-02-24"),
    ],
)
def test_an_answer_is_due_in_working_days(
    office: Office, severity: str, today: str, due: str
) -> None:
    day = date.fromisoformat(today)
    finding = observed(office, severity, day)

    handed = step(office, finding, "inspector_p", "hand_down", {"owner_id": 8}, today=day)

    assert handed.answer_due_on == date.fromisoformat(due)
    assert handed.deadline == handed.answer_due_on


def test_rectification_is_due_by_severity_or_as_settled(office: Office) -> None:
    # High: 7 working days after Monday 2 March: 3, 4, 5, 6, 9, 10, the 11th.
    assert taken_to(office, suspected(office), "determine").due_on == date(2026, 3, 11)

    finding = taken_to(office, suspected(office, "CP52"), "confirm")
    fields = STEPS[3][2]
    with pytest.raises(Refused, match="after today"):
        step(office, finding, "executive_c1", "determine", {**fields, "due_on": "2026-03-02"})
    chosen = step(office, finding, "executive_c1", "determine", {**fields, "due_on": "2026-06-30"})
    assert chosen.due_on == date(2026, 6, 30)


def test_a_deadline_beyond_the_calendar_is_refused_not_guessed(office: Office) -> None:
    finding = observed(office, "low", date(2026, 12, 24))

    with pytest.raises(Refused, match="does not reach"):
        step(office, finding, "inspector_p", "hand_down", {"owner_id": 8}, today=date(2026, 12, 24))

    assert current(office, finding).state == "suspected"


@pytest.mark.parametrize(
    ("today", "workdays", "level"),
    [
        ("2026-03-11", None, None),  # due today
        ("2026-03-12", 1, "county"),
        ("2026-03-19", 6, "county"),  # 12, 13, 16, 17, 18, 19
        ("2026-03-20", 7, "city"),
        ("2026-03-31", 14, "city"),
        ("2026-04-01", 15, "province"),
    ],
)
def test_escalation_goes_up_by_working_days(
    office: Office, today: str, workdays: int | None, level: str | None
) -> None:
    finding = taken_to(office, suspected(office), "determine")  # due on 11 March

    basis = office.basis(date.fromisoformat(today))
    found = overdue([finding], basis)
    with office.casework.read() as connection:
        counted = late_days(connection, office.people["inspector_c1"], basis)
        listed = list_late(connection, office.people["inspector_c1"], counted, Filters(), limit=5)
        assert late_days(connection, office.people["inspector_c2"], basis) == []

    expected = [(workdays, level)] if level else []
    assert [(one.workdays, one.level) for one in found] == expected
    assert [(one.workdays, one.level) for one in counted] == expected
    assert [one.finding_id for one in listed] == [one.finding.finding_id for one in found]


def test_beyond_the_calendar_it_is_overdue_but_nobody_counts_by_guess(office: Office) -> None:
    finding = taken_to(office, suspected(office), "determine")

    [found] = overdue([finding], office.basis(date(2027, 3, 1)))

    assert (found.workdays, found.level) == (None, None)


def test_what_was_answered_is_not_overdue(office: Office) -> None:
    finding = taken_to(office, suspected(office), "answer")

    assert overdue([finding], office.basis(date(2026, 3, 31))) == []


def test_the_policy_is_dated() -> None:
    policy = load_casework_policy()

    assert policy.workdays("rectify", "high", date(2026, 3, 2)) == 7
    assert policy.repeat_days(date(2026, 3, 2)) == 180
    with pytest.raises(ValueError, match="two values hold for repeats"):
        CaseworkPolicy.model_validate(
            {"deadlines": [], "escalation": [], "repeats": [{"days": 180}, {"days": 90}]}
        )
