"""A foreign extract as contract tables, by a mapping file. `docs/mappings.md` explains the format."""

from audit_models.mapping.apply import apply_mapping
from audit_models.mapping.load import load_mapping, shipped
from audit_models.mapping.model import Mapping
from audit_models.mapping.records import sheet_of

__all__ = ["Mapping", "apply_mapping", "load_mapping", "sheet_of", "shipped"]
