"""The policy register names only what there is, and knows a gap when it sees one."""

from pathlib import Path

import pytest

from audit_models.definitions import load_rules
from audit_models.errors import Refused
from audit_models.families import load_families
from audit_models.policy.targets import load_schemes
from audit_models.register import Clause, clause_state, load_register
from audit_models.text import Text


def test_every_watcher_is_defined() -> None:
    indicators = {one for scheme in load_schemes() for one in scheme.targets}
    rules = {rule.id for rule in load_rules()} | set(load_families())

    for clause in load_register():
        assert set(clause.indicators) <= indicators, clause.id
        assert set(clause.rules) <= rules, clause.id


def clause(**watched: tuple[str, ...]) -> Clause:
    return Clause(id="c", clause=Text("条", "c"), owner=Text("主", "o"), **watched)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({}, "no_measure"),
        ({"I09": "met"}, "no_measure"),
        ({"I01": "insufficient_data", "CP01": "not_applicable"}, "no_data"),
        ({"I01": "met", "CP01": "insufficient_data"}, "kept"),
        ({"I01": "missed", "CP01": "clean"}, "failing"),
        ({"I01": "met", "CP01": "hit"}, "failing"),
        ({"I01": "met", "CT01": "hit"}, "kept"),
    ],
    ids=["nothing", "other", "no_data", "met", "missed", "hit", "other_family"],
)
def test_the_state_of_a_clause(states: dict[str, str], expected: str) -> None:
    assert clause_state(clause(indicators=("I01",), rules=("CP",)), states) == expected


def test_a_result_that_is_there_watches_a_clause() -> None:
    assert clause_state(clause(results=("signals",)), {"signals": "available"}) == "kept"


def test_a_clause_written_twice_is_refused(tmp_path: Path) -> None:
    line = "  - {id: a, clause: {zh: 甲, en: A}, owner: {zh: 乙, en: B}}\n"
    path = tmp_path / "register.yaml"
    path.write_text(f"clauses:\n{line}{line}", encoding="utf-8")

    with pytest.raises(Refused, match="a"):
        load_register(path)
