"""Ages in working days and the burn-up, counted by hand."""

from datetime import date

from audit_models.casework.findings.ageing import age_bands, burn_up
from audit_models.casework.findings.register import Filters
from audit_models.casework.findings.take_up import observe
from tests.casework.findings.path import step, suspected, taken_to
from tests.casework.office import Office


def test_open_findings_by_age_and_overdue(office: Office) -> None:
    """On Friday 6 March 2026. Found on Monday the 2nd: 3rd to 6th are 4 working days; one was handed
    down with 3 working days to answer, by the 5th, and is overdue; another is closed and no longer
    counted. Found on Friday 6 February: 9–13 five, Saturday the 14th worked, 15–23 off, 24–27 four,
    2–6 March five: 15 working days."""
    taken_to(office, suspected(office, "CP51"), "hand_down")
    taken_to(office, suspected(office, "CP52"), "countersign")
    fields = {"unit_code": "D2", "description": "现场发现", "severity": "low"}
    basis, reach = office.basis(date(2026, 2, 6)), office.people["inspector_p"]
    observe(office.casework, reach, basis, fields)

    with office.casework.read() as connection:
        bands = age_bands(connection, reach, office.basis(date(2026, 3, 6)))
        of_d2 = age_bands(connection, reach, basis, Filters(unit_codes=frozenset({"D2"})))
        foreign = age_bands(connection, office.people["inspector_c2"], basis)
    assert [(band.open, band.overdue) for band in bands] == [(1, 1), (1, 0), (0, 0), (0, 0)]
    assert [band.open for band in of_d2] == [1, 0, 0, 0]
    assert sum(band.open for band in foreign) == 0


def test_found_and_ended_add_up_month_by_month(office: Office) -> None:
    """Found: one in January, two in March; one of these is closed in March, one cleared in May."""
    fields = {"unit_code": "D1", "description": "现场发现", "severity": "low"}
    reach = office.people["inspector_p"]
    observe(office.casework, reach, office.basis(date(2026, 1, 5)), fields)
    taken_to(office, suspected(office, "CP51"), "countersign")
    answered = taken_to(office, suspected(office, "CP52"), "answer")
    step(office, answered, "auditor_c1", "clear", {}, "不属实", today=date(2026, 5, 6))

    with office.casework.read() as connection:
        months = burn_up(connection, reach)
    assert [(f"{one.month:%m}", one.found, one.ended) for one in months] == [
        ("01", 1, 0), ("02", 1, 0), ("03", 3, 1), ("04", 3, 1), ("05", 3, 2),
    ]  # fmt: skip
