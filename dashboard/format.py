"""The numbers of `audit_models.format`, under the name by which the shell and the view know them."""

from audit_models.format import day, is_number, month

__all__ = ["day", "is_number", "month"]
