"""`manifest.csv`: what the sender says was sent. Where it is present it must agree."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from audit_models.contract import fold
from audit_models.errors import Refused

_HEADERS = {
    "file": ("file", "file_name", "文件", "文件名"),
    "rows": ("rows", "行数", "记录数"),
    "bytes": ("bytes", "size", "字节", "字节数"),
    "sha256": ("sha256", "file_sha256"),
    "control_total": (
        "control_total",
        "control total",
        "control_total_cny",
        "控制总额",
        "控制合计",
    ),
}
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One line of a manifest; None where it says nothing."""

    file: str
    rows: int | None
    bytes: int | None
    sha256: str | None
    control_total: Decimal | None


def read_manifests(paths: Sequence[Path]) -> dict[Path, Entry]:
    """File → what its folder's manifest says of it.

    Raises:
        Refused: a manifest cannot be read, or names a file that is not there.
    """
    entries: dict[Path, Entry] = {}
    for path in paths:
        for entry in _read(path):
            file = path.parent / entry.file
            if Path(entry.file).name != entry.file or not file.is_file():
                raise Refused(
                    f"{path.name} 列出的文件 {entry.file} 不存在；请补齐文件后再导入",
                    f"{path.name} lists the file {entry.file}, which is not there; add it and import again",
                )
            entries[file] = entry
    return entries


def _read(path: Path) -> list[Entry]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("larger than 1 MB")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            known = {fold(h): name for name, headers in _HEADERS.items() for h in headers}
            reader.fieldnames = [known.get(fold(h), h) for h in reader.fieldnames or []]
            if "file" not in reader.fieldnames:
                raise ValueError("no column `file`")
            return [_entry(row) for row in reader]
    except (ValueError, csv.Error, InvalidOperation, OSError) as error:
        raise Refused(
            f"无法读取 {path.name}（{error}）；它应有 file、rows、bytes、sha256、control_total 各列，请重新生成",
            f"{path.name} cannot be read ({error}); it should have the columns file, rows, bytes, sha256, "
            "control_total; write it again",
        ) from None


def _entry(row: dict[str, str]) -> Entry:
    def cell(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    file, rows, size, total = cell("file"), cell("rows"), cell("bytes"), cell("control_total")
    if file is None or None in row:
        raise ValueError("a line without its columns")
    return Entry(
        file,
        int(rows) if rows else None,
        int(size) if size else None,
        cell("sha256"),
        Decimal(total.replace(",", "")) if total else None,
    )


def compare_bytes(entry: Entry, *, size: int, sha256: str) -> None:
    """What can be compared before a file is read.

    Raises:
        Refused: size or sha256 differ.
    """
    if entry.bytes is not None and entry.bytes != size:
        raise _differs(entry, "字节数", "bytes", entry.bytes, size)
    if entry.sha256 and entry.sha256.lower() != sha256:
        raise _differs(entry, "sha256", "sha256", entry.sha256, sha256)


def compare_content(entry: Entry, *, rows: int, control_total: Decimal | None) -> None:
    """What can be compared once a file was read: rows read, and the sum of its readable amounts.

    Raises:
        Refused: they differ.
    """
    if entry.rows is not None and entry.rows != rows:
        raise _differs(entry, "行数", "rows", entry.rows, rows)
    if entry.control_total is None or control_total is None:
        return
    if entry.control_total != control_total:
        raise _differs(entry, "控制总额", "control total", entry.control_total, control_total)


def _differs(entry: Entry, zh: str, en: str, said: object, found: object) -> Refused:
    return Refused(
        f"文件 {entry.file} 与 manifest.csv 不符：{zh}应为 {said}，实为 {found}；文件可能不完整，请重新传送",
        f"File {entry.file} disagrees with manifest.csv: {en} should be {said} but is {found}; it may be "
        "incomplete; send it again",
    )
