"""The numbers of `audit_models.format`, under the name by which the screens knew them first."""

from audit_models.format import *  # noqa: F403
