"""Files as bytes: their hash, and whether somebody is still writing them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from audit_models.errors import Refused


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Stamp:
    """Size and time of a file at one moment."""

    path: Path
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """How the file is now."""
        status = path.stat()
        return cls(path, status.st_size, status.st_mtime_ns)

    def refuse_if_changed(self) -> None:
        """Compares with the file as it is now.

        Raises:
            Refused: it was written to or removed since.
        """
        try:
            is_same = Stamp.of(self.path) == self
        except FileNotFoundError:
            is_same = False
        if not is_same:
            raise Refused(
                f"文件 {self.path.name} 在读取期间被改动，可能仍在写入；请待写完后再导入",
                f"File {self.path.name} changed while it was read; it may still be written; import it when it is done",
            )
