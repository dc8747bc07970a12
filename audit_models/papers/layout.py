"""A sheet of paper as Word wants it: title, fields, tables whose row repeats, room for signatures."""

from collections.abc import Collection, Sequence
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
LINES, SHADE = "A6ADB8", "F1F4F8"
"""Colours of a table's lines and of its head: paper that is copied in black and white stays readable."""

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
        self.margins(12)

    def margins(self, sides_mm: float) -> None:
        """Left and right; before anything is written."""
        section = self.document.sections[0]
        section.left_margin = section.right_margin = Mm(sides_mm)

    def title(self, text: Text, *, number: str = "{{ number }}") -> None:
        """The name of the paper, its number below."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._font(paragraph.add_run(text.in_(self.lang)), TITLE_FONT[self.lang], 18, bold=True)
        if number:
            below = self.document.add_paragraph()
            below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._font(below.add_run(Text(f"编号：{number}", f"No. {number}").in_(self.lang)))
            # A sheet that comes loose says what it belongs to.
            foot = self.document.sections[0].footer.paragraphs[0]
            self._font(foot.add_run(f"　{number}"), size=9)

    def opening(self, title: Text, below: str, picture: str, caption: Text) -> None:
        """The name of the report and what it is of; on the right a picture that leads to its page."""
        table = self._table([self.width_mm - 30, 30], has_lines=False)
        left, right = table.add_row().cells
        self._font(
            left.paragraphs[0].add_run(title.in_(self.lang)), TITLE_FONT[self.lang], 20, bold=True
        )
        self._font(left.add_paragraph().add_run(below))
        for words, size in ((picture, 9), (caption.in_(self.lang), 7.5)):
            line = right.paragraphs[0] if words == picture else right.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._font(line.add_run(words), size=size)

    def heading(self, text: Text, *, size: float = 12) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = True
        self._font(paragraph.add_run(text.in_(self.lang)), TITLE_FONT[self.lang], size, bold=True)

    def paragraph(
        self, text: Text | str, *, is_right: bool = False, size: float = 11, keeps: bool = False
    ) -> None:
        """`keeps`: on one page with what follows."""
        words = text if isinstance(text, str) else text.in_(self.lang)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keeps
        if is_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._font(paragraph.add_run(words), size=size)

    def each(self, items: str, line: str, *, none: Text | None = None) -> None:
        """One paragraph an item, numbered; `none` where there is no item."""
        self.paragraph(f"{{%p for one in {items} %}}")
        self.paragraph("{{ loop.index }}. " + line)
        if none:
            self.paragraph("{%p else %}")
            self.paragraph(none)
        self.paragraph("{%p endfor %}")

    def fields(self, fields: Sequence[Field], *, label_mm: float = 38, keeps: bool = False) -> None:
        """Label on the left, what is filled in on the right; `keeps`: on one page with what follows."""
        table = self._table([label_mm, self.width_mm - label_mm])
        for label, placeholder in fields:
            row = table.add_row()
            self._cell(row.cells[0], label.in_(self.lang), bold=True, is_head=True)
            self._cell(row.cells[1], placeholder)
            if keeps:
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._space(keeps=keeps)

    def rows(
        self,
        items: str,
        columns: Sequence[Column],
        *,
        none: Text | None = None,
        size: float = 9,
        right: Collection[str] = (),
    ) -> None:
        """A table whose one row is repeated for every item; its head is repeated on every page.

        `none` is said in its place where there is no item; the columns of `right` hold numbers.
        """
        self.paragraph(f"{{%p if {items} %}}")
        scale = self.width_mm / sum(width for *_, width in columns)
        table = self._table([width * scale for *_, width in columns])
        head = table.add_row()
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        sides = [words.strip("{ }").removeprefix("one.") in right for _, words, _ in columns]
        for cell, (label, *_), is_right in zip(head.cells, columns, sides, strict=True):
            words = label.in_(self.lang)
            self._cell(cell, words, bold=True, size=size, is_head=True, is_right=is_right)
        self._cell(table.add_row().cells[0], f"{{%tr for one in {items} %}}")
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (_, placeholder, _), is_right in zip(row.cells, columns, sides, strict=True):
            self._cell(cell, placeholder, size=size, is_right=is_right)
        self._cell(table.add_row().cells[0], "{%tr endfor %}")
        if none:
            self.paragraph("{%p else %}")
            self.paragraph(none)
        self.paragraph("{%p endif %}")
        self._space()

    def save(self, path: Path) -> None:
        properties = self.document.core_properties
        properties.author = properties.comments = properties.title = ""
        properties.created = properties.modified = MADE_AT
        self.document.save(str(path))

    # Inside

    def _space(self, *, keeps: bool = False) -> None:
        """Two tables that touch would become one."""
        gap = self.document.add_paragraph().paragraph_format
        gap.line_spacing, gap.space_after, gap.keep_with_next = Pt(7), Pt(0), keeps or None

    def _table(self, widths_mm: Sequence[float], *, has_lines: bool = True) -> Any:
        """Word takes a column's width from its cells, other programs from the table's grid."""
        table = self.document.add_table(rows=0, cols=len(widths_mm))
        table.autofit = False
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        if has_lines:
            table.style = "Table Grid"
            self._line_colour(table)
        return table

    def _line_colour(self, table: Any) -> None:
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("color", LINES)):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
        # The schema wants the lines before the layout.
        table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)

    def _cell(
        self,
        cell: Any,
        words: str,
        *,
        size: float = 10.5,
        bold: bool = False,
        is_head: bool = False,
        is_right: bool = False,
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if is_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if is_head:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), SHADE)
            cell._tc.get_or_add_tcPr().append(shade)
        self._font(paragraph.add_run(words), size=size, bold=bold)

    def _style(self, name: str, font: str, size: float) -> None:
        style = self.document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        properties = style.element.get_or_add_rPr()
        self._chinese(properties.get_or_add_rFonts(), font)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "zh-CN" if self.lang == "zh" else "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        properties.append(language)
        style.paragraph_format.space_after = Pt(3)
        # Numbers and dates stay whole at the end of a line.
        wrap = OxmlElement("w:wordWrap")
        wrap.set(qn("w:val"), "1")
        style.element.get_or_add_pPr().append(wrap)

    def _font(
        self, run: Any, name: str | None = None, size: float = 11, *, bold: bool = False
    ) -> None:
        run.font.size, run.font.bold = Pt(size), bold
        if name:
            run.font.name = "Times New Roman"
            self._chinese(run._element.get_or_add_rPr().get_or_add_rFonts(), name)

    def _chinese(self, fonts: Any, name: str) -> None:
        """The font of Chinese characters, and in Chinese of the quotation marks between them."""
        fonts.set(qn("w:eastAsia"), name)
        if self.lang == "zh":
            fonts.set(qn("w:hint"), "eastAsia")

    def _page_numbers(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, between, after = PAGE.in_(self.lang).split("|")
        for words, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self._font(paragraph.add_run(words), size=9)
            if code:
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), code)
                number = paragraph.add_run("1")
                self._font(number, size=9)
                field.append(number._r)
                paragraph._p.append(field)
