"""A real PostgreSQL of the tests' own: its server from the machine's package, its data in a folder that
is thrown away, reached through a socket in that folder and through no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian's packages keep the programs, the newest version first."""
OPTIONS = "-c fsync=off -c listen_addresses= -c unix_socket_directories={folder}"


def why_not() -> str | None:
    """Why there can be no server here; None where there can."""
    if not FOLDERS:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if find_spec("pg8000") is None:
        return "pg8000 is not installed (requirements-dev.txt)"
    return None


@contextmanager
def running() -> Iterator[str]:
    """A server; yields the URL of its databases but for their names."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    try:
        _run("initdb", "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "-U", "audit",
             "--locale=C.UTF-8", "--no-sync", user=user)  # fmt: skip
        _run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o",
             OPTIONS.format(folder=folder), "start", user=user)  # fmt: skip
        try:
            yield f"postgresql+pg8000://audit@/{{name}}?unix_sock={folder}/.s.PGSQL.5432"
        finally:
            _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(server: str, name: str, *, like: str = "template0") -> str:
    """A new database, empty or a copy of another; returns its URL.

    It goes with the server: dropping each would take longer than all of its test.
    """
    engine = sa.create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template {like}")
    engine.dispose()
    return server.format(name=name)


def _user() -> str:
    """The server refuses to run as root; the package has made an account for it."""
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _run(program: str, *arguments: str, user: str) -> None:
    subprocess.run(
        [str(FOLDERS[0] / program), *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user if os.geteuid() == 0 else None,
        cwd="/",
    )
