"""The policy in a database of its own, and copies of it with a fault."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from audit_models.policy.dated import POLICY_FOLDER
from audit_models.policy.tables import load_policy


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds nothing but the policy."""
    with duckdb.connect() as connection:
        load_policy(connection)
        yield connection


def policy_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of the policy in which one passage of one file is changed."""
    for path in POLICY_FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.name == name:
            assert text.count(old) == 1, f"{old} occurs {text.count(old)} times"
            text = text.replace(old, new)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path
