"""Runs the steps on the connection that `migrate.upgrade` holds.

A step spells out what it makes, so that a later change of the live tables changes no earlier step.
"""

import sqlalchemy as sa
from alembic import context

from audit_models.casework.trail import NAMES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=sa.MetaData(naming_convention=NAMES),
    transactional_ddl=False,
)
context.run_migrations()
