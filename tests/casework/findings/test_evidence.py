"""Files are kept whole, by a name nobody can guess, and only what is evidence is kept."""

import hashlib
import io
import os
import time
from pathlib import Path

import pytest

from audit_models.casework.findings import evidence, talk
from audit_models.casework.findings.fields import clean_text, read_value
from audit_models.casework.findings.register import Finding
from audit_models.errors import Refused
from tests.casework.findings.path import attach, suspected, taken_to
from tests.casework.office import Office


def test_a_file_is_kept_with_its_hash(office: Office) -> None:
    finding = suspected(office)
    evidence_id = attach(office, finding)
    with office.casework.read() as connection:
        [row] = evidence.list_evidence(connection, office.people["officer_d1"], finding.finding_id)

    assert row["sha256"] == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
    kept = [path for path in (office.casework.home / "evidence").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [evidence_id]


def test_a_file_beyond_the_limit_leaves_nothing_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = suspected(office)
    monkeypatch.setattr(evidence, "CHUNK_BYTES", 8)
    monkeypatch.setattr(evidence, "MOST_BYTES", 10)

    with pytest.raises(Refused, match="larger than"):
        _add(office, finding, b"%PDF-123456")

    assert _kept(office) == []
    assert _kept(office, _add(office, finding, b"%PDF-12345")) != []


def test_a_file_whose_entry_cannot_be_written_is_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = suspected(office)

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("audit_models.casework.trail.append", full)
    with pytest.raises(OSError, match="full"):
        attach(office, finding)

    assert _kept(office) == []


def test_what_a_stopped_server_left_is_deleted_when_it_is_old(office: Office) -> None:
    folder = office.casework.home / "evidence" / "incoming"
    folder.mkdir(parents=True)
    for name, age_s in (("abandoned", evidence.ABANDONED_AFTER_S + 60), ("under_way", 0)):
        (folder / name).write_bytes(b"%PDF-")
        moment = time.time() - age_s
        os.utime(folder / name, (moment, moment))

    evidence.tidy(office.casework.home)

    assert [path.name for path in folder.iterdir()] == ["under_way"]


def _add(office: Office, finding: Finding, content: bytes) -> str:
    officer = office.people["officer_d1"]
    return evidence.add(office.casework, officer, finding.finding_id, "a.pdf", io.BytesIO(content))


def _kept(office: Office, name: str = "*") -> list[Path]:
    return [one for one in (office.casework.home / "evidence").rglob(name) if one.is_file()]


def test_a_file_that_was_changed_is_not_served(office: Office) -> None:
    evidence_id = attach(office, suspected(office))
    [path] = (p for p in (office.casework.home / "evidence").rglob("*") if p.is_file())
    path.write_bytes(b"%PDF-1.7 y")

    with pytest.raises(Refused, match="does not match its recorded hash"):
        evidence.read(office.casework, office.people["inspector_p"], evidence_id)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>"),
        ("a.exe", b"MZ"),
        ("a.pdf", b"MZ not a pdf"),
        ("a.txt", b"<html><script>alert(1)</script>"),
        ("a.txt", b"text\0binary"),
        ("a.pdf", b""),
        ("pdf", b"%PDF-"),
    ],
)
def test_what_is_no_evidence_is_refused(office: Office, name: str, content: bytes) -> None:
    finding = suspected(office)

    with pytest.raises(Refused):
        evidence.add(
            office.casework,
            office.people["officer_d1"],
            finding.finding_id,
            name,
            io.BytesIO(content),
        )

    assert not [p for p in (office.casework.home / "evidence").rglob("*") if p.is_file()]


def test_nothing_is_added_to_what_has_ended_or_by_who_only_reads(office: Office) -> None:
    finding = taken_to(office, suspected(office), "countersign")
    with pytest.raises(Refused, match="has ended"):
        attach(office, finding)
    with pytest.raises(Refused):
        evidence.add(
            office.casework,
            office.people["system"],
            finding.finding_id,
            "a.pdf",
            io.BytesIO(b"%PDF-1"),
        )


def test_comments_stay_as_they_were_written(office: Office) -> None:
    finding, reach = suspected(office), office.people["inspector_p"]
    with pytest.raises(Refused):
        talk.comment(office.casework, reach, finding.finding_id, " \u202e ")
    talk.comment(office.casework, reach, finding.finding_id, "第一行\n第二行")

    with office.casework.read() as connection:
        [row] = talk.comments(connection, reach, finding.finding_id)
    assert (row["text"], row["name"]) == ("第一行\n第二行", "INSPECTOR_P")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount_cny", "-1"), ("amount_cny", "NaN"), ("amount_cny", "1e400"), ("amount_cny", True),
        ("rules_improved", "1.5"), ("rules_improved", -1), ("due_on", "2026-02-30"),
        ("verdict", "cleared"), ("severity", ["high"]), ("description", "x" * 4001),
        ("description", {"a": 1}), ("state", "closed"),
    ],
)  # fmt: skip
def test_a_value_of_another_form_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refused):
        read_value(name, value)


def test_text_loses_only_what_would_change_other_text() -> None:
    assert clean_text(" =1+1\u202e\x1b[31m\r\n二 ") == "=1+1[31m\n二"
