"""What every decision of the office takes: the right to it over the whole company, and a reason."""

from audit_models.access import Permission
from audit_models.casework.reach import Reach
from audit_models.errors import Refused

SHORTEST, LONGEST = 4, 500
"""Letters of a reason."""


def decided(reach: Reach, reason: str) -> str:
    """The reason as it is kept.

    Raises:
        Refused: no right, not the whole company's account, or no reason.
    """
    if not reach.principal.may(Permission.POLICY) or reach.units is not None:
        raise Refused(
            "此项决定须有全公司范围的相应权限。",
            "This decision takes that right over the whole company.",
        )
    return read_reason(reason)


def read_reason(reason: str) -> str:
    """A reason as it is kept.

    Raises:
        Refused: nothing worth the name, or too long.
    """
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Refused("请写明理由。", "Give the reason.")
    return reason
