"""What waits for a person: his own, counted as his pages count it, and a file that nobody else reads."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from audit_models.build import recompute
from audit_models.casework import accounts, leads, trail, uploads
from audit_models.casework.digests.waiting import Desk, Item, waiting
from audit_models.casework.digests.write import items_for, sentence, write_digests
from audit_models.casework.store import Actor
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from tests.casework.findings.path import step, suspected
from tests.casework.office import MONDAY, Office, open_office
from tests.dashboard.world import publish_world_with_many_rules

OFFICER_D1 = 8


def lines(office: Office, person: str, today: date = MONDAY) -> list[str]:
    desk = Desk(office.casework, office.people[person], office.part_of(person), office.basis(today))
    return [sentence(item, "en") for item in waiting(desk)]


def test_a_finding_waits_for_whose_step_it_is_until_it_is_late(office: Office) -> None:
    finding = suspected(office)
    assert lines(office, "inspector_c1") == ["Findings for you (Lead): 1"]
    assert lines(office, "officer_d1") == lines(office, "officer_d2") == []

    handed = step(office, finding, "inspector_p", "hand_down", {"owner_id": OFFICER_D1})
    due = handed.answer_due_on
    assert due is not None
    expected = f"Findings for you ({{name}}): 1, nearest deadline {due:%Y-%m-%d}"
    (line,) = lines(office, "officer_d1")
    assert line == expected.format(name="Handed down, to be answered")
    soon = f"Findings due within 3 working days: 1, nearest deadline {due:%Y-%m-%d}"
    assert soon in lines(office, "inspector_c1")
    assert lines(office, "inspector_c2") == []

    late = lines(office, "officer_d1", today=date(2026, 3, 31))
    assert [one.startswith("◆ ") for one in late].count(True) >= 2
    assert lines(office, "officer_d2", today=date(2026, 3, 31)) == []
    assert any(
        "for your level to press" in one for one in lines(office, "inspector_p", date(2026, 12, 1))
    )


def test_a_lead_waits_for_who_is_named_and_says_nothing_of_itself(office: Office) -> None:
    reach = office.people["inspector_p"]
    leads.receive(office.casework, reach, office.basis(), "letters", "王某收受礼品")

    (line,) = lines(office, "inspector_p")

    assert line == "Leads in hand: 1, nearest deadline 2026-04-02"
    assert lines(office, "inspector_c1") == []


def test_what_cannot_be_compared_with_the_month_before_is_said_and_not_left_out(
    tmp_path: Path,
) -> None:
    home = tmp_path / "compared" / "home"
    publish_world_with_many_rules(home)
    warehouse = Warehouse(home)
    earlier = warehouse.path(warehouse.current().id)
    recompute(Settings(home=home))
    office = open_office(warehouse.current(), tmp_path / "people")
    # Published with some of the rules and computed again with all: some numbers differ.
    (line,) = lines(office, "executive_p")
    assert line.startswith("Published numbers restated: ")

    earlier.chmod(0o600)
    with earlier.open("ab") as file:
        file.write(b"x")
    office = open_office(Warehouse(home).current(), tmp_path / "others")
    unknown = "◆ Earlier snapshots that cannot be opened: restatements unknown: 1"
    assert lines(office, "executive_p") == [unknown]


def test_an_upload_waits_for_who_may_approve_and_did_not_hand_it_in(office: Office) -> None:
    company = {
        name: replace(office.people[name], units=None) for name in ("executive_p", "auditor_p")
    }
    with office.casework.write(Actor.system()) as change:
        change.connection.execute(
            uploads.uploads.insert().values(
                upload_id="u1", state=uploads.TRIED, files=[], uploaded_by=5, uploader="A",
                uploaded_at="2026-03-02T00:00:00+00:00",
            )
        )  # fmt: skip
        change.record("upload", object_kind="upload", object_id="u1")

    counts = {name: uploads.count_to_approve(office.casework, one) for name, one in company.items()}
    assert counts == {"executive_p": 1, "auditor_p": 0}
    assert uploads.count_to_approve(office.casework, office.people["executive_c1"]) == 0


def test_the_administrators_are_told_of_grants_and_of_a_broken_trail(office: Office) -> None:
    store, principal = office.casework, {n: office.people[n].principal for n in office.people}
    # Nobody of the office was granted anything: the test opened it without.
    assert items_for(store, office.snapshot, principal["security"])[0].count == len(office.people)
    assert items_for(store, office.snapshot, principal["audit"]) == []
    assert items_for(store, office.snapshot, principal["system"]) == []

    store.anchor.write_text("", encoding="utf-8")

    (item,) = items_for(store, office.snapshot, principal["audit"])
    assert (item.path, item.is_late) == ("/trail", True)


@pytest.fixture
def granted(office: Office) -> Office:
    for login in ("inspector_c1", "officer_d2", "security"):
        person = office.people[login].principal
        accounts.change_grant(
            office.casework, Actor.system(), login, role=person.role, unit_code=person.unit_code
        )
    return office


def test_each_who_can_sign_in_gets_a_closed_file_with_its_entry_first(
    granted: Office, tmp_path: Path
) -> None:
    suspected(granted)

    written = write_digests(
        granted.casework, granted.snapshot, Actor.system(), tmp_path / "out", lang="en",
        public_url="https://audit.example/",
    )  # fmt: skip

    assert [path.name.split("-")[1] for path in written] == [
        "inspector_c1",
        "officer_d2",
        "security",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    own, other, _ = (path.read_text(encoding="utf-8") for path in written)
    assert '<a href="https://audit.example/findings?lang=en">Findings for you (Lead): 1</a>' in own
    assert "Nothing is waiting for you." in other
    with granted.casework.read() as connection:
        entries = trail.search(connection, "digest")
    assert sorted(one["object_id"] for one in entries) == ["inspector_c1", "officer_d2", "security"]


def test_without_its_entry_there_is_no_file(
    granted: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("audit_models.casework.trail.append", full)
    with pytest.raises(OSError, match="full"):
        write_digests(granted.casework, granted.snapshot, Actor.system(), tmp_path)

    assert list(tmp_path.glob("digest-*")) == []


def test_a_name_is_text_in_the_file_and_nobody_else_is_written_for(
    granted: Office, tmp_path: Path
) -> None:
    with granted.casework.write(Actor.system()) as change:
        change.connection.execute(
            accounts.accounts.update()
            .where(accounts.accounts.c.login == "officer_d2")
            .values(name="<script>alert(1)</script>")
        )
        change.record("test", object_kind="test", object_id="name")
    write = granted.casework, granted.snapshot, Actor.system(), tmp_path

    (path,) = write_digests(*write, login="officer_d2", form="html")
    assert "<script>" not in path.read_text(encoding="utf-8")
    (path,) = write_digests(*write, login="officer_d2", form="txt")
    assert "没有待办" in path.read_text(encoding="utf-8")
    for login in ("nobody", "inspector_p"):
        with pytest.raises(Refused, match="can sign in"):
            write_digests(*write, login=login)


def test_a_count_reads_well_in_both_languages() -> None:
    item = Item(
        "/findings", Text("问题已逾期", "Findings overdue"), 3, date(2026, 3, 6), is_late=True
    )

    assert sentence(item, "zh") == "◆ 问题已逾期：3，最近期限 2026-03-06"
    assert sentence(item, "en") == "◆ Findings overdue: 3, nearest deadline 2026-03-06"
