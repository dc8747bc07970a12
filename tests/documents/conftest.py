"""One published province for all tests of documents."""

from datetime import date
from pathlib import Path

import pytest

from audit_models.reports.content import Report, gather
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.documents.world import publish

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="session")
def home_of_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("documents") / "home"
    publish(home)
    return home


@pytest.fixture(scope="session")
def snapshot(home_of_documents: Path) -> Snapshot:
    return Warehouse(home_of_documents).current()


@pytest.fixture(scope="session")
def report(snapshot: Snapshot) -> Report:
    """The province in March, in Chinese."""
    return gather(snapshot, "P", MARCH, lang="zh", public_url="http://127.0.0.1:8050")
