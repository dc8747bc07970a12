"""Every condition of every definition is pinned down by a worked example.

A condition that no example misses is either not tested or not needed. The worlds are built once; only the
mutated query is run again.
"""

from collections.abc import Iterator

import pytest

from audit_models.definitions import AnyDefinition, Indicator, Rule, load_indicators, load_rules
from tests.definitions.mutants import mutants
from tests.definitions.worlds import World, difference, load_worlds


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


def is_noticed(changed: AnyDefinition, worlds: list[World]) -> bool:
    """Whether some world comes out otherwise; that world is the first to be tried with the next change,
    since neighbouring conditions are mostly missed by the same one."""
    for world in worlds:
        if difference(changed, world):
            worlds.remove(world)
            worlds.insert(0, world)
            return True
    return False
