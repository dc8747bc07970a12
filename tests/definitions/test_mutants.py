"""Every condition of every definition is pinned down by a worked example.

A condition that no example misses is either not tested or not needed. The worlds are built once; only the
mutated query is run again.
"""

import pytest

from audit_models.definitions import AnyDefinition, Indicator, load_indicators, load_rules
from tests.definitions.mutants import mutants
from tests.definitions.worlds import difference, load_worlds


@pytest.mark.parametrize("definition", [*load_indicators(), *load_rules()], ids=lambda d: d.id)
def test_every_condition_is_noticed_by_a_worked_example(definition: AnyDefinition) -> None:
    worlds = load_worlds(
        "indicators" if isinstance(definition, Indicator) else "rules", definition.id
    )
    survivors = [
        name
        for name, sql in mutants(definition.sql)
        if not any(
            difference(definition.model_copy(update={"sql": sql}), world) for world in worlds
        )
    ]
    assert survivors == []
