"""Thresholds that the office moved: dated values beside those that a rule's own file declares.

History is judged by what was in force then, so a new value holds from a day on and never before it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from audit_models.definitions import Dated, Rule, Value
from audit_models.errors import Refused


@dataclass(frozen=True)
class Threshold:
    """One value of one parameter of a rule, from a day on."""

    rule_id: str
    parameter: str
    since: date
    value: float


def moved(rule: Rule, thresholds: Iterable[Threshold]) -> Rule:
    """The rule with the office's values in place of its own from their days on.

    Its hash and its header tell of them, so that a snapshot says what it was computed with.
    """
    own = [one for one in thresholds if one.rule_id == rule.id and one.parameter in rule.params]
    if not own:
        return rule
    params = dict(rule.params)
    for one in sorted(own, key=lambda found: found.since):
        like = params[one.parameter][0].value
        kept = tuple(dated for dated in params[one.parameter] if dated.since != one.since)
        params[one.parameter] = (
            *kept,
            Dated.model_validate({"from": one.since, "value": _as(like, one.value)}),
        )
    header = json.loads(rule.header) | {
        "params": {
            name: [{"from": dated.since.isoformat(), "value": dated.value} for dated in values]
            for name, values in params.items()
        }
    }
    text = json.dumps(header, ensure_ascii=False)
    return rule.model_copy(
        update={
            "params": params,
            "header": text,
            "hash": hashlib.sha256(f"{rule.hash}{text}".encode()).hexdigest(),
        }
    )


def numbers(rule: Rule) -> Mapping[str, float]:
    """The parameters that can be moved: each number as it is now."""
    latest = {
        name: max(values, key=lambda one: one.since).value for name, values in rule.params.items()
    }
    return {
        name: value
        for name, value in latest.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def checked(rule: Rule, parameter: str, value: float) -> float:
    """The value as the parameter takes it.

    Raises:
        Refused: there is no such number in the rule, or the value is none that it could take.
    """
    known = numbers(rule)
    if parameter not in known:
        raise Refused(
            f"规则 {rule.id} 没有可调整的参数 {parameter}。",
            f"Rule {rule.id} has no parameter {parameter} that can be moved.",
        )
    if not -1e15 < value < 1e15 or (isinstance(known[parameter], int) and value != int(value)):
        raise Refused(
            f"参数 {parameter} 不能取 {value}。", f"The parameter {parameter} cannot be {value}."
        )
    return _as(known[parameter], value)


def _as(like: Value, value: float) -> int | float:
    return int(value) if isinstance(like, int) and not isinstance(like, bool) else float(value)
