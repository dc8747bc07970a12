"""Records of a CSV whose cells cannot be told apart."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from audit_models.errors import Refused

MOST_BROKEN_ROWS = 1_000_000


@dataclass(frozen=True)
class Broken:
    """One record with too few or too many cells, or with quotes in the wrong place."""

    row: int
    reason_code: str
    found: int
    expected: int
    raw: str


def broken_record(
    place: str, number: int, cells: Sequence[str], raw: str, width: int
) -> Broken | None:
    """What is wrong with a record, None where nothing is.

    Raises:
        Refused: a quote is never closed, so that nobody knows where the record ends.
    """
    reason = _quotes(place, number, raw) if '"' in raw else None
    if reason is None and len(cells) == width:
        return None
    reason = reason or ("short_row" if len(cells) < width else "long_row")
    return Broken(number, reason, len(cells), width, raw.rstrip("\r\n"))


def _quotes(place: str, number: int, raw: str) -> str | None:
    try:
        for _ in csv.reader(io.StringIO(raw, newline=""), skipinitialspace=True, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Refused(
                f"{place} 第 {number} 行起的引号没有闭合；文件可能被截断，请重新导出",
                f"{place}: a quote that opens on row {number} is never closed; the file may be cut "
                "off; export it again",
            ) from None
        return "malformed_quotes"
    return None


def refuse_too_many(place: str, broken: Sequence[Broken]) -> None:
    """Refuses a file that is broken nearly everywhere, before its fragments fill the memory."""
    if len(broken) > MOST_BROKEN_ROWS:
        raise Refused(
            f"{place} 有超过 {MOST_BROKEN_ROWS} 行的列数不对；请重新导出",
            f"{place}: more than {MOST_BROKEN_ROWS} rows have the wrong number of columns; export it again",
        )


def refuse_if_cut_off(place: str, broken: Sequence[Broken], last_row: int) -> None:
    """Refuses a file whose last record is short: it was cut off in the middle."""
    last = broken[-1] if broken else None
    if last and last.row == last_row and last.reason_code == "short_row":
        raise Refused(
            f"{place} 的最后一行（第 {last.row} 行）只有 {last.found} 列，应有 {last.expected} 列；"
            "文件似乎被截断，请重新传送",
            f"{place}: the last row ({last.row}) has {last.found} columns instead of {last.expected}; "
            "the file seems to be cut off; send it again",
        )
