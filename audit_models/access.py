"""Who may do what: roles × permissions as one table, and who a request speaks for.

Deny by default: what a role's line does not name, it may not do. An account has exactly one role,
so nobody holds two of the three administrators, and no administrator sees a business row.
Which rows a role sees is the scope's matter (`audit_models/scope.py`), not this table's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit_models.text import Text


class Permission(StrEnum):
    """One thing that may be done."""

    READ = "read"
    """See indicators, hits, scores and cases of the own units, and take them along as files."""
    REVEAL = "reveal"
    """See personal data unmasked, with a case number, one subject at a time."""
    TAKE_UP = "take_up"
    """Make a finding of hits or of an observation, hand it down, return it, transfer it."""
    VERIFY = "verify"
    """Say whether a finding is true, and whether a rectification holds."""
    DETERMINE = "determine"
    """Settle what a verified finding is, by which clause, and what has to be done."""
    RECTIFY = "rectify"
    """Answer a finding: facts, measures, evidence."""
    CLOSE = "close"
    """Sign a closure; two different people must."""
    CAMPAIGN = "campaign"
    """Plan and run special inspections."""
    LEADS = "leads"
    """Handle leads about people, where one is also named for the lead."""
    IMPORT = "import"
    """Upload extracts and try them; publishing asks for another person's approval."""
    APPROVE_IMPORT = "approve_import"
    NOTE = "note"
    """Pin a note to a number of the own units, and take the own note back."""
    POLICY = "policy"
    """Save dated thresholds, targets and re-bases."""
    MODELS = "models"
    """Promote and roll back risk models."""
    ACCOUNTS = "accounts"
    """Open, disable and reset accounts."""
    GRANTS = "grants"
    """Give an account its role and units."""
    TRAIL = "trail"
    """Read and verify the trail."""


class Role(StrEnum):
    """What an account is for."""

    INSPECTOR = "inspector"
    AUDITOR = "auditor"
    EXECUTIVE = "executive"
    UNIT_OFFICER = "unit_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"


ROLE_NAMES: Mapping[Role, Text] = {
    Role.INSPECTOR: Text("督察员", "Inspector"),
    Role.AUDITOR: Text("审计员", "Auditor"),
    Role.EXECUTIVE: Text("负责人", "Executive"),
    Role.UNIT_OFFICER: Text("单位整改联系人", "Unit officer"),
    Role.SYSTEM_ADMINISTRATOR: Text("系统管理员", "System administrator"),
    Role.SECURITY_ADMINISTRATOR: Text("安全管理员", "Security administrator"),
    Role.AUDIT_ADMINISTRATOR: Text("审计管理员", "Audit administrator"),
}

P = Permission
READER = frozenset({P.READ, P.NOTE})
"""What every role may do that sees business rows."""
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.INSPECTOR: READER | {P.REVEAL, P.TAKE_UP, P.VERIFY, P.CLOSE, P.CAMPAIGN, P.LEADS},
    Role.AUDITOR: READER
    | {P.REVEAL, P.TAKE_UP, P.VERIFY, P.DETERMINE, P.CAMPAIGN, P.IMPORT, P.MODELS},
    Role.EXECUTIVE: READER | {P.DETERMINE, P.CLOSE, P.APPROVE_IMPORT, P.POLICY},
    Role.UNIT_OFFICER: READER | {P.RECTIFY},
    Role.SYSTEM_ADMINISTRATOR: frozenset({P.ACCOUNTS}),
    Role.SECURITY_ADMINISTRATOR: frozenset({P.GRANTS}),
    Role.AUDIT_ADMINISTRATOR: frozenset({P.TRAIL}),
}


@dataclass(frozen=True)
class Principal:
    """Who a request speaks for, read from the store at every request."""

    account_id: int
    login: str
    name: str
    role: Role
    unit_code: str | None
    """The top of the subtree whose rows the account sees; None for the three administrators."""
    must_change_password: bool = False

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]
