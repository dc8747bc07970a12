"""The trail: every entry carries the hash of the one before it, under the installation's key.

hash(n) = HMAC-SHA-256(key, hash(n-1) ‖ canonical JSON of entry n). Changing, removing or reordering an
entry breaks the chain at that entry; who rewrites all of it needs the key; who cuts off its end is
found by the anchor, a file outside the database with a line for every head.
"""

import errno
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""How indexes and constraints are called, here and in the steps that make them."""

metadata = sa.MetaData(naming_convention=NAMES)
entries = sa.Table(
    "trail",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("happened_at", sa.String(40), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("login", sa.String(100), nullable=False, index=True),
    sa.Column("action", sa.String(60), nullable=False, index=True),
    sa.Column("object_id", sa.String(300), nullable=False, index=True),
)
"""`content` is what is hashed; `SEARCHED` repeats parts of it."""

SEARCHED = {"login": 100, "action": 60, "object_id": 300}
"""What entries are found by, and how much of it is kept for that."""

FIRST = "0" * 64


@dataclass(frozen=True)
class Entry:
    """The head of the chain after an entry."""

    seq: int
    hash: str
    happened_at: str


@dataclass(frozen=True)
class Verified:
    """What a check of the whole trail found; `first_bad_seq` is None where it is intact."""

    count: int
    first_bad_seq: int | None = None
    reason: str = ""


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def content_of(row: Any) -> dict[str, Any]:
    """What one row of the table says."""
    return dict(json.loads(row.content))


def append(connection: sa.Connection, secret: bytes, content: Mapping[str, Any]) -> Entry:
    """Add one entry at the head, within the caller's transaction."""
    head = connection.execute(
        sa.select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
    ).first()
    seq, before = (head.seq + 1, head.hash) if head else (1, FIRST)
    happened_at = datetime.now(UTC).isoformat()
    text = _storable(canonical(content))
    made = _chained(secret, before, seq, happened_at, text)
    connection.execute(
        entries.insert().values(
            seq=seq,
            happened_at=happened_at,
            content=text,
            hash=made,
            **_searched(content),
        )
    )
    return Entry(seq, made, happened_at)


@contextmanager
def anchoring(path: Path) -> Iterator[Callable[[Entry], None]]:
    """Opens the anchor before the change is made, so that one that cannot be written stops it.

    What is yielded adds a head and waits until it is on the disk; call it after the commit.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(entry: Entry) -> None:
        # It begins with the line end, so that what a full disk has cut short does not run into it.
        line = f"\n{entry.seq} {entry.hash} {entry.happened_at}".encode()
        if os.write(handle, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(handle)

    try:
        yield add
    finally:
        os.close(handle)


PAGE_ROWS = 100


def search(
    connection: sa.Connection, text: str = "", *, page: int = 1, lines: int | None = PAGE_ROWS
) -> list[dict[str, Any]]:
    """One page of entries, the newest first, whose person, action or object is the text.

    Each has seq, happened_at, hash and all that was recorded. `lines`: of a page; None: all there are.
    """
    query = sa.select(entries).order_by(entries.c.seq.desc())
    if text:
        fields = (entries.c.login, entries.c.action, entries.c.object_id)
        query = query.where(sa.or_(*(field == _storable(text) for field in fields)))
    if lines is not None:
        query = query.limit(lines).offset((page - 1) * lines)
    return [
        {"seq": row.seq, "happened_at": row.happened_at, "hash": row.hash, **content_of(row)}
        for row in connection.execute(query)
    ]


def count_entries(connection: sa.Connection) -> int:
    """How many there are, by the number of the head."""
    return int(connection.execute(sa.select(sa.func.max(entries.c.seq))).scalar() or 0)


def verify(connection: sa.Connection, secret: bytes, anchor_path: Path) -> Verified:
    """Check every entry against the one before it, and the whole against the anchor."""
    anchored = dict(_anchored(anchor_path))
    before, count = FIRST, 0
    rows = connection.execute(sa.select(entries).order_by(entries.c.seq))
    for count, row in enumerate(rows, start=1):
        if row.seq != count:
            return Verified(count - 1, count, "missing")
        made = _chained(secret, before, row.seq, row.happened_at, row.content)
        content = content_of(row) if made == row.hash else {}
        copies = {name: getattr(row, name) for name in SEARCHED}
        if made != row.hash or copies != _searched(content):
            return Verified(count - 1, count, "changed")
        if anchored.get(count, {row.hash}) != {row.hash}:
            return Verified(count - 1, count, "differs from the anchor")
        before = row.hash
    cut_off = [seq for seq in anchored if seq > count]
    if cut_off:
        return Verified(count, min(cut_off), "cut off")
    if count and not anchored:
        return Verified(0, 1, "the anchor is missing")
    return Verified(count)


def _searched(content: Mapping[str, Any]) -> dict[str, str]:
    return {name: _storable(str(content.get(name)))[:length] for name, length in SEARCHED.items()}


def _storable(text: str) -> str:
    """Half a character and NUL, which a database may refuse, are written out; what is entered comes
    from people who would like it not to be."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _chained(secret: bytes, before: str, seq: int, happened_at: str, text: str) -> str:
    message = "\n".join((before, str(seq), happened_at, text)).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def _anchored(path: Path) -> Iterator[tuple[int, set[str]]]:
    """Number → the heads that the anchor has for it; more than one: the past was written anew."""
    found: dict[int, set[str]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = line.split()
            if len(parts) == 3 and parts[0].isdigit():
                found.setdefault(int(parts[0]), set()).add(parts[1])
    yield from found.items()
