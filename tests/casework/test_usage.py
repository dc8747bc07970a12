"""What the application was used for, counted from the trail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit_models.casework.store import Actor, open_casework
from audit_models.casework.usage import uses
from audit_models.settings import Settings


def test_actions_are_counted_with_the_people_who_took_them_and_the_program_is_not(
    home: Path,
) -> None:
    casework = open_casework(Settings(home=home))
    for login, action in (
        ("wang", "export"),
        ("li", "export"),
        ("wang", "export"),
        ("li", "denied"),
    ):
        casework.note(Actor(1, login, "inspector", ""), action, object_kind="file", object_id="x")
    casework.note(Actor.system(), "export", object_kind="file", object_id="x")

    with casework.read() as connection:
        found = uses(connection)
        later = uses(connection, now=datetime.now(UTC) + timedelta(days=31))

    assert [(one.action, one.times, one.people) for one in found] == [
        ("export", 3, 2), ("denied", 1, 1)]  # fmt: skip
    assert later == []
