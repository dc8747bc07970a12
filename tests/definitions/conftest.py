"""Worlds are built once a session and closed at its end."""

from collections.abc import Iterator

import pytest

from tests.definitions.worlds import close_worlds


@pytest.fixture(scope="session", autouse=True)
def _worlds() -> Iterator[None]:
    yield
    close_worlds()
