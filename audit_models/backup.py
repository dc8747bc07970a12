"""Backup of a home folder while it is in use, and its restoration on an empty one.

Snapshots, models, evidence and papers are written once and never changed, so they are copied as they
are. The casework database is copied through SQLite's own online backup, so that the copy is one moment
of it. `manifest.json` is written last: a backup without it was interrupted and is not restored. The
secret key goes along, for without it the trail cannot be verified; keep a backup as safe as the home.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from audit_models import __version__, durable
from audit_models.errors import Refused
from audit_models.progress import Progress, silent
from audit_models.text import Text

MANIFEST = "manifest.json"
DATABASE = "casework.db"
FIRST = ("CURRENT", "trail.anchor", DATABASE)
PASSING = ("import.lock", "last-error.txt")
"""What means nothing to another machine."""
UPLOADS = "uploads"
"""Files that go away when what they hold is published or withdrawn."""
UNFINISHED = ("stage-", "intake-", "CURRENT.", ".")
"""How names begin of what an import or a report is still writing."""
_COPYING = Text("复制", "Copying")
_SILENT = silent()


def back_up(home: Path, out: Path, *, progress: Progress = _SILENT) -> Path:
    """Copy a home into a new folder under `out`; returns that folder.

    Raises:
        Refused: there is nothing to copy, or the place lies within the home.
    """
    home, out = home.absolute(), out.absolute()
    if not (home / "snapshots").is_dir():
        raise Refused(f"{home} 中没有数据可备份。", f"There is nothing to back up in {home}.")
    if out == home or home in out.parents:
        raise Refused("备份不能放在数据目录之内。", "A backup cannot lie within the home folder.")
    moment = datetime.now(UTC)
    target = out / f"backup-{moment:%Y%m%dT%H%M%SZ}"
    # The key and the passwords' hashes lie in it: no other user of the machine looks in.
    target.mkdir(mode=0o700, parents=True)
    names = sorted(_kept(home), key=_turn)
    files = {}
    for number, name in enumerate(names, start=1):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            _copy(home / name, copy)
        except FileNotFoundError:
            if name.parts[0] != UPLOADS:
                raise
            # Published or withdrawn since the list was made; the database says which.
            copy.unlink(missing_ok=True)
            continue
        files[name.as_posix()] = durable.digest(copy)
        progress.step(_COPYING, number, len(names))
    manifest = {"version": __version__, "made_at": moment.isoformat(), "files": files}
    durable.write(target / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return target


def restore(source: Path, home: Path, *, progress: Progress = _SILENT) -> int:
    """Put a backup into an empty home; returns how many files it has.

    Raises:
        Refused: the backup is incomplete or damaged, or the home is not empty; nothing was changed.
    """
    files = _manifest(source)
    if home.exists() and any(home.iterdir()):
        raise Refused(
            f"{home} 不是空目录；请恢复到空目录，以免覆盖现有数据。",
            f"{home} is not empty; restore into an empty folder, so that nothing is overwritten.",
        )
    for name, digest in files.items():
        path = source / name
        if not path.is_file() or durable.digest(path) != digest:
            raise Refused(
                f"备份中的 {name} 缺失或已损坏，未恢复任何内容。",
                f"{name} is missing from the backup or damaged; nothing was restored.",
            )
    for number, (name, digest) in enumerate(files.items(), start=1):
        copy = home / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, copy)
        if name == "secret.key":
            copy.chmod(0o600)
        if durable.digest(copy) != digest:
            raise Refused(f"{name} 未能完整写入。", f"{name} could not be written whole.")
        progress.step(_COPYING, number, len(files))
    return len(files)


def _turn(name: Path) -> int:
    """What is copied when, while others write: a file that names things goes before what it names.

    The pointer before snapshots; the trail's anchor before the database, which may be ahead of it but
    not behind; the database before the evidence.
    """
    return FIRST.index(name.name) if name.name in FIRST else len(FIRST)


def _kept(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        name = path.relative_to(home)
        is_passing = name.name in PASSING or name.name.startswith(UNFINISHED)
        if path.is_file() and not is_passing and not name.name.startswith(f"{DATABASE}-"):
            yield name


def _copy(source: Path, target: Path) -> None:
    if source.name == DATABASE:
        _copy_database(source, target)
    else:
        shutil.copyfile(source, target)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _manifest(source: Path) -> dict[str, str]:
    try:
        files = json.loads((source / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise Refused(
            f"{source} 不是完整的备份：缺少可读的 {MANIFEST}。",
            f"{source} is no complete backup: it has no readable {MANIFEST}.",
        ) from error
    for name in files:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise Refused(f"备份清单中的路径 {name} 不正确。", f"The backup names the path {name}.")
    return dict(files)
