"""One pass over the bytes of a UTF-8 CSV: is it text, how many records has it, and where do they lie.

The count is independent of the CSV reader; where the two disagree, the reader is not trusted.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit_models.errors import Refused

CHUNK_BYTES = 1 << 22
_TAIL_BYTES = 4096
_QUOTE, _COMMA, _NEWLINE, _RETURN, _SPACE, _TAB = (ord(c) for c in '",\n\r \t')
_BLANKS, _EDGES = {_SPACE, _TAB}, {_QUOTE, _COMMA, _NEWLINE, _RETURN}
_IS_EDGE = np.zeros(256, np.bool_)
_IS_EDGE[list(_EDGES)] = True
_SPACED_QUOTES = re.compile(rb'" +"')
"""A quote that closed, spaces, and another: the fast reader drops it and reads on, whatever follows."""
_ODD_CHARACTERS = tuple(c.encode() for c in "\u00a0\u3000\u200b\ufeff\ufffd\uffff")
"""White space that must be trimmed, and characters that damaged text or a damaged cell carries."""
_ODD_BY_LEAD = {
    lead: tuple(odd for odd in _ODD_CHARACTERS if odd.startswith(lead))
    for lead in {odd[:1] for odd in _ODD_CHARACTERS}
}
"""A single byte is found many times faster than a sequence, and most texts hold none of these."""


@dataclass
class Scan:
    """What one pass over a file found."""

    path: Path
    size: int = 0
    sha256: str = ""
    ends: int = 0
    """Line ends outside quotes; the last record may lack its own."""
    delimiters: int = 0
    """Commas outside quotes."""
    is_plain: bool = True
    """Whether lines end in one way only and no quote opens after one, so that the fast reader can be tried."""
    needs_care: bool = False
    """Whether cells may need trimming or hold damaged characters."""
    has_last_end: bool = True
    blank_tail: int = 0
    """Empty lines at the end of the file."""
    chunk_ends: list[int] = field(default_factory=list)
    """Line ends before each chunk."""
    chunk_parity: list[int] = field(default_factory=list)
    """Whether each chunk begins inside quotes."""
    parity: int = 0
    """Whether the bytes so far end inside quotes."""
    last_byte: int = _NEWLINE

    @property
    def records(self) -> int:
        """Records including the header line, without empty lines at the end."""
        return self.ends + (not self.has_last_end) - self.blank_tail


class NotUtf8(Exception):
    """Bytes that are no UTF-8; the offset of the first one."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def scan_csv(path: Path) -> Scan:
    """Reads a file once, hashing it in a second thread.

    Raises:
        NotUtf8: the file is not UTF-8.
        Refused: it holds NUL characters, or text that is as well UTF-8 as GB18030.
    """
    found = Scan(path, size=path.stat().st_size)
    digest = hashlib.sha256()
    text = _Text(path)
    newline = _Newlines()
    has_spaced_quotes = False
    tail = b""
    with ThreadPoolExecutor(1) as hasher:
        hashed: Future[None] | None = None
        for chunk in _chunks(path):
            if hashed:
                hashed.result()
            hashed = hasher.submit(digest.update, chunk)
            text.check(chunk)
            _count(found, _array(chunk))
            newline.count(chunk)
            has_spaced_quotes = has_spaced_quotes or any(
                _SPACED_QUOTES.search(part) for part in (tail[-64:] + chunk[:64], chunk)
            )
            tail = (tail + chunk if len(chunk) < _TAIL_BYTES else chunk)[-_TAIL_BYTES:]
    text.finish()
    found.sha256 = digest.hexdigest()
    found.needs_care |= text.has_odd_characters
    found.is_plain = newline.is_uniform and not found.parity and not has_spaced_quotes
    found.has_last_end = not tail or tail.endswith((b"\n", b"\r"))
    body = tail.rstrip(b"\r\n")
    found.blank_tail = max(tail.count(b"\n", len(body)) - 1, 0) if len(body) else 0
    return found


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


