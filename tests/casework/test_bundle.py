"""A saved trail is believed only as it was signed, and without the installation."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_models.casework import bundle, trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    store = open_casework(Settings(home=tmp_path / "home"))
    for number in range(3):
        store.note(Actor.system(), "export", object_kind="file", object_id=f"f{number}.csv")
    return store


def saved(casework: Casework, path: Path) -> str:
    with casework.read() as connection, path.open("wb") as file:
        bundle.write_bundle(connection, casework.secret, casework.anchor, file)
    return bundle.public_key(casework.secret)


def test_a_bundle_holds_every_entry_and_the_anchor(casework: Casework, tmp_path: Path) -> None:
    path = tmp_path / "trail.zip"
    key = saved(casework, path)

    about = bundle.check_bundle(path, key)

    with casework.read() as connection:
        newest = trail.search(connection)[0]
    assert (about["entries"], about["head"]) == (3, newest["hash"])
    with zipfile.ZipFile(path) as packed:
        assert packed.read(bundle.ANCHOR) == casework.anchor.read_bytes()
        assert [b"f0.csv" in line for line in packed.read(bundle.ENTRIES).splitlines()] == [
            True, False, False,
        ]  # fmt: skip
        assert casework.secret not in b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize("name", [bundle.ENTRIES, bundle.ANCHOR, bundle.ABOUT, bundle.SIGNATURE])
def test_a_change_of_any_part_is_found(casework: Casework, tmp_path: Path, name: str) -> None:
    path = tmp_path / "trail.zip"
    key = saved(casework, path)
    rewrite(path, name, lambda content: content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])

    with pytest.raises(Refused, match="does not match its signature"):
        bundle.check_bundle(path, key)


def test_another_key_is_not_believed(casework: Casework, tmp_path: Path) -> None:
    path = tmp_path / "trail.zip"
    saved(casework, path)

    for key in (bundle.public_key(b"another"), "", "xyz"):
        with pytest.raises(Refused):
            bundle.check_bundle(path, key)


def rewrite(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for one, content in parts.items():
            packed.writestr(one, change(content) if one == name else content)
    path.write_bytes(out.getvalue())
