"""What an .xlsx is looked at for before anything reads it, and what only its XML tells."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml.ElementTree import fromstring

from audit_models.errors import Refused
from audit_models.text import Text

MARK = "\uffff"
"""Begins a cell that could not be turned into a text; the next letter says why."""
ROUNDED, NO_VALUE, ERROR_CELL = MARK + "R", MARK + "F", MARK + "E"

MOST_ENTRIES = 1_000
MOST_UNPACKED_BYTES = 3 << 30
MOST_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 32 << 20
"""A small workbook may shrink more than `MOST_RATIO` times."""
MOST_CELLS = 64_000_000
"""The whole rectangle that a sheet spans is held in memory, empty cells included."""
CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 1 << 12

_NESTED = (".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar", ".docx", ".pptx")
_HOSTILE: tuple[tuple[str, Text], ...] = (
    ("vbaproject", Text("含有宏（vbaProject）", "holds macros (vbaProject)")),
    ("xl/macrosheets/", Text("含有宏表", "holds macro sheets")),
    ("xl/externallinks/", Text("含有指向其他文件的链接", "holds links to other files")),
    ("xl/connections.xml", Text("含有外部数据连接", "holds connections to outside data")),
    ("xl/activex/", Text("含有 ActiveX 控件", "holds ActiveX controls")),
    ("xl/embeddings/", Text("含有嵌入的对象", "holds embedded objects")),
    ("encryptedpackage", Text("已加密", "is encrypted")),
)
_DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"""<row\b[^>]*?\br\s*=\s*["'](\d+)""")
_WIDE_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,3})\d+["']""")
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"""<c\b(?P<attributes>[^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>(?P<formula>[^<]*)</f>)\s*"""
    rb"""(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)
_ERROR_CELL = re.compile(
    rb"""<c\b(?P<attributes>[^>]*?\bt\s*=\s*["']e["'][^>]*)>(?:\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?\s*"""
    rb"""<v>(?P<error>[^<]*)</v>"""
)
_EMPTY_TEXT = re.compile(rb"""\bt\s*=\s*["'](?:str|inlineStr)["']""")
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")


OddCells = dict[tuple[int, int], str]
"""Row and column, both from 1 → the marked text that stands for the cell."""


@dataclass
class Sheets:
    """What the XML of a workbook says that its cells do not."""

    is_from_1904: bool = False
    """Whether day numbers count from 1904-01-01 instead of 1899-12-30."""
    odd_cells: dict[str, OddCells] = field(default_factory=dict)
    """Sheet → formulas that were saved without their value, and error values."""


def look_through(path: Path) -> Sheets:
    """Looks for everything that must not be opened, in the directory first and then in the parts.

    Raises:
        Refused: bombs, macros, links, encryption, entities, sheets that span too much, or damage.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(path, archive.infolist())
            return _read_parts(path, archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise _damaged(path, error) from None
    except RuntimeError as error:  # zipfile says so where an entry needs a password
        raise _hostile(path, Text("已加密", "is encrypted")) from error


def _damaged(path: Path, error: Exception) -> Refused:
    return Refused(
        f"文件 {path.name} 已损坏或不完整（{error}）；请重新传送",
        f"File {path.name} is damaged or cut off ({error}); send it again",
    )


def _hostile(path: Path, what: Text) -> Refused:
    return Refused(
        f"文件 {path.name} {what.zh}，不予读取；请只把数值另存为普通 .xlsx",
        f"File {path.name} {what.en} and is not read; save the values alone as a plain .xlsx",
    )


def _check_directory(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    is_dense = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > path.stat().st_size * MOST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES or is_dense:
        raise Refused(
            f"文件 {path.name} 解压后有 {len(entries)} 个部分、{unpacked >> 20} MB，超出上限（{MOST_ENTRIES} 个、"
            f"{MOST_UNPACKED_BYTES >> 20} MB、{MOST_RATIO} 倍）；请拆分后导入",
            f"File {path.name} unpacks to {len(entries)} parts and {unpacked >> 20} MB, more than the limits "
            f"({MOST_ENTRIES} parts, {MOST_UNPACKED_BYTES >> 20} MB, {MOST_RATIO} times its size); split it",
        )
    names = [entry.filename.lower() for entry in entries]
    for name in names:
        for part, what in _HOSTILE:
            if part in name:
                raise _hostile(path, what)
        if name.endswith(_NESTED):
            raise _hostile(path, Text(f"含有嵌套的文件 {name}", f"holds the nested file {name}"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise _hostile(path, Text("已加密", "is encrypted"))
    if len(set(names)) != len(names):
        raise _hostile(path, Text("含有同名的部分", "holds parts of one name"))
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(
            f"文件 {path.name} 不是 Excel 工作簿（是其他 ZIP 文件）；请另存为 .xlsx",
            f"File {path.name} is no Excel workbook but another ZIP file; save it as .xlsx",
        )


def _read_parts(path: Path, archive: zipfile.ZipFile) -> Sheets:
    sheets = Sheets()
    for entry in archive.infolist():
        name = entry.filename.lower()
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheets.odd_cells[entry.filename] = _read_sheet(path, archive, entry)
        elif name.endswith((".xml", ".rels", ".vml")):
            text = _stream_checked(path, archive, entry)
            if name == "xl/workbook.xml":
                sheets.is_from_1904 = bool(re.search(rb"""date1904\s*=\s*["'](1|true)""", text))
            if name == "[content_types].xml" and b"macroenabled" in text.lower():
                raise _hostile(path, Text("含有宏", "holds macros"))
    sheets.odd_cells = _by_sheet_name(archive, sheets.odd_cells)
    return sheets


