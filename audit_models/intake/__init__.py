"""Source files into the staged source tables: every row accepted, or rejected with its reason."""

from audit_models.intake.report import IntakeReport, TableCount
from audit_models.intake.run import control_column, intake

__all__ = ["IntakeReport", "TableCount", "control_column", "intake"]
