"""The schema of the casework store, brought up to date step by step.

Every step runs in one transaction with the note that it was done, so that a step cut short is done
again at the next start.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from audit_models.casework.engine import begin_alone
from audit_models.errors import Refused

FOLDER = Path(__file__).with_name("migrations")


def upgrade(engine: sa.Engine) -> None:
    """Apply the steps that a database has not seen yet.

    Raises:
        Refused: the database was made by a newer version of the program.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        # Nobody waits for the one writer to learn that there is nothing to do.
        if (
            MigrationContext.configure(connection).get_current_revision()
            == script.get_current_head()
        ):
            return
    with engine.connect() as connection:
        # Another process that starts at the same moment waits here.
        begin_alone(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        known = {one.revision for one in script.walk_revisions()}
        if current is not None and current not in known:
            connection.rollback()
            raise Refused(
                "业务数据库由更新版本的程序创建；请升级本程序。",
                "The casework database was made by a newer version; upgrade this program.",
            )
        if current != script.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        connection.commit()
