"""The policy register: clause → what watches it → owner → state, so that gaps are seen."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from audit_models.declared import Strict, read_yaml
from audit_models.errors import Refused
from audit_models.families import family_code
from audit_models.policy.dated import POLICY_FOLDER
from audit_models.text import TextField

REGISTER = POLICY_FOLDER / "register.yaml"

State = Literal["no_measure", "no_data", "failing", "kept"]
STATES: tuple[State, ...] = ("no_measure", "no_data", "failing", "kept")
"""Gaps first."""

FAILING = frozenset({"missed", "hit"})
KNOWN = FAILING | {"met", "watched", "clean", "available"}
"""States in which something can be said; all others are missing data."""


class Clause(Strict):
    """One requirement of the policy."""

    id: str
    clause: TextField
    owner: TextField
    indicators: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Rule ids, or a family's letters for all rules of it."""
    results: tuple[str, ...] = ()
    """Tables of `result` that answer by being filled."""

    def watchers(self, defined: Iterable[str]) -> list[str]:
        """Ids among those defined that watch this clause, families resolved."""
        wanted = {*self.indicators, *self.rules}
        return [one for one in defined if one in wanted or family_code(one) in wanted]


class _Register(Strict):
    clauses: tuple[Clause, ...]


@cache
def load_register(path: Path = REGISTER) -> tuple[Clause, ...]:
    """Every clause, in the order of the policy.

    Raises:
        Refused: the file does not read as a register, or two clauses share an id.
    """
    clauses = _Register.model_validate(read_yaml(path.read_text(encoding="utf-8"))).clauses
    ids = [clause.id for clause in clauses]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise Refused(
            f"{path.name} 中条款编号重复：{'、'.join(twice)}；请改为唯一编号。",
            f"{path.name} holds a clause id twice: {', '.join(twice)}; make it unique.",
        )
    return clauses


def clause_state(clause: Clause, states: Mapping[str, str]) -> State:
    """The state of a clause. `states`: what is defined → its state in the unit and month.

    Failing as soon as one watcher misses its target or found something to verify; kept where the
    others that can say anything are content; without data where none can.
    """
    found = [states[one] for one in clause.watchers(states)]
    found += [states[one] for one in clause.results if one in states]
    if not found:
        return "no_measure"
    if FAILING & set(found):
        return "failing"
    return "kept" if KNOWN & set(found) else "no_data"
