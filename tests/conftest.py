"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from audit_models.casework import passwords
from audit_models.settings import Settings
from audit_models.warehouse import Snapshot, Warehouse
from tests.dashboard.world import publish_world_with_many_rules


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords of the tests are hashed by the same Argon2id, but cheaply: hundreds of people sign in."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "hidden", cheap.hash)
        patch.setattr(passwords, "NOBODY", cheap.hash("nobody"))
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home for snapshots, of this test alone."""
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings whose home is this test's own."""
    return Settings(home=home)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The hand-made province of `tests.dashboard.world`, for tests that only read it."""
    home = tmp_path_factory.mktemp("shared_province") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home).current()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes never name a test: a packed file holds the time, and parallel workers must agree on names."""
    return argname if isinstance(val, bytes) else None
