"""Ties between employees, contractors and customers: a shared entry is a lead, never a verdict."""

from audit_models.networks.names import name_key, sound_key
from audit_models.networks.ties import write_ties

__all__ = ["name_key", "sound_key", "write_ties"]
