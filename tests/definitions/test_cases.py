"""Every worked example of every definition comes out as written down."""

import pytest

from audit_models.definitions import AnyDefinition, load_indicators, load_rules
from audit_models.worked_examples.world import World, load_worlds
from tests.definitions.worlds import difference

EXAMPLES = [
    pytest.param(definition, world, id=world.id)
    for kind, definitions in (("indicators", load_indicators()), ("rules", load_rules()))
    for definition in definitions
    for world in load_worlds(kind, definition.id)
]


@pytest.mark.parametrize(("definition", "world"), EXAMPLES)
def test_a_world_comes_out_as_worked_out_by_hand(definition: AnyDefinition, world: World) -> None:
    assert difference(definition, world) == [], world.name.en
