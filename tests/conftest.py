"""What all tests share."""

from pathlib import Path

import pytest

from audit_models.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home for snapshots, of this test alone."""
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings whose home is this test's own."""
    return Settings(home=home)
