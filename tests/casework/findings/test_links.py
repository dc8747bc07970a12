"""Links to what the person may see, and to nothing else; a hit that is added is recognised afterwards."""

from collections.abc import Callable

import pytest

from audit_models.casework.findings import links, register
from audit_models.casework.findings.take_up import take_up
from audit_models.casework.workflow import NotHere
from audit_models.errors import Refused
from tests.casework.findings.path import suspected
from tests.casework.office import Office

Link = Callable[[str, str, str, str], None]


@pytest.fixture
def link(office: Office) -> Link:
    def one(person: str, finding_id: str, kind: str, target: str) -> None:
        part = office.part_of(person)
        links.link(office.casework, office.people[person], part, finding_id, kind, target)

    return one


def test_a_finding_is_linked_to_what_is_there(office: Office, link: Link) -> None:
    finding_id = suspected(office).finding_id
    for kind, target in (("project", "quick"), ("rule", "CP51"), ("rule", "CP51"),
                         ("indicator", " I01 ")):  # fmt: skip
        link("inspector_p", finding_id, kind, target)

    with office.casework.read() as connection:
        found = links.links(connection, office.people["inspector_p"], finding_id)
    assert found == [("indicator", "I01"), ("project", "quick"), ("rule", "CP51")]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("project", "promptly"),  # of D3, in the other city
        ("project", "no_such"),
        ("contract", "no_such"),
        ("rule", "XX99"),
        ("indicator", "I99"),
        ("notebook_run", "../../casework"),
        ("finding", "F99999999"),
    ],
)
def test_what_is_foreign_or_not_there_is_not_linked(
    office: Office, link: Link, kind: str, target: str
) -> None:
    finding_id = suspected(office, person="inspector_c1").finding_id

    with pytest.raises(NotHere):
        link("inspector_c1", finding_id, kind, target)


def test_a_hit_of_the_unit_is_added_once_and_recognised(office: Office) -> None:
    """quick of D1 is hit by CP51 and CP52 among others."""
    finding, other = suspected(office, "CP51"), office.hit_id("CP52", "quick")
    reach, part = office.people["inspector_p"], office.part_of("inspector_p")
    with office.casework.read() as connection:
        offered = {one["hit_id"] for one in links.free_hits(connection, part, finding)}
    assert other in offered
    assert office.hit_id("CP51", "quick") not in offered

    links.add_hit(office.casework, reach, part, finding.finding_id, other)

    again = take_up(office.casework, reach, office.basis(), part, [other])
    assert (again.made, [one.finding_id for one in again.known]) == ((), [finding.finding_id])
    with office.casework.read() as connection:
        assert len(register.hits(connection, reach, finding.finding_id)) == 2
    with pytest.raises(Refused, match="taken up before"):
        links.add_hit(office.casework, reach, part, finding.finding_id, other)
    very_late = office.hit_id("CP02", "very_late")
    with pytest.raises(Refused, match="another unit"):
        links.add_hit(office.casework, reach, part, finding.finding_id, very_late)
    foreign = office.people["inspector_c2"], office.part_of("inspector_c2")
    with pytest.raises(NotHere):
        links.add_hit(office.casework, *foreign, finding.finding_id, other)
