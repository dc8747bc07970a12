"""A sheet of paper as Word wants it: title, fields, tables whose row repeats, room for signatures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from audit_models.text import Lang, Text

BODY_FONT = {"zh": "FangSong", "en": "Times New Roman"}
TITLE_FONT = {"zh": "SimHei", "en": "Times New Roman"}
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""Not the time of the run: the same layout gives the same file."""
PAGE = Text("第 | 页，共 | 页", "Page | of |")

Field = tuple[Text, str]
Column = tuple[Text, str, float]
"""Heading, placeholder and width in millimetres."""


class Layout:
    """One document in one language, written from top to bottom."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.document: Any = docx.Document()
        self._style("Normal", BODY_FONT[lang], 11)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(20)
        self._page_numbers(section.footer.paragraphs[0])

    @property
    def width_mm(self) -> float:
        section = self.document.sections[0]
        return float((section.page_width - section.left_margin - section.right_margin) / Mm(1))

    def landscape(self) -> None:
        """Turn the sheet; before anything is written."""
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(12)

    def title(self, text: Text, *, number: str = "{{ number }}") -> None:
        """The name of the paper, its number below."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._font(paragraph.add_run(text.in_(self.lang)), TITLE_FONT[self.lang], 18, bold=True)
        if number:
            below = self.document.add_paragraph()
            below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._font(below.add_run(Text(f"编号：{number}", f"No. {number}").in_(self.lang)))

    def heading(self, text: Text) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = True
        self._font(paragraph.add_run(text.in_(self.lang)), TITLE_FONT[self.lang], 12, bold=True)

    def paragraph(self, text: Text | str, *, is_right: bool = False) -> None:
        words = text if isinstance(text, str) else text.in_(self.lang)
        paragraph = self.document.add_paragraph()
        if is_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._font(paragraph.add_run(words))

    def each(self, items: str, line: str) -> None:
        """One paragraph an item, numbered."""
        self.paragraph(f"{{%p for one in {items} %}}")
        self.paragraph("{{ loop.index }}. " + line)
        self.paragraph("{%p endfor %}")

    def fields(self, fields: Sequence[Field], *, label_mm: float = 38) -> None:
        """Label on the left, what is filled in on the right."""
        table = self._table(2)
        for label, placeholder in fields:
            cells = table.add_row().cells
            self._cell(cells[0], label.in_(self.lang), width_mm=label_mm, bold=True)
            self._cell(cells[1], placeholder, width_mm=self.width_mm - label_mm)
        self.document.add_paragraph()

    def rows(self, items: str, columns: Sequence[Column], *, size: float = 9) -> None:
        """A table whose one row is repeated for every item; its head is repeated on every page."""
        table = self._table(len(columns))
        head = table.add_row()
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        scale = self.width_mm / sum(width for *_, width in columns)
        for cell, (label, _, width) in zip(head.cells, columns, strict=True):
            self._cell(cell, label.in_(self.lang), width_mm=width * scale, bold=True, size=size)
        self._control(table, f"{{%tr for one in {items} %}}", columns)
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (_, placeholder, width) in zip(row.cells, columns, strict=True):
            self._cell(cell, placeholder, width_mm=width * scale, size=size)
        self._control(table, "{%tr endfor %}", columns)
        self.document.add_paragraph()

    def save(self, path: Path) -> None:
        properties = self.document.core_properties
        properties.author = properties.comments = properties.title = ""
        properties.created = properties.modified = MADE_AT
        self.document.save(str(path))

    # Inside

    def _control(self, table: Any, words: str, columns: Sequence[Column]) -> None:
        row = table.add_row()
        self._cell(row.cells[0], words, width_mm=columns[0][2])

    def _table(self, columns: int) -> Any:
        table = self.document.add_table(rows=0, cols=columns)
        table.style = "Table Grid"
        table.autofit = False
        return table

    def _cell(
        self, cell: Any, words: str, *, width_mm: float, bold: bool = False, size: float = 10.5
    ) -> None:
        cell.width = Mm(width_mm)
        self._font(cell.paragraphs[0].add_run(words), size=size, bold=bold)

    def _style(self, name: str, font: str, size: float) -> None:
        style = self.document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        style.paragraph_format.space_after = Pt(3)

    def _font(
        self, run: Any, name: str | None = None, size: float = 11, *, bold: bool = False
    ) -> None:
        run.font.size, run.font.bold = Pt(size), bold
        if name:
            run.font.name = "Times New Roman"
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)

    def _page_numbers(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, between, after = PAGE.in_(self.lang).split("|")
        for words, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self._font(paragraph.add_run(words), size=9)
            if code:
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), code)
                paragraph._p.append(field)
