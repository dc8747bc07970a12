"""Word documents from templates that the office edits in Word: `data/templates/<name>.<lang>.docx`.

A template holds placeholders such as `{{ title }}`; what fills them is text and stays text, whatever
it contains. Templates run in Jinja's sandbox and can reach nothing but the values they are given.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.oxml import parse_xml
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from audit_models.errors import Refused
from audit_models.harmless import visible
from audit_models.settings import PROJECT
from audit_models.text import Lang

TEMPLATES = PROJECT / "data" / "templates"

INNER_MARKS = {"{_{": "{ _{", "}_}": "}_ }", "{_%": "{ _%", "%_}": "%_ }"}
"""What docxtpl would turn into braces after the text is in its place."""


@dataclass(frozen=True)
class Picture:
    """A drawing as PNG, and the words that say what it shows."""

    content: bytes
    width_mm: float
    says: str


class _Drawing(InlineImage):  # type: ignore[misc]
    """A picture in its place, with words for whoever does not see it."""

    def __init__(self, template: DocxTemplate, picture: Picture) -> None:
        super().__init__(template, io.BytesIO(picture.content), width=Mm(picture.width_mm))
        self.says = visible(picture.says)

    def _insert_image(self) -> str:
        before, drawing, after = super()._insert_image().partition("<w:drawing>")
        markup, end, rest = after.partition("</w:drawing>")
        inline = parse_xml(markup)
        inline.xpath(".//wp:docPr")[0].set("descr", self.says)
        return f"{before}{drawing}{inline.xml}{end}{rest}"


def fill(name: str, lang: Lang, values: Mapping[str, Any], *, folder: Path = TEMPLATES) -> bytes:
    """The document that a template gives with these values: texts, pictures, and lists of dicts of them.

    Raises:
        Refused: the template is missing, is no Word file, or asks for a value that there is not.
    """
    path = folder / f"{name}.{lang}.docx"
    if not path.is_file():
        raise Refused(
            f"没有模板 {path}；请从安装包恢复该文件，或运行 python -m audit_models.papers.make_templates。",
            f"There is no template {path}; restore it, or run python -m"
            " audit_models.papers.make_templates.",
        )
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        template = DocxTemplate(path)
        template.render(_harmless(values, template), environment)
    except TemplateError as error:
        raise Refused(
            f"模板 {path.name} 无法填写（{error.message}）；请在 Word 中改正其中的占位符。",
            f"The template {path.name} cannot be filled ({error.message}); correct its"
            " placeholders in Word.",
        ) from error
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise Refused(
            f"模板 {path.name} 不是可读的 Word 文件；请恢复该文件。",
            f"The template {path.name} is no readable Word file; restore it.",
        ) from error
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _harmless(value: Any, template: DocxTemplate) -> Any:
    if isinstance(value, Mapping):
        return {name: _harmless(part, template) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(part, template) for part in value]
    if isinstance(value, Picture):
        return _Drawing(template, value)
    text = visible(str(value))
    for mark, apart in INNER_MARKS.items():
        text = text.replace(mark, apart)
    return text
