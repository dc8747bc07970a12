"""A CSV without its broken records and blank lines, so that the fast reader can take the rest.

One short row among millions should not send the whole file through the slow reader.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from audit_models.intake.broken import Broken, broken_record, refuse_if_cut_off
from audit_models.intake.scan import CHUNK_BYTES, Scan, marks_outside_quotes, scan_csv

MOST_TAKEN_OUT = 200_000
"""Records that are judged one by one; with more of them the slow reader is no slower."""
_LONGEST_RECORD_BYTES = 8 << 20


@dataclass(frozen=True)
class Mended:
    """The copy, and what is not in it."""

    scan: Scan
    taken_out: NDArray[np.int64]
    """The numbers of the records and blank lines that the copy lacks, ascending."""
    broken: list[Broken]


class _NotMendable(Exception):
    """The file is not as regular as the fast way needs it."""


def mend_csv(scan: Scan, target: Path, *, place: str, width: int) -> Mended | None:
    """Copies a file without the records that do not have `width` cells; None where that cannot be told.

    Raises:
        Refused: the last record is cut off, or a quote is never closed.
    """
    if not scan.is_plain or width < 2:
        return None
    taken: list[tuple[int, bytes]] = []
    try:
        with target.open("wb") as out:
            for number, record in _irregular(scan.path, out, width):
                taken.append((number, record))
                if number == 1 or len(taken) > MOST_TAKEN_OUT:
                    return None
        broken = [one for number, raw in taken if (one := _judge(place, number, raw, width))]
    except _NotMendable:
        return None
    refuse_if_cut_off(place, broken, scan.records)
    numbers = np.array([number for number, _ in taken], np.int64)
    return Mended(scan_csv(target), numbers, broken)


def _judge(place: str, number: int, raw: bytes, width: int) -> Broken | None:
    """None for a blank line; a record that another way of counting would find whole stops the mending."""
    text = raw.decode()
    records = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))
    cells = records[0] if records else []
    broken = broken_record(place, number, cells, text, width) if cells else None
    if len(records) > 1 or (cells and broken is None):
        raise _NotMendable
    return broken


def _irregular(path: Path, out: BinaryIO, width: int) -> Iterator[tuple[int, bytes]]:
    """Writes the regular records to `out`; yields the others with their numbers, the header being 1."""
    first = 1
    for block in _whole_records(path):
        newline, comma = marks_outside_quotes(np.frombuffer(block, np.uint8))
        ends = np.flatnonzero(newline) + 1
        if not len(ends) or ends[-1] != len(block):
            ends = np.append(ends, len(block))
        commas = np.searchsorted(np.flatnonzero(comma), ends)
        counts = np.diff(commas, prepend=0)
        kept_from = 0
        for index in np.flatnonzero(counts != width - 1).tolist():
            start = int(ends[index - 1]) if index else 0
            out.write(block[kept_from:start])
            kept_from = int(ends[index])
            yield first + index, block[start:kept_from]
        out.write(block[kept_from:])
        first += len(ends)


def _whole_records(path: Path) -> Iterator[bytes]:
    """The file in blocks that end where a record ends."""
    rest = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            block = rest + chunk
            newline, _ = marks_outside_quotes(np.frombuffer(block, np.uint8))
            ends = np.flatnonzero(newline)
            cut = int(ends[-1]) + 1 if len(ends) else 0
            rest = block[cut:]
            if len(rest) > _LONGEST_RECORD_BYTES:
                raise _NotMendable
            if cut:
                yield block[:cut]
    if rest:
        yield rest


def original_numbers(numbers: NDArray[np.int64], taken_out: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers that records of the copy had in the file."""
    ahead = taken_out - np.arange(len(taken_out))
    return numbers + np.searchsorted(ahead, numbers, side="right")
