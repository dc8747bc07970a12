"""Every condition of every definition is pinned down by a worked example.

A condition that no example misses is either not tested or not needed. The worlds are built once; only the
mutated query is run again.
"""

from collections.abc import Iterator

import pytest

from audit_models.definitions import AnyDefinition, Indicator, Rule, load_indicators, load_rules
from audit_models.prepare import CORE_FOLDER
from audit_models.worked_examples.world import World, load_worlds
from tests.definitions.mutants import mutants
from tests.definitions.worlds import build, difference


def changes(definition: AnyDefinition) -> Iterator[tuple[str, dict[str, str]]]:
    """The query without one of its conditions; of a stepped rule also what decides after the steps."""
    for name, sql in mutants(definition.sql):
        yield name, {"sql": sql}
    if isinstance(definition, Rule) and definition.hit_when:
        for name, sql in mutants(f"select {definition.hit_when}"):
            yield f"hit_when, {name}", {"hit_when": sql.removeprefix("SELECT ")}


@pytest.mark.parametrize("definition", [*load_indicators(), *load_rules()], ids=lambda d: d.id)
def test_every_condition_is_noticed_by_a_worked_example(definition: AnyDefinition) -> None:
    worlds = list(
        load_worlds("indicators" if isinstance(definition, Indicator) else "rules", definition.id)
    )
    survivors = [
        name
        for name, changed in changes(definition)
        if not is_noticed(definition.model_copy(update=changed), worlds)
    ]
    assert survivors == []


SHARED = {
    "contract_accounts": ("PF01", "PF02", "PF04", "PF05"),
    "reapplications": ("CP08", "CP22"),
    "tender_traits": ("CT16", "CT17"),
}
"""What was one step of several rules is pinned down by the examples of these rules."""


@pytest.mark.parametrize("name", SHARED)
def test_every_condition_of_a_step_that_rules_share_is_noticed_too(name: str) -> None:
    (path,) = CORE_FOLDER.glob(f"[0-9][0-9]_{name}.sql")
    sql = path.read_text(encoding="utf-8")
    rules = {rule.id: rule for rule in load_rules() if rule.id in SHARED[name]}
    worlds = [(rule, world) for rule in rules.values() for world in load_worlds("rules", rule.id)]
    survivors = []
    for condition, mutant in mutants(sql):
        if not any(is_missed(name, mutant, rule, world) for rule, world in worlds):
            survivors.append(condition)
    for _, world in worlds:
        build(world).execute(f"create or replace table core.{name} as {sql}")
    assert survivors == []


def is_missed(name: str, sql: str, rule: Rule, world: World) -> bool:
    """Whether the rule's example comes out otherwise with another prepared relation."""
    build(world).execute(f"create or replace table core.{name} as {sql}")
    return bool(difference(rule, world))


def is_noticed(changed: AnyDefinition, worlds: list[World]) -> bool:
    """Whether some world comes out otherwise; that world is the first to be tried with the next change,
    since neighbouring conditions are mostly missed by the same one."""
    for world in worlds:
        if difference(changed, world):
            worlds.remove(world)
            worlds.insert(0, world)
            return True
    return False
