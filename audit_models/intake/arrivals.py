"""The files of an import before they are read: hashed, compared with their manifest, told from known ones."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from audit_models.errors import Refused
from audit_models.intake.csv_file import CsvText, decode_csv
from audit_models.intake.files import Stamp, sha256_of
from audit_models.intake.manifest import Entry, compare_bytes, read_manifests
from audit_models.intake.sources import Found, Source, refuse_wrong_extension


@dataclass(frozen=True)
class Arrival:
    """One file that is there and is what it says it is."""

    source: Source
    stamp: Stamp
    sha256: str
    text: CsvText | None
    """The decoded text of a CSV."""
    entry: Entry | None
    """What the manifest says of it."""


def receive(found: Found, folder: Path) -> list[Arrival]:
    """Every file once, in the order given; copies in UTF-8 go to `folder`.

    Raises:
        Refused: a file is not what its extension says, no text, or disagrees with its manifest.
    """
    manifests = read_manifests(found.manifests)
    sources = {source.path.resolve(): source for source in found.sources}
    return [_receive(source, manifests, found, folder) for source in sources.values()]


def _receive(source: Source, manifests: dict[Path, Entry], found: Found, folder: Path) -> Arrival:
    stamp = Stamp.of(source.path)
    entry = manifests.get(source.path)
    if entry is None and source.table and source.path.parent / "manifest.csv" in found.manifests:
        raise Refused(
            f"文件 {source.name} 不在 manifest.csv 中；请补入清单或移走该文件",
            f"File {source.name} is not listed in manifest.csv; add it there or take the file away",
        )
    refuse_wrong_extension(source)
    text = decode_csv(source.path, folder) if source.kind == "csv" else None
    sha256 = text.sha256 if text else sha256_of(source.path)
    if entry:
        compare_bytes(entry, size=stamp.size, sha256=sha256)
    return Arrival(source, stamp, sha256, text, entry)


@dataclass(frozen=True)
class Known:
    """A file that an earlier import read in the same way."""

    rows_rejected: int


def known_arrivals(
    con: duckdb.DuckDBPyConnection, arrivals: list[Arrival], mapping: str | None
) -> dict[str, Known]:
    """sha256 → what the base knows of it."""
    rows = con.execute(
        "select file_sha256, sum(rows_rejected) from base.meta.imports"
        " where mapping is not distinct from ? group by file_sha256",
        [mapping],
    ).fetchall()
    known = {sha256: Known(int(rejected)) for sha256, rejected in rows}
    return {a.sha256: known[a.sha256] for a in arrivals if a.sha256 in known}
