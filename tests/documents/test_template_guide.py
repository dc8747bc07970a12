"""The guide for whoever edits a template names every value that the templates ask for."""

import re
import zipfile
from pathlib import Path

import pytest

from audit_models.office import TEMPLATES
from audit_models.papers.layouts import LAYOUTS
from audit_models.settings import PROJECT

GUIDE = (PROJECT / "docs" / "templates.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_0-9]+)`", GUIDE))


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.name)
def test_every_value_of_a_template_is_in_the_guide(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode("utf-8"))
    values = re.findall(r"{{ (?:one\.|lead\.)?([a-z_0-9]+) }}", text)
    lists = re.findall(r"for \w+ in (?:one\.)?([a-z_]+) %}", text)

    assert values
    assert {*values, *lists} <= NAMED


def test_every_template_is_in_the_guide() -> None:
    assert set(LAYOUTS) <= NAMED
