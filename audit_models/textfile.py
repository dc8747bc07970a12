"""Foreign text files as UTF-8: unpacked within bounds, decoded strictly, refused with the place when unreadable."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from audit_models.errors import Refused

Encoding = Literal["auto", "utf-8", "utf-16", "gb18030"]

CHUNK_BYTES = 1 << 20
MAX_UNPACKED_BYTES = 4 << 30
MAX_UNPACKED_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 32 << 20
"""Small files may well shrink more than `MAX_UNPACKED_RATIO` times; only what grows large is judged by it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_RUN = re.compile(
    rb"(?:^|(?<=[\x00-\x7f]))"
    rb"(?:[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\xc2-\xdf][\x80-\xbf])+"
    rb"(?=[\x00-\x7f]|$)"
)
"""Bytes between ASCII that UTF-8 can read; in GB18030 text rare, but not impossible."""


def write_utf8(source: Path, target: Path, *, encoding: Encoding = "auto") -> str:
    """Writes the text of `source` (gzip or not) to `target` as UTF-8 without a byte order mark.

    `auto` takes the byte order mark, else UTF-8, else GB18030. Answers the encoding found.

    Raises:
        Refused: damaged or oversized gzip; bytes that are no text in the encoding; a NUL in the text.
    """
    with open_bytes(source) as stream:
        head = stream.read(4096)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _transcode(source, target, name, skip=len(bom))
    if encoding != "auto":
        return _transcode(source, target, "utf-16-le" if encoding == "utf-16" else encoding, skip=0)
    if head and (wide := _utf16_without_mark(head)):
        return _transcode(source, target, wide, skip=0)
    try:
        return _transcode(source, target, "utf-8", skip=0)
    except _Undecodable as not_utf8:
        return _transcode(source, target, "gb18030", skip=0, not_utf8=not_utf8)


class _Undecodable(Refused):
    """Bytes that are no text in the encoding that was tried."""

    def __init__(self, source: Path, encoding: str, offset: int, bad: bytes) -> None:
        self.offset = offset
        shown = bad[:4].hex(" ")
        super().__init__(
            f"文件 {source.name} 第 {offset} 字节处（{shown}）不是有效的 {encoding} 文本；请以 UTF-8 重新导出",
            f"File {source.name}: the bytes at offset {offset} ({shown}) are not {encoding} text; "
            "export it again as UTF-8",
        )


def _utf16_without_mark(head: bytes) -> str | None:
    """ASCII in UTF-16 has a NUL in every other byte; no other accepted encoding has NULs at all."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _transcode(
    source: Path, target: Path, encoding: str, *, skip: int, not_utf8: _Undecodable | None = None
) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with open_bytes(source) as stream, target.open("wb") as out:
        stream.read(skip)
        for chunk in _chunks(stream):
            if not_utf8:
                _refuse_mixture(source, chunk, offset, not_utf8)
            _decode(decoder, chunk, out, source=source, encoding=encoding, offset=offset + skip)
            offset += len(chunk)
        _decode(
            decoder, b"", out, source=source, encoding=encoding, offset=offset + skip, final=True
        )
    return encoding


def _decode(
    decoder: codecs.IncrementalDecoder,
    chunk: bytes,
    out: BinaryIO,
    *,
    source: Path,
    encoding: str,
    offset: int,
    final: bool = False,
) -> None:
    try:
        text = decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        held_back = len(error.object) - len(chunk)
        bad = bytes(error.object[error.start : error.end])
        raise _Undecodable(source, encoding, offset - held_back + error.start, bad) from None
    if "\0" in text:
        raise Refused(
            f"文件 {source.name} 含有 NUL 字符（约第 {offset} 字节之后）；请重新导出",
            f"File {source.name} holds a NUL character (after byte {offset}); export it again",
        )
    out.write(text.encode("utf-8"))


def _refuse_mixture(source: Path, chunk: bytes, offset: int, not_utf8: _Undecodable) -> None:
    """GB18030 reads Chinese in UTF-8 as other Chinese: a file with lines of both would turn to nonsense."""
    for run in _UTF8_RUN.finditer(chunk):
        if _is_rather_utf8(run[0]):
            raise Refused(
                f"文件 {source.name} 混用了两种编码：第 {not_utf8.offset} 字节处不是 UTF-8，第 {offset + run.start()} "
                "字节处却是；请以一种编码重新导出",
                f"File {source.name} mixes two encodings: the bytes at offset {not_utf8.offset} are not UTF-8, "
                f"those at offset {offset + run.start()} are; export it again in one encoding",
            )


def _is_rather_utf8(run: bytes) -> bool:
    """Whether the UTF-8 reading has at least as many everyday characters as the GB18030 reading."""
    try:
        as_utf8 = run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if max(as_utf8) < "\u0800":
        return False
    return _everyday_share(as_utf8) >= _everyday_share(run.decode("gb18030", "replace"))


def _everyday_share(text: str) -> float:
    """Between 0 and 1: first-level hanzi count whole, second-level ones and punctuation half."""
    weights = 0.0
    for character in text:
        try:
            lead = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        weights += 1.0 if 0xB0 <= lead <= 0xD7 else 0.5
    return weights / len(text)


def _chunks(stream: io.BufferedIOBase) -> Iterator[bytes]:
    """The rest of a stream in pieces that end with a line wherever lines are not longer than a piece."""
    rest = b""
    while piece := stream.read(CHUNK_BYTES):
        whole, newline, rest = (rest + piece).rpartition(b"\n")
        if len(rest) > CHUNK_BYTES:
            whole, newline, rest = whole + newline + rest, b"", b""
        if whole or newline:
            yield whole + newline
    if rest:
        yield rest


def open_bytes(source: Path) -> io.BufferedIOBase:
    """The bytes of a file, unpacked within bounds when it is gzip, whatever its name says.

    Raises:
        Refused: when read, if the gzip is damaged or unpacks to too much.
    """
    with source.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
    return _Bounded(source) if is_gzip else source.open("rb")


class _Bounded(gzip.GzipFile):
    """A gzip file that refuses to unpack without end."""

    def __init__(self, source: Path) -> None:
        super().__init__(source, "rb")
        self._source = source
        self._packed = source.stat().st_size
        self._unpacked = 0

    def read(self, size: int | None = -1) -> bytes:
        try:
            piece = super().read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(
                f"压缩文件 {self._source.name} 已损坏或不完整（{error}）；请重新传送",
                f"The packed file {self._source.name} is damaged or cut off ({error}); send it again",
            ) from None
        self._unpacked += len(piece)
        large = self._unpacked > RATIO_COUNTS_FROM_BYTES
        if self._unpacked > MAX_UNPACKED_BYTES or (
            large and self._unpacked > self._packed * MAX_UNPACKED_RATIO
        ):
            raise Refused(
                f"压缩文件 {self._source.name} 解压后过大（已达 {self._unpacked >> 20} MB，上限 "
                f"{MAX_UNPACKED_BYTES >> 20} MB 或 {MAX_UNPACKED_RATIO} 倍）；请解压后分批导入",
                f"The packed file {self._source.name} unpacks to too much ({self._unpacked >> 20} MB so far; "
                f"the limit is {MAX_UNPACKED_BYTES >> 20} MB, or {MAX_UNPACKED_RATIO} times its size); "
                "unpack and split it",
            )
        return piece
