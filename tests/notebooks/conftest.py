"""One small demonstration, imported once, for all tests of notebooks."""

from datetime import date
from pathlib import Path

import pytest

from audit_models.build import import_sources
from audit_models.demo import write_demonstration
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse

AS_OF = date(2026, 10, 31)
SEED = 11
CITY = "210700"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a demonstration of one city."""
    folder = tmp_path_factory.mktemp("demonstration")
    (folder / "files").mkdir()
    write_demonstration(folder / "files", scale="county", seed=SEED, as_of=AS_OF)
    import_sources(Settings(home=folder / "home"), [folder / "files"], as_of=AS_OF)
    return folder / "home"


@pytest.fixture(scope="session")
def demonstrated(demonstration: Path) -> Snapshot:
    return Warehouse(demonstration).current()
