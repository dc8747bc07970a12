"""Files that prove something, kept under `AUDIT_HOME/evidence` by a random name, with their SHA-256."""

import hashlib
import io
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import sqlalchemy as sa

from audit_models import durable
from audit_models.access import PERMISSIONS, Permission
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Finding, get
from audit_models.casework.findings.states import ENDED
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.uploads import clean_name
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused
from audit_models.text import Text

MOST_BYTES = 50 << 20
MOST_FILES = 50
"""Files of one finding."""

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BEGINS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".xlsx": (_ZIP,),
    ".docx": (_ZIP,),
    ".doc": (_OLD_OFFICE,),
    ".xls": (_OLD_OFFICE,),
    ".txt": (),
    ".csv": (),
}
"""Kind → how its bytes begin. Nothing that a browser would run (html, svg) is kept."""
KINDS = Text(*(sign.join(one.strip(".") for one in BEGINS) for sign in ("、", ", ")))
CHUNK_BYTES = 1 << 18
ABANDONED_AFTER_S = 3600
"""Nobody is still sending what nothing was added to for so long."""

WRITERS = frozenset(
    {Permission.TAKE_UP, Permission.VERIFY, Permission.DETERMINE, Permission.RECTIFY}
)


def may_add(reach: Reach) -> bool:
    return bool(PERMISSIONS[reach.principal.role] & WRITERS)


def add(casework: Casework, reach: Reach, finding_id: str, name: str, stream: IO[bytes]) -> str:
    """Keep a file with a finding, however large it is up to `MOST_BYTES`; returns its id.

    Raises:
        NotHere: there is no such finding in reach.
        Refused: no right, the finding has ended, or the file is too large or of another kind.
    """
    if not may_add(reach):
        raise NotAllowed("您的角色不能添加证据。", "Your role may not add evidence.")
    clean, evidence_id = clean_name(name), uuid4().hex
    with casework.read() as connection:
        _open_finding(connection, reach, finding_id)
    # A backup leaves alone what begins with a dot: it is still being written.
    received = _incoming(casework.home) / f".{evidence_id}"
    path = _path(casework.home, evidence_id)
    for folder in (received.parent, path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        size, sha256 = _received(stream, clean, received)
        with casework.write(reach.actor) as change:
            finding = _open_finding(change.connection, reach, finding_id)
            _refuse_too_many(change.connection, finding_id)
            row = {
                "evidence_id": evidence_id, "finding_id": finding_id, "file_name": clean,
                "bytes": size, "sha256": sha256,
                "account_id": reach.principal.account_id, "name": reach.principal.name,
                "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }  # fmt: skip
            change.connection.execute(tables.evidence.insert().values(**row))
            change.record(
                "evidence_add", object_kind="evidence", object_id=evidence_id,
                unit_code=finding.unit_code, after=row,
            )  # fmt: skip
            durable.patiently(lambda: received.replace(path))
            durable.flush_folder(path.parent)
    finally:
        received.unlink(missing_ok=True)
    return evidence_id


def tidy(home: Path) -> None:
    """Delete what was being received when an earlier server stopped."""
    before = time.time() - ABANDONED_AFTER_S
    for path in _incoming(home).glob("*"):
        if path.stat().st_mtime < before:
            durable.remove(path)


def list_evidence(
    connection: sa.Connection, reach: Reach, finding_id: str
) -> list[Mapping[str, Any]]:
    """The files of a finding, the oldest first."""
    get(connection, reach, finding_id)
    c = tables.evidence.c
    query = sa.select(tables.evidence).where(c.finding_id == finding_id)
    rows = connection.execute(query.order_by(c.added_at, c.evidence_id)).mappings()
    return [dict(row) for row in rows]


def read(casework: Casework, reach: Reach, evidence_id: str) -> tuple[str, IO[bytes]]:
    """Name and content of a file, after its hash was checked; leaves an entry in the trail.

    Raises:
        NotHere: there is no such file in reach.
        Refused: the file is not what was added.
    """
    c = tables.evidence.c
    with casework.read() as connection:
        query = sa.select(tables.evidence).where(c.evidence_id == evidence_id)
        row = connection.execute(query).mappings().first()
        if row is None:
            raise NotHere
        finding = get(connection, reach, row["finding_id"])
    try:
        content: IO[bytes] = _path(casework.home, evidence_id).open("rb")
    except OSError:
        content = io.BytesIO()
    # What was hashed is what is sent: the same open file, whatever happens to the folder.
    is_whole = _digest(content) == row["sha256"]
    casework.note(
        reach.actor, "evidence_read", object_kind="evidence", object_id=evidence_id,
        unit_code=finding.unit_code, result="done" if is_whole else "hash differs",
    )  # fmt: skip
    if not is_whole:
        content.close()
        raise Refused(
            f"证据文件 {row['file_name']} 与登记的哈希不一致，可能已被更改；请联系审计管理员。",
            f"The file {row['file_name']} does not match its recorded hash and may have been changed;"
            " tell the audit administrator.",
        )
    return row["file_name"], content


def _digest(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        found.update(chunk)
    content.seek(0)
    return found.hexdigest()


def _open_finding(connection: sa.Connection, reach: Reach, finding_id: str) -> Finding:
    finding = get(connection, reach, finding_id)
    if finding.state in ENDED:
        raise Refused("该问题已办结。", "The finding has ended.")
    return finding


def _received(stream: IO[bytes], name: str, path: Path) -> tuple[int, str]:
    """Size and hash of what was written to the disk piece by piece, each looked at on the way."""
    begins, size, found = _beginnings(name), 0, hashlib.sha256()
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            if not size:
                _refuse_another_kind(name, chunk, begins)
            if b"\0" in chunk and not begins:
                raise _another_kind(name)
            size += len(chunk)
            if size > MOST_BYTES:
                break
            found.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not 0 < size <= MOST_BYTES:
        raise too_large(name)
    return size, found.hexdigest()


def too_large(name: str) -> Refused:
    """Why a file of this size is not kept."""
    return Refused(
        f"文件 {name} 为空或超过 {MOST_BYTES >> 20} MB；请压缩或拆分。",
        f"The file {name} is empty or larger than {MOST_BYTES >> 20} MB; shrink or split it.",
    )


def _beginnings(name: str) -> tuple[bytes, ...]:
    kind = Path(name).suffix.lower()
    if kind not in BEGINS:
        raise _another_kind(name)
    return BEGINS[kind]


def _refuse_another_kind(name: str, first: bytes, begins: tuple[bytes, ...]) -> None:
    is_fit = first.startswith(begins) if begins else first.lstrip()[:1] != b"<"
    if not is_fit:
        raise _another_kind(name)


def _another_kind(name: str) -> Refused:
    return Refused(
        f"文件 {name} 不是可接受的证据类型，或内容与扩展名不符；可用 {KINDS.zh}。",
        f"The file {name} is of no kind that is kept, or not what its name says; use {KINDS.en}.",
    )


def _refuse_too_many(connection: sa.Connection, finding_id: str) -> None:
    c = tables.evidence.c
    count = connection.scalar(sa.select(sa.func.count()).where(c.finding_id == finding_id))
    if (count or 0) >= MOST_FILES:
        raise Refused(
            f"每个问题最多 {MOST_FILES} 份证据。", f"At most {MOST_FILES} files a finding."
        )


def _path(home: Path, evidence_id: str) -> Path:
    return home / "evidence" / evidence_id[:2] / evidence_id


def _incoming(home: Path) -> Path:
    return home / "evidence" / "incoming"
