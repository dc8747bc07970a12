"""The auditor's tests: one file each, from a DataFrame to a DataFrame, for notebooks and pages alike."""

from audit_models.audit_tests.ageing import ageing
from audit_models.audit_tests.benford import Benford, benford, benford_of_counts
from audit_models.audit_tests.duplicates import duplicates
from audit_models.audit_tests.gaps import gaps
from audit_models.audit_tests.joins import Joined, joined
from audit_models.audit_tests.strata import strata

__all__ = [
    "Benford",
    "Joined",
    "ageing",
    "benford",
    "benford_of_counts",
    "duplicates",
    "gaps",
    "joined",
    "strata",
]
