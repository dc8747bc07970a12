"""The hand-made province, published once for all tests of casework; each is run on both databases."""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_models.casework.store import open_casework
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from tests.casework import postgresql
from tests.casework.office import Office, open_office

BROUGHT_UP = "brought_up_to_date"
"""The database with the whole schema of which a test gets a copy, unless it is marked `empty_database`."""
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A server for all tests of a process, where the machine has one."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    with postgresql.running() as server:
        url = postgresql.database(server, BROUGHT_UP)
        with tempfile.TemporaryDirectory() as home:
            open_casework(Settings(home=Path(home), casework_url=url)).engine.dispose()
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty home whose casework is in SQLite, and another whose casework is in PostgreSQL."""
    if request.param == "sqlite":
        yield tmp_path / "home"
        return
    server = request.getfixturevalue("postgresql_server")
    like = "template0" if request.node.get_closest_marker("empty_database") else BROUGHT_UP
    url = postgresql.database(server, f"casework_{next(NUMBERS)}", like=like)
    monkeypatch.setenv("AUDIT_CASEWORK_URL", url)
    yield tmp_path / "home"


@pytest.fixture
def office(province: Snapshot, home: Path) -> Office:
    return open_office(province, home)
