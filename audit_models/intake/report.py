"""What an import did, told in numbers."""

from dataclasses import dataclass
from decimal import Decimal

from audit_models.text import Text


@dataclass(frozen=True)
class TableCount:
    """One table of an import; `rows_read` is always `rows_accepted` + `rows_rejected`."""

    table_name: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_added: int
    rows_changed: int
    rows_unchanged: int
    control_total_cny: Decimal | None
    """Sum of the table's control column over the accepted rows; None for a table without money."""


@dataclass(frozen=True)
class IntakeReport:
    """One import."""

    tables: tuple[TableCount, ...]
    unchanged: bool
    """Every file was imported before in the same way: nothing was read, nothing was filled."""
    notices: tuple[Text, ...]
