"""No file that leaves asks another host for anything: every address in it is a name of a format, or the
office's own."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit_models.exports.sheet import Column, Sheet, workbook
from audit_models.reports.content import Report
from audit_models.reports.excel import excel_report
from audit_models.reports.pdf import pdf_report
from audit_models.reports.word import word_report
from audit_models.text import Text

OFFICE = "http://127.0.0.1:8050/"
NAMES_OF_FORMATS = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
    "http://purl.oclc.org/ooxml/",
    "http://ns.adobe.com/",
)
ADDRESS = re.compile(rb"(?:https?|ftp|file):/{2}[^\s\"'<>)\\\x00]*")


def addresses(content: bytes) -> Iterator[str]:
    """Every address in the bytes of a file, packed ones unpacked."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from addresses(archive.read(name))
    elif content.startswith(b"%PDF"):
        for page in PdfReader(BytesIO(content)).pages:
            for note in page.get("/Annots", []):
                yield str(note.get_object()["/A"]["/URI"])
            yield from addresses(page.extract_text().encode())
    else:
        yield from (found.decode("utf-8", "replace") for found in ADDRESS.findall(content))


def outside(content: bytes) -> set[str]:
    return {one for one in addresses(content) if not one.startswith((OFFICE, *NAMES_OF_FORMATS))}


@pytest.mark.parametrize("write", [word_report, pdf_report, excel_report])
def test_a_report_leads_to_the_office_alone(report: Report, write: object) -> None:
    content = write(report)  # type: ignore[operator]

    assert report.href.split("?")[0] in {one.split("?")[0] for one in addresses(content)}
    assert outside(content) == set()


def test_the_test_finds_what_leads_outside() -> None:
    sheet = Sheet(Text("表", "S"), [Column(Text("名", "N"))], [["https://cdn.example/x.js"]])

    assert outside(workbook([sheet], about=[], lang="zh")) == {"https://cdn.example/x.js"}
