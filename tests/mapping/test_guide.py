"""The guide is complete, and its example does what it says."""

import csv
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from audit_models.mapping import shipped
from audit_models.mapping.model import (
    Block,
    Condition,
    Extreme,
    Input,
    Mapping,
    Rank,
    TableMapping,
    Value,
)
from audit_models.settings import PROJECT

GUIDE = (PROJECT / "docs" / "mappings.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = GUIDE.split("\n---\n")
MODELS: tuple[type[BaseModel], ...] = (
    Mapping,
    Input,
    TableMapping,
    Block,
    Condition,
    Rank,
    Extreme,
    Value,
)
KEYS = sorted(
    {field.alias or name for model in MODELS for name, field in model.model_fields.items()}
    - {"name"}
)


def fenced(kind: str) -> str:
    """The example's block of that kind."""
    return re.findall(rf"```\w+ {kind}\n(.*?)```", GUIDE, flags=re.DOTALL)[0]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained_in_both_languages(key):
    for part in (CHINESE, ENGLISH):
        table = "\n".join(line for line in part.splitlines() if line.startswith("|"))
        assert f"`{key}`" in table


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_mapping_is_introduced_in_both_languages(name):
    assert f"`{name}`" in CHINESE
    assert f"`{name}`" in ENGLISH


def test_the_example_gives_the_tables_that_the_guide_shows(rows_of, write):
    mapping: Path = write("example.yaml", fenced("mapping"))
    found = rows_of(str(mapping), write("extract.csv", fenced("extract")))
    for table, rows in found.items():
        shown = list(csv.DictReader(fenced(table).splitlines()))
        got = [{name: str(cell) for name, cell in row.items()} for row in rows]
        assert got == [{name: cell for name, cell in row.items() if cell} for row in shown]