def _refuse_entities(path: Path, chunk: bytes) -> None:
    if _DOCUMENT_TYPE.search(chunk) or b"<\0!\0" in chunk or b"\0<\0!" in chunk:
        raise _hostile(
            path,
            Text("的 XML 声明了实体或文档类型", "declares entities or a document type in its XML"),
        )


def _stream_checked(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Checks a part to its end; answers its first piece."""
    head, rest = b"", b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            _refuse_entities(path, rest + chunk)
            head, rest = head or chunk, chunk[-16:]
    return head


def _read_sheet(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> OddCells:
    """The odd cells of a sheet; refuses a sheet that would fill the memory."""
    odd: OddCells = {}
    last_row, last_column, rest = 0, 26, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text = rest + chunk
            _refuse_entities(path, text)
            last_row = max(last_row, *map(int, _ROW.findall(text)), 0)
            last_column = max(last_column, *map(_column_number, _WIDE_CELL.findall(text)), 0)
            if last_row * last_column > MOST_CELLS:
                raise Refused(
                    f"文件 {path.name} 的工作表跨 {last_row} 行 × {last_column} 列，过大；请删除数据区以外的单元格或改用 CSV",
                    f"File {path.name} has a sheet that spans {last_row} rows × {last_column} columns, too much; "
                    "delete cells outside the data, or use CSV",
                )
            odd |= _odd_cells(text)
            rest = text[-_OVERLAP_BYTES:]
    return odd


def _odd_cells(text: bytes) -> OddCells:
    """The Excel reader shows a formula without a value, and an error, as an empty cell."""
    found: OddCells = {}
    if b"<f" in text:
        for match in _FORMULA_WITHOUT_VALUE.finditer(text):
            place = _REFERENCE.search(match["attributes"])
            if place and not _EMPTY_TEXT.search(match["attributes"]):
                formula = (match["formula"] or b"").decode("utf-8", "backslashreplace")
                found[int(place[2]), _column_number(place[1])] = f"{NO_VALUE}={formula}"
    if _ERROR_TYPE.search(text):
        for match in _ERROR_CELL.finditer(text):
            place = _REFERENCE.search(match["attributes"])
            if place:
                error = match["error"].decode("utf-8", "backslashreplace")
                found[int(place[2]), _column_number(place[1])] = f"{ERROR_CELL}{error}"
    return found


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _by_sheet_name(archive: zipfile.ZipFile, by_part: dict[str, OddCells]) -> dict[str, OddCells]:
    """Part names (`xl/worksheets/sheet1.xml`) as the names that people see."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    named = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            target = targets.get(relation, "").lstrip("/").removeprefix("xl/")
            named[sheet.get("name", "")] = by_part.get(f"xl/{target}", {})
    return named
