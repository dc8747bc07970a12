"""What differs between the two databases that the casework store may be: how one connects, and how one writes alone."""

from typing import Any

import sqlalchemy as sa

from audit_models.casework import trail

BUSY_MS = 10_000
CHAIN_LOCK = 7_346_021
"""The PostgreSQL advisory lock under which entries are chained; SQLite has but one writer."""


def make_engine(url: str) -> sa.Engine:
    """The way to the database of this URL."""
    engine = sa.create_engine(url, json_serializer=trail.canonical)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def begin_alone(connection: sa.Connection) -> None:
    """Begin a transaction beside which nobody else writes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("begin immediate")
    else:
        connection.execute(sa.text("select pg_advisory_xact_lock(:k)"), {"k": CHAIN_LOCK})


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # Transactions begin where this program says so, not where the driver guesses.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = on",
    ):
        connection.execute(f"pragma {pragma}")
