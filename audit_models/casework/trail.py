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
ACCEPTED = "accept_break"
"""The action of an entry by which somebody answers for a break; its object is the first bad entry."""


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
    accepted: tuple[int, ...] = ()
    """Entries at which it was once broken, for which somebody has answered since."""


@dataclass(frozen=True)
class Stretch:
    """Entries that nobody can check any more: their digest as they stand, and the last value in the chain."""

    digest: str
    last_hash: str


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def content_of(row: Any) -> dict[str, Any]:
    """What one row of the table says."""
    return dict(json.loads(row.content))


def append(
    connection: sa.Connection, secret: bytes, content: Mapping[str, Any], *, seq: int | None = None
) -> Entry:
    """Add one entry at the head, within the caller's transaction.

    `seq`: its number where that is not the next, because the head was cut off.
    """
    head = connection.execute(
        sa.select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
    ).first()
    following, before = (head.seq + 1, head.hash) if head else (1, FIRST)
    seq = seq or following
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
ANCHOR_END_BYTES = 1024
"""Several lines of the anchor; one is some hundred bytes."""


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
    """Check every entry against the one before it, and the whole against the anchor.

    After a break for which somebody has answered it goes on from the entry that says so.
    """
    anchored = dict(_anchored(anchor_path))
    answers = _answers(connection)
    start, before, count = 1, FIRST, 0
    accepted: list[int] = []
    while True:
        found = _walk(connection, secret, anchored, start, before)
        count += found.count
        bad = found.first_bad_seq
        if bad is None or bad not in answers:
            return Verified(count, bad, found.reason, tuple(accepted))
        start, digest = answers[bad]
        between = stretch(connection, bad, start)
        if between.digest != digest:
            return Verified(count, bad, "changed", tuple(accepted))
        before = between.last_hash
        accepted.append(bad)


def verify_head(connection: sa.Connection, secret: bytes, anchor_path: Path) -> Verified:
    """Check the newest entry alone, and that the newest line of the anchor is in the table: so much
    every new entry can afford."""
    newest = connection.execute(sa.select(entries).order_by(entries.c.seq.desc()).limit(2)).all()
    head = newest[0].seq if newest else 0
    if newest:
        before = newest[1].hash if len(newest) > 1 else FIRST
        if not _is_whole(newest[0], before, secret):
            return Verified(head - 1, head, "changed")
    for seq, made in _last_anchored(anchor_path):
        kept = connection.execute(sa.select(entries.c.hash).where(entries.c.seq == seq)).scalar()
        if kept is None:
            return Verified(head, head + 1, "cut off")
        if kept != made:
            return Verified(seq - 1, seq, "differs from the anchor")
    return Verified(head)


def next_seq(connection: sa.Connection, anchor_path: Path) -> int:
    """A number that neither the table nor the anchor has had."""
    return max([count_entries(connection), *(seq for seq, _ in _anchored(anchor_path))]) + 1


def stretch(connection: sa.Connection, first: int, end: int) -> Stretch:
    """The entries from one number up to another as they stand, right or wrong."""
    c = entries.c
    last = connection.execute(
        sa.select(c.hash).where(c.seq < end).order_by(c.seq.desc()).limit(1)
    ).scalar()
    digest = hashlib.sha256()
    within = sa.select(entries).where(c.seq >= first, c.seq < end).order_by(c.seq)
    for row in connection.execute(within):
        digest.update(canonical(list(row)).encode())
    return Stretch(digest.hexdigest(), str(last or FIRST))


def _walk(
    connection: sa.Connection, secret: bytes, anchored: Mapping[int, set[str]], start: int, before: str
) -> Verified:  # fmt: skip
    """What is found from the entry `start` on, whose predecessor has the value `before`."""
    seq = start - 1
    rows = connection.execute(
        sa.select(entries).where(entries.c.seq >= start).order_by(entries.c.seq)
    )
    for seq, row in enumerate(rows, start=start):
        if row.seq != seq:
            return Verified(seq - start, seq, "missing")
        if not _is_whole(row, before, secret):
            return Verified(seq - start, seq, "changed")
        if anchored.get(seq, {row.hash}) != {row.hash}:
            return Verified(seq - start, seq, "differs from the anchor")
        before = row.hash
    cut_off = [anchor for anchor in anchored if anchor > seq]
    if cut_off:
        return Verified(seq - start + 1, min(cut_off), "cut off")
    if seq and not anchored:
        return Verified(0, 1, "the anchor is missing")
    return Verified(seq - start + 1)


def _is_whole(row: Any, before: str, secret: bytes) -> bool:
    """Whether an entry is what was entered after the value `before`, and is found by what it says."""
    if _chained(secret, before, row.seq, row.happened_at, row.content) != row.hash:
        return False
    return {name: getattr(row, name) for name in SEARCHED} == _searched(content_of(row))


def _answers(connection: sa.Connection) -> dict[int, tuple[int, str]]:
    """First bad entry → the entry that answers for it, and the digest of what is between.

    Nothing here is believed before that entry itself was checked.
    """
    query = sa.select(entries).where(entries.c.action == ACCEPTED).order_by(entries.c.seq)
    found: dict[int, tuple[int, str]] = {}
    for row in connection.execute(query):
        try:
            bad, digest = int(row.object_id), str(content_of(row)["after"]["digest"])
        except (ValueError, TypeError, KeyError):
            continue
        if bad < row.seq:
            found[bad] = row.seq, digest
    return found


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


def _last_anchored(path: Path) -> Iterator[tuple[int, str]]:
    """The newest whole line of the anchor, read from its end; none where it has none."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - ANCHOR_END_BYTES))
        lines = file.read().decode("utf-8", "replace").splitlines()
    for line in reversed(lines):
        parts = line.split()
        if len(parts) == 3 and parts[0].isdigit():
            yield int(parts[0]), parts[1]
            return
