"""Everything that is not a screen: contract, intake, snapshots, definitions and their evaluation."""

from audit_models.reading import open_snapshot, read
from audit_models.relations import columns, relations

__all__ = ["__version__", "columns", "open_snapshot", "read", "relations"]
__version__ = "0.1.0"
