"""Audit papers: evidence sheet, working paper, notice, register, inspection report, self-check package.

Each is a Word template of the office (`data/templates`) filled from plain facts. A paper states what a
person has found or has to verify; it never decides anything.
"""

from audit_models.papers.facts import Evidence, PaperFacts, facts_of_hit
from audit_models.papers.kinds import INSPECTION, KINDS, PAPERS, REGISTER, Inspection, Paper
from audit_models.papers.self_check import self_check_package
from audit_models.papers.write import inspection_report, paper, register

__all__ = [
    "INSPECTION",
    "KINDS",
    "PAPERS",
    "REGISTER",
    "Evidence",
    "Inspection",
    "Paper",
    "PaperFacts",
    "facts_of_hit",
    "inspection_report",
    "paper",
    "register",
    "self_check_package",
]
