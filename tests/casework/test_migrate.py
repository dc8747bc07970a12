"""The schema: a step that was cut short leaves nothing behind, and is done at the next start."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext

from audit_models.casework import migrate
from audit_models.casework.store import Casework, metadata, open_casework
from audit_models.settings import Settings

pytestmark = pytest.mark.empty_database
STEPS = sorted(path.stem[:4] for path in (migrate.FOLDER / "versions").glob("[0-9]*.py"))


class Cut(Exception):
    """The power went."""


@pytest.mark.parametrize("step", STEPS)
def test_a_step_cut_short_is_done_at_the_next_start(
    home: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = command.upgrade

    def cut(config: object, _: str) -> None:
        """All steps up to this one, and then the end before anything was committed."""
        whole(config, step)  # type: ignore[arg-type]
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", cut)
        with pytest.raises(Cut):
            open_casework(Settings(home=home))

    casework = open_casework(Settings(home=home))
    assert revision(casework) == STEPS[-1]
    assert set(metadata.tables) <= set(sa.inspect(casework.engine).get_table_names())


@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_older_database_is_brought_up_to_date(
    home: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: whole(config, step))
        assert revision(open_casework(Settings(home=home))) == step

    casework = open_casework(Settings(home=home))

    assert revision(casework) == STEPS[-1]
    assert set(metadata.tables) <= set(sa.inspect(casework.engine).get_table_names())


def test_what_the_code_says_of_the_tables_is_what_the_steps_make(home: Path) -> None:
    casework = open_casework(Settings(home=home))

    found = sa.inspect(casework.engine)
    for name, table in metadata.tables.items():
        columns = {column["name"] for column in found.get_columns(name)}
        assert (name, columns) == (name, {column.name for column in table.columns})


def revision(casework: Casework) -> str | None:
    with casework.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()
