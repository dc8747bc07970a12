"""A rule that fails its own worked examples is switched off: it is an error everywhere, never clean.

The definitions that come with the program passed theirs in CI, and `tests/cases/passed.csv` holds the
fingerprint under which each did. Whatever differs from it, such as a definition edited on the spot, is
tried before it is used: a fifth of a second an example, and nothing at all for what is unchanged.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import duckdb
from yaml import YAMLError

from audit_models.definitions import Rule, load_rules
from audit_models.evaluate import evaluate_definitions
from audit_models.text import Text
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.compare import Deviation, deviations
from audit_models.worked_examples.world import CASES, SHARED, World, case_file, load_worlds

PASSED = CASES / "passed.csv"


class Failed(NamedTuple):
    """One thing that a rule's worked example expects otherwise."""

    example: Text
    """What the example shows; empty where the file of examples cannot be read."""
    deviation: Deviation


def failing(rules: Iterable[Rule] | None = None) -> dict[str, list[Failed]]:
    """Rule id → what its examples expect otherwise, of the rules that fail one; all rules by default.

    Only rules without a recorded pass are tried. A rule without examples has nothing to fail.
    """
    known = passed()
    tried = [rule for rule in rules or load_rules() if known.get(rule.id) != fingerprint(rule)]
    found = {rule.id: failures(rule) for rule in tried}
    return {rule_id: failed for rule_id, failed in found.items() if failed}


def failures(rule: Rule) -> list[Failed]:
    """What the rule's examples expect otherwise; empty where all come out, or there are none."""
    if not case_file("rules", rule.id).exists():
        return []
    try:
        worlds = load_worlds("rules", rule.id)
        return [Failed(world.name, one) for world in worlds for one in _in_world(rule, world)]
    except (ValueError, KeyError, TypeError, AttributeError, YAMLError) as error:
        return [Failed(Text("", ""), Deviation("", "", str(error)))]


def _in_world(rule: Rule, world: World) -> list[Deviation]:
    own = rule.model_copy(update={"params": {**rule.params, **world.params}})
    with prepared(world) as con:
        try:
            notices = evaluate_definitions(con, [own])
            broken = con.execute("select error from result.definitions").fetchall()[0][0]
            return (
                [Deviation("", "", broken)] if broken and notices else deviations(con, own, world)
            )
        except duckdb.Error as error:
            return [Deviation("", "", str(error))]


def fingerprint(rule: Rule) -> str:
    """What the outcome of a rule's examples follows from: its file, theirs, and the engine."""
    parts = [rule.hash.encode(), duckdb.__version__.encode()]
    for path in (SHARED, case_file("rules", rule.id)):
        parts.append(path.read_bytes().replace(b"\r\n", b"\n") if path.exists() else b"")
    return hashlib.sha256(b"\x1f".join(parts)).hexdigest()[:16]


def in_words(unsound: Mapping[str, Sequence[Failed]]) -> dict[str, str]:
    """Rule id → why it is switched off, in one line."""
    return {
        rule_id: f"fails its worked example: {found[0].example.en} {found[0].deviation}".strip()
        for rule_id, found in unsound.items()
    }


def write_failed(con: duckdb.DuckDBPyConnection, unsound: Mapping[str, Sequence[Failed]]) -> None:
    """`result.failed_examples`: what the examples of rules that are switched off expect otherwise."""
    con.execute(
        "create or replace table result.failed_examples (rule_id varchar, example_zh varchar,"
        " example_en varchar, subject varchar, expected varchar, found varchar)"
    )
    for rule_id, failed in unsound.items():
        con.executemany(
            "insert into result.failed_examples values (?, ?, ?, ?, ?, ?)",
            [(rule_id, *one.example, *one.deviation) for one in failed],
        )


def passed() -> Mapping[str, str]:
    """Rule id → the fingerprint under which it passed."""
    if not PASSED.exists():
        return {}
    with PASSED.open(encoding="utf-8", newline="") as lines:
        return {row["rule_id"]: row["fingerprint"] for row in csv.DictReader(lines)}


def record(rules: Iterable[Rule]) -> None:
    """Keep these rules as passed, in place of what was kept."""
    with PASSED.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("rule_id", "fingerprint"))
        writer.writerows((rule.id, fingerprint(rule)) for rule in rules)
