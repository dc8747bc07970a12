"""Rules that the office retired: from a day on they judge nothing, and say so in place of being clean."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit_models.definitions import Rule


@dataclass(frozen=True)
class Retirement:
    """One decision about one rule."""

    rule_id: str
    since: date | None
    """The first day that is no longer judged; None: the rule is in use again, for all of the past too."""
    reason: str
    decided_by: str
    decided_on: date


def retired(rule: Rule, decisions: Iterable[Retirement]) -> Rule:
    """The rule as the last decision about it has it.

    Its hash and its header tell of it, so that a snapshot says why nothing was judged.
    """
    own = [one for one in decisions if one.rule_id == rule.id]
    if not own or own[-1].since is None:
        return rule
    last = own[-1]
    told = {
        "since": last.since.isoformat() if last.since else None,
        "reason": last.reason,
        "decided_by": last.decided_by,
        "decided_on": last.decided_on.isoformat(),
    }
    header = json.dumps(json.loads(rule.header) | {"retired": told}, ensure_ascii=False)
    return rule.model_copy(
        update={
            "retired_from": last.since,
            "header": header,
            "hash": hashlib.sha256(f"{rule.hash}{last.since}".encode()).hexdigest(),
        }
    )
