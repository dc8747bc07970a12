"""Files that must not be opened are refused as a whole, at once, in one sentence."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_models.errors import Refused
from tests.intake.test_workbooks import UNIT_ROWS, workbook
from tests.intake.world import UNITS, take_in

SECONDS = 2.0
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def plain(tmp_path: Path) -> dict[str, bytes]:
    """The parts of a workbook with nothing wrong."""
    path = workbook(tmp_path / "plain.xlsx", {"org_units": UNIT_ROWS})
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(name: str, data: bytes) -> Callable[[dict[str, bytes]], bytes]:
    return lambda parts: packed({**parts, name: data})


def with_sheet(change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], bytes]:
    return lambda parts: packed({**parts, SHEET: change(parts[SHEET])})


def cut(parts: dict[str, bytes]) -> bytes:
    return packed(parts)[:-30]


def flipped(parts: dict[str, bytes]) -> bytes:
    data = bytearray(packed(parts))
    data[data.index(SHEET.encode()) + len(SHEET) + 40] ^= 0xFF
    return bytes(data)


def encrypted_entries(parts: dict[str, bytes]) -> bytes:
    data = bytearray(packed(parts))
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def lying_bomb(parts: dict[str, bytes]) -> bytes:
    """A sheet of 64 MB whose directory entry says that it is small."""
    real = packed({**parts, SHEET: b" " * (64 << 20)})
    size = (64 << 20).to_bytes(4, "little")
    return real.replace(size, (1000).to_bytes(4, "little"))


XLSX = {
    "ratio bomb": (with_part("xl/media/x.bin", b"\0" * (300 << 20)), "unpacks to"),
    "lying bomb": (lying_bomb, "is damaged"),
    "ten thousand entries": (
        lambda parts: packed({**parts, **{f"xl/media/{n}": b"" for n in range(10_000)}}),
        "10",
    ),
    "nested zip": (with_part("xl/media/inner.zip", b"PK"), "nested"),
    "embedded workbook": (with_part("xl/embeddings/book.xlsx", b"PK"), "embedded objects"),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "macros"),
    "macro content type": (
        lambda parts: packed(
            {
                **parts,
                "[Content_Types].xml": parts["[Content_Types].xml"].replace(
                    b"spreadsheetml.sheet.main", b"spreadsheetml.macroEnabled.main"
                ),
            }
        ),
        "macros",
    ),
    "external link": (
        with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
        "links to other files",
    ),
    "data connection": (with_part("xl/connections.xml", b"<x/>"), "connections to outside data"),
    "entities": (
        with_sheet(
            lambda xml: xml.replace(
                b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet', 1
            )
        ),
        "entities",
    ),
    "entities in shared strings": (
        with_part(
            "xl/sharedStrings.xml", b'<?xml version="1.0"?><!doctype sst [<!entity a "b">]><sst/>'
        ),
        "entities",
    ),
    "cell at the far corner": (
        with_sheet(
            lambda xml: xml.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            )
        ),
        "1048576 rows × 16384 columns",
    ),
    "cut off": (cut, "is damaged"),
    "one byte flipped": (flipped, "is damaged"),
    "encrypted entries": (encrypted_entries, "is encrypted"),
    "another zip": (lambda _: packed({"a.txt": b"x"}), "another ZIP file"),
    "text": (lambda _: UNITS.encode(), "not what its extension says"),
    "old workbook": (lambda _: OLD_OFFICE + b"\0" * 600, "really an old Excel file"),
    "password": (
        lambda _: OLD_OFFICE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted",
    ),
    "empty": (lambda _: b"", "is empty"),
}


@pytest.mark.parametrize("name", XLSX)
def test_a_hostile_workbook_is_refused_at_once(tmp_path: Path, name: str) -> None:
    make, said = XLSX[name]
    content = make(plain(tmp_path))
    started = time.perf_counter()
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"org_units.xlsx": content})
    assert time.perf_counter() - started < SECONDS
    assert said in refused.value.text.en
    assert "org_units.xlsx" in refused.value.text.zh


def test_the_plain_workbook_of_these_tests_is_accepted(tmp_path: Path) -> None:
    got = take_in(tmp_path, {"org_units.xlsx": packed(plain(tmp_path))})
    assert got.counts("org_units") == (3, 3, 0)


CSV = {
    "workbook": (b"PK\x03\x04rest", "an Excel or ZIP file"),
    "old workbook": (OLD_OFFICE, "an old Excel (.xls) or an encrypted file"),
    "parquet": (b"PAR1rest", "a Parquet file"),
    "gzip": (zlib.compress(b"x", wbits=31), "a gzip file"),
    "web page": (b"\xef\xbb\xbf <html><table><tr><td>unit_code", "a web page"),
    "pdf": (b"%PDF-1.7", "a PDF file"),
}


@pytest.mark.parametrize("name", CSV)
def test_a_csv_that_is_something_else_is_refused_by_what_it_is(tmp_path: Path, name: str) -> None:
    content, said = CSV[name]
    with pytest.raises(Refused) as refused:
        take_in(tmp_path, {"org_units.csv": content})
    assert said in refused.value.text.en


def test_an_unrelated_hostile_workbook_in_a_folder_is_left_alone_and_named(tmp_path: Path) -> None:
    bad = packed({**plain(tmp_path), "xl/vbaProject.bin": b"x"})
    got = take_in(tmp_path, {"org_units.csv": UNITS, "memo.xlsx": bad})
    assert got.counts("org_units") == (3, 3, 0)
    assert "memo.xlsx holds macros" in got.report.notices[0].en
