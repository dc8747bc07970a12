"""No text becomes a formula in a file, and no file's name a path or a header."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest

from audit_models.casework.uploads import clean_name
from audit_models.exports.sheet import Column, Sheet, csv_text, file_name, workbook
from audit_models.text import Text
from tests.payloads import FORMULAS, MARKUP, NAMES

TEXTS = (*FORMULAS, *MARKUP)
LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
Record = Callable[[str, object], None]


def sheet_of(texts: tuple[str, ...]) -> Sheet:
    return Sheet(Text("表", "Sheet"), [Column(Text("名", "Name"))], [[text] for text in texts])


def test_no_text_becomes_a_formula_in_excel(record_property: Record) -> None:
    content = workbook([sheet_of(TEXTS)], about=[], lang="zh")

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    for name, text in parts.items():
        assert "<f>" not in text, name
        assert "<hyperlink" not in text, name
    assert not [name for name in parts if "externalLink" in name or (name.endswith(".rels")
                and "http://a.example" in parts[name])]  # fmt: skip
    record_property("payloads", len(TEXTS))


def test_no_text_becomes_a_formula_in_csv(record_property: Record) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(sheet_of(TEXTS), "zh").decode("utf-8-sig"))))

    assert [cell for [cell] in rows[1:] if cell.lstrip().startswith(LIVE)] == []
    record_property("payloads", len(TEXTS))


@pytest.mark.parametrize("make", [clean_name, lambda name: file_name(name, kind="xlsx")],
                         ids=["in", "out"])  # fmt: skip
def test_a_name_is_a_name(make: Callable[[str], str], record_property: Record) -> None:
    for name in NAMES:
        made = make(name)
        assert not set(made) & set('\r\n\0\u202e\u2066/\\:?*"<>|'), (name, made)
    record_property("payloads", len(NAMES))
