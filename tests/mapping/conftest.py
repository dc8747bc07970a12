"""A mapping written in a few lines, applied to a file written in a few lines."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from audit_models.mapping import apply_mapping, load_mapping

Rows = list[dict[str, Any]]
HEAD: dict[str, Any] = {
    "title": {"zh": "试", "en": "try"},
    "description": {"zh": "试", "en": "try"},
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file of this test."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def mapping_file(tmp_path: Path) -> Callable[[str], str]:
    """Writes a mapping; `title` and `description` are added where they are missing."""

    def write_mapping(text: str) -> str:
        path = tmp_path / "tried.yaml"
        declared = yaml.safe_load(text)
        head = yaml.safe_dump(
            {k: v for k, v in HEAD.items() if k not in declared}, allow_unicode=True
        )
        path.write_text(head + text, encoding="utf-8")
        return str(path)

    return write_mapping


@pytest.fixture
def rows_of(con: duckdb.DuckDBPyConnection) -> Callable[[str, Path], dict[str, Rows]]:
    """The rows that a mapping makes of a file, per table, empty cells left out."""

    def rows(mapping: str, file: Path) -> dict[str, Rows]:
        tables = apply_mapping(con, load_mapping(mapping), file)
        found = {}
        for table, relation in tables.items():
            result = con.execute(f"select * from {relation}")
            names = [column[0] for column in result.description or []]
            found[table] = [
                {name: cell for name, cell in zip(names, row, strict=True) if cell is not None}
                for row in result.fetchall()
            ]
        return found

    return rows