class _Text:
    """Whether the bytes are UTF-8 text without NULs, chunk by chunk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._offset = 0
        self._has_two_byte = False
        self._has_longer = False
        self._is_marked = False
        self.has_odd_characters = False

    def check(self, chunk: bytes) -> None:
        if b"\0" in chunk:
            raise nul_character(self._path, self._offset + chunk.index(b"\0"))
        if self._offset == 0 and chunk.startswith(codecs.BOM_UTF8):
            self._is_marked, chunk, self._offset = True, chunk[3:], 3
        if not chunk.isascii() or self._decoder.getstate()[0]:
            self._decode(chunk, final=False)
            self._has_two_byte = True
            self._has_longer = self._has_longer or bool(np.any(_array(chunk) >= 0xE0))
            self.has_odd_characters = self.has_odd_characters or _has_odd_character(chunk)
        self._offset += len(chunk)

    def finish(self) -> None:
        self._decode(b"", final=True)
        if self._has_two_byte and not self._has_longer and not self._is_marked:
            _refuse_if_ambiguous(self._path)

    def _decode(self, chunk: bytes, *, final: bool) -> None:
        held_back = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise NotUtf8(self._offset - held_back + error.start) from None


def _has_odd_character(chunk: bytes) -> bool:
    return any(
        lead in chunk and any(odd in chunk for odd in odds) for lead, odds in _ODD_BY_LEAD.items()
    )


def nul_character(path: Path, offset: int) -> Refused:
    """The refusal of a file with a NUL character."""
    return Refused(
        f"文件 {path.name} 第 {offset} 字节处含有 NUL 字符；文件已损坏或不是文本，请重新导出",
        f"File {path.name} holds a NUL character at byte {offset}; it is damaged or no text; export it again",
    )


def _refuse_if_ambiguous(path: Path) -> None:
    """UTF-8 with nothing but two-byte characters may be GB18030: · in UTF-8 is 路 in GBK."""
    try:
        text = path.read_bytes().decode("gb18030")
    except UnicodeDecodeError:
        return
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        raise Refused(
            f"无法判断文件 {path.name} 是 UTF-8 还是 GB18030 编码；请另存为带 BOM 的 UTF-8",
            f"It cannot be told whether file {path.name} is UTF-8 or GB18030; save it as UTF-8 with a byte order mark",
        )


class _Newlines:
    """Whether every line ends in the same way, `\\n` or `\\r\\n`."""

    def __init__(self) -> None:
        self._lf = self._cr = self._crlf = 0
        self._ends_in_cr = False

    def count(self, chunk: bytes) -> None:
        self._lf += int(np.count_nonzero(_array(chunk) == _NEWLINE))
        if b"\r" in chunk or self._ends_in_cr:
            self._cr += chunk.count(b"\r")
            self._crlf += chunk.count(b"\r\n") + (self._ends_in_cr and chunk.startswith(b"\n"))
        self._ends_in_cr = chunk.endswith(b"\r")

    @property
    def is_uniform(self) -> bool:
        return self._cr == 0 or self._cr == self._crlf == self._lf


def _array(chunk: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(chunk, np.uint8)


def _count(found: Scan, data: NDArray[np.uint8]) -> None:
    found.chunk_ends.append(found.ends)
    found.chunk_parity.append(found.parity)
    newline, comma = marks_outside_quotes(data, parity=found.parity)
    found.parity ^= int(np.count_nonzero(data == _QUOTE)) & 1
    found.ends += int(np.count_nonzero(newline))
    found.delimiters += int(np.count_nonzero(comma))
    if not found.needs_care:
        found.needs_care = _has_edge_space(data, before=found.last_byte)
    found.last_byte = int(data[-1])


def marks_outside_quotes(
    data: NDArray[np.uint8], *, parity: int = 0
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where line feeds and commas stand outside quotes; `parity` is 1 where the data begin within quotes."""
    newline, comma = data == _NEWLINE, data == _COMMA
    if parity or (data == _QUOTE).any():
        outside = ~_inside_quotes(data, parity)
        newline &= outside
        comma &= outside
    return newline, comma


def _inside_quotes(data: NDArray[np.uint8], parity: int) -> NDArray[np.bool_]:
    """For every byte, whether an odd number of quotes came before or at it."""
    counted = np.cumsum(data == _QUOTE, dtype=np.uint8)
    return ((counted + np.uint8(parity)) & 1).astype(np.bool_)


def _has_edge_space(data: NDArray[np.uint8], *, before: int) -> bool:
    """Whether a cell begins or ends with a blank or a tab; `before` is the byte before the data."""
    first = int(data[0])
    if {before, first} & _BLANKS and {before, first} & _EDGES:
        return True
    places = np.flatnonzero(data == _SPACE)
    if (data == _TAB).any():
        places = np.flatnonzero((data == _SPACE) | (data == _TAB))
    before_them, after_them = places[places > 0] - 1, places[places < len(data) - 1] + 1
    return bool(_IS_EDGE[data[before_them]].any() or _IS_EDGE[data[after_them]].any())


def record_bytes(found: Scan, numbers: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
    """The bytes of the wanted records (sorted numbers, the header is 1), without their line ends."""
    wanted = np.unique(np.concatenate([numbers - 2, numbers - 1]))
    offsets = _end_offsets(found, wanted[wanted >= 0])
    with found.path.open("rb") as stream:
        for number in numbers.tolist():
            start = offsets[number - 2] + 1 if number > 1 else 0
            end = offsets.get(number - 1, found.size)
            stream.seek(start)
            yield number, stream.read(end - start).removesuffix(b"\r")


def _end_offsets(found: Scan, wanted: NDArray[np.int64]) -> dict[int, int]:
    """Index of a line end outside quotes (0 = the header's) → its offset in the file."""
    chunk_of = np.searchsorted(np.array(found.chunk_ends), wanted, side="right") - 1
    offsets: dict[int, int] = {}
    with found.path.open("rb") as stream:
        for chunk in np.unique(chunk_of).tolist():
            stream.seek(chunk * CHUNK_BYTES)
            data = np.frombuffer(stream.read(CHUNK_BYTES), np.uint8)
            is_end, _ = marks_outside_quotes(data, parity=found.chunk_parity[chunk])
            ends = np.flatnonzero(is_end)
            inside = wanted[chunk_of == chunk]
            local = inside - found.chunk_ends[chunk]
            exists = local < len(ends)
            places = ends[local[exists]] + chunk * CHUNK_BYTES
            offsets.update(zip(inside[exists].tolist(), places.tolist(), strict=True))
    return offsets
