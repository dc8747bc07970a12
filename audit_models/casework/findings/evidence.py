"""Files that prove something, kept under `AUDIT_HOME/evidence` by a random name, with their SHA-256."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from audit_models import durable
from audit_models.access import PERMISSIONS, Permission
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import get
from audit_models.casework.findings.states import ENDED
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.uploads import clean_name
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused

MOST_BYTES = 20 << 20
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

WRITERS = (Permission.TAKE_UP, Permission.VERIFY, Permission.DETERMINE, Permission.RECTIFY)


def may_add(reach: Reach) -> bool:
    return bool(PERMISSIONS[reach.principal.role] & set(WRITERS))


def add(casework: Casework, reach: Reach, finding_id: str, name: str, content: bytes) -> str:
    """Keep a file with a finding; returns its id.

    Raises:
        NotHere: there is no such finding in reach.
        Refused: no right, the finding has ended, or the file is too large or of another kind.
    """
    if not may_add(reach):
        raise NotAllowed("您的角色不能添加证据。", "Your role may not add evidence.")
    clean = clean_name(name)
    evidence_id, path = uuid4().hex, None
    try:
        with casework.write(reach.actor) as change:
            finding = get(change.connection, reach, finding_id)
            if finding.state in ENDED:
                raise Refused("该问题已办结。", "The finding has ended.")
            _refuse_unfit(clean, content)
            _refuse_too_many(change.connection, finding_id)
            path = _path(casework.home, evidence_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            durable.write_bytes(path, content)
            row = {
                "evidence_id": evidence_id, "finding_id": finding_id, "file_name": clean,
                "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
                "account_id": reach.principal.account_id, "name": reach.principal.name,
                "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }  # fmt: skip
            change.connection.execute(tables.evidence.insert().values(**row))
            change.record(
                "evidence_add", object_kind="evidence", object_id=evidence_id,
                unit_code=finding.unit_code, after=row,
            )  # fmt: skip
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise
    return evidence_id


def list_evidence(
    connection: sa.Connection, reach: Reach, finding_id: str
) -> list[Mapping[str, Any]]:
    """The files of a finding, the oldest first."""
    get(connection, reach, finding_id)
    c = tables.evidence.c
    query = sa.select(tables.evidence).where(c.finding_id == finding_id)
    rows = connection.execute(query.order_by(c.added_at, c.evidence_id)).mappings()
    return [dict(row) for row in rows]


def read(casework: Casework, reach: Reach, evidence_id: str) -> tuple[str, bytes]:
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
        content = _path(casework.home, evidence_id).read_bytes()
    except OSError:
        content = b""
    is_whole = hashlib.sha256(content).hexdigest() == row["sha256"]
    casework.note(
        reach.actor, "evidence_read", object_kind="evidence", object_id=evidence_id,
        unit_code=finding.unit_code, result="done" if is_whole else "hash differs",
    )  # fmt: skip
    if not is_whole:
        raise Refused(
            f"证据文件 {row['file_name']} 与登记的哈希不一致，可能已被更改；请联系审计管理员。",
            f"The file {row['file_name']} does not match its recorded hash and may have been changed;"
            " tell the audit administrator.",
        )
    return row["file_name"], content


def _refuse_unfit(name: str, content: bytes) -> None:
    if not 0 < len(content) <= MOST_BYTES:
        raise Refused(
            f"文件 {name} 为空或超过 {MOST_BYTES >> 20} MB；请压缩或拆分。",
            f"The file {name} is empty or larger than {MOST_BYTES >> 20} MB; shrink or split it.",
        )
    kind = Path(name).suffix.lower()
    begins = BEGINS.get(kind)
    is_text = begins == () and b"\0" not in content and content.lstrip()[:1] != b"<"
    if begins is None or not (is_text or (begins and content.startswith(begins))):
        kinds = "、".join(one.strip(".") for one in BEGINS)
        raise Refused(
            f"文件 {name} 不是可接受的证据类型，或内容与扩展名不符；可用 {kinds}。",
            f"The file {name} is of no kind that is kept, or not what its name says; use"
            f" {', '.join(one.strip('.') for one in BEGINS)}.",
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
