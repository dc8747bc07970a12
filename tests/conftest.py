"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from audit_models.casework import passwords
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.dashboard.world import publish_world_with_many_rules


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords of the tests are hashed by the same Argon2id, but cheaply: hundreds of people sign in."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "hidden", cheap.hash)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """Tests kill processes and never the machine: what was written is read back without `fsync`, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is built once for several tests is built by one worker (`--dist loadgroup`)."""
    for item in items:
        if group := _shares(item):
            item.add_marker(pytest.mark.xdist_group(group))


def _shares(item: pytest.Item) -> str | None:
    """The definition whose worlds a test runs on; else its module, where that has fixtures of its own."""
    given = getattr(item, "callspec", None)
    for name in ("definition", "indicator"):
        if given and hasattr(given.params.get(name), "sql"):
            return str(given.params[name].id)
    if item.path.parent.name == "notebooks":
        return "notebooks"
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    own = any(made[-1].scope == "module" for made in fixtures)
    return str(item.path) if own else None
