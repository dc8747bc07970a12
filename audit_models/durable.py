"""Files and folders that hold after a crash, on Linux and on Windows."""

import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import duckdb

T = TypeVar("T")

DISK_ERRORS = (
    OSError,
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)
"""What a full or failing disk raises, from Python or from DuckDB."""


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def signature(path: Path) -> tuple[int, ...] | None:
    """Changes when the file is replaced, cut or written to; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def write(path: Path, text: str) -> None:
    """Replace a small file so that it holds the old text or the new one, whatever happens."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """The same for a file that is no text."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(content)
        flush(temporary)
        patiently(lambda: temporary.replace(path))
    finally:
        temporary.unlink(missing_ok=True)
    flush_folder(path.parent)


def patiently(action: Callable[[], T]) -> T:
    """Try again where Windows refuses a file for the instant in which another process has it."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            return action()
        except PermissionError:
            time.sleep(0.05)
    return action()


def flush(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until a rename in this folder is on the disk; Windows does that with the rename."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Delete a file or a folder; one that Windows holds open stays for the next time."""
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
            path.unlink()
