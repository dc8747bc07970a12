"""The hand-made province, published once for all tests of casework."""

from pathlib import Path

import pytest

from audit_models.warehouse import Snapshot, Warehouse
from tests.casework.office import Office, open_office
from tests.dashboard.world import publish_world_with_many_rules


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    home = tmp_path_factory.mktemp("findings") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home).current()


@pytest.fixture
def office(province: Snapshot, tmp_path: Path) -> Office:
    return open_office(province, tmp_path / "home")
