"""The schema: a step that was cut short leaves nothing behind, and is done at the next start."""

import importlib
import pkgutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext

import audit_models.casework as casework_modules
from audit_models.casework import migrate
from audit_models.casework.store import Casework, metadata, open_casework
from audit_models.settings import Settings

pytestmark = pytest.mark.empty_database
STEPS = sorted(path.stem[:4] for path in (migrate.FOLDER / "versions").glob("[0-9]*.py"))


class Cut(Exception):
    """The power went."""


def test_a_step_cut_short_leaves_nothing_and_is_done_at_the_next_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step on its own: first cut short, then done, until the database is up to date."""
    whole, before = command.upgrade, None
    for step in STEPS:

        def only(config: object, _: str, step: str = step) -> None:
            whole(config, step)  # type: ignore[arg-type]

        def cut(config: object, _: str, step: str = step) -> None:
            """The step, and then the end before anything was committed."""
            whole(config, step)  # type: ignore[arg-type]
            raise Cut

        with monkeypatch.context() as patch:
            patch.setattr(command, "upgrade", cut)
            with pytest.raises(Cut):
                open_casework(Settings(home=home))
            patch.setattr(command, "upgrade", lambda config, _: None)
            assert revision(open_casework(Settings(home=home))) == before
            patch.setattr(command, "upgrade", only)
            assert revision(open_casework(Settings(home=home))) == step
        before = step

    assert set(every_table()) <= set(
        sa.inspect(open_casework(Settings(home=home)).engine).get_table_names()
    )


def test_the_steps_make_the_very_schema_that_the_code_declares(home: Path) -> None:
    """Columns with types, keys, indexes, by name: against the same tables made at once beside them."""
    casework = open_casework(Settings(home=home))

    with casework.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        begin = "attach ':memory:' as live" if is_sqlite else "create schema live"
        connection.exec_driver_sql(begin)
        every_table()
        metadata.create_all(connection.execution_options(schema_translate_map={None: "live"}))
        found = sa.inspect(connection)
        for name in every_table():
            assert described(found, name, None) == described(found, name, "live")
        assert set(found.get_table_names()) == {*every_table(), "alembic_version"}


def every_table() -> list[str]:
    """The tables that any module of casework declares."""
    for found in pkgutil.walk_packages(casework_modules.__path__, f"{casework_modules.__name__}."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
    return sorted(metadata.tables)


def described(found: sa.Inspector, name: str, schema: str | None) -> dict[str, object]:
    columns = [
        {**one, "type": str(one["type"]), "default": str(one["default"]).replace("live.", "")}
        for one in found.get_columns(name, schema)
    ]
    foreign = [{**one, "referred_schema": None} for one in found.get_foreign_keys(name, schema)]
    return {
        "table": name,
        "columns": columns,
        "key": found.get_pk_constraint(name, schema),
        "foreign": sorted(foreign, key=str),
        "unique": sorted(found.get_unique_constraints(name, schema), key=str),
        "indexes": sorted(found.get_indexes(name, schema), key=str),
    }


def revision(casework: Casework) -> str | None:
    with casework.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()
