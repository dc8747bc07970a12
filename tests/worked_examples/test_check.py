"""A rule that fails its own worked examples is switched off, and says which and how."""

import json
from pathlib import Path

import duckdb
import pytest

from audit_models.definitions import Rule, load_rules, read_definition
from audit_models.evaluate import evaluate_definitions
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.check import (
    failing,
    fingerprint,
    in_words,
    passed,
    write_failed,
)
from audit_models.worked_examples.world import load_worlds

RULES = {rule.id: rule for rule in load_rules()}


def edited(rule: Rule, path: Path, old: str, new: str) -> Rule:
    """The rule as an office edited its file."""
    text = next(Path("audit_models/rules").rglob(f"{rule.id}_*.sql")).read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = path / f"{rule.id}_edited.sql"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_definition(Rule, path)


def test_every_shipped_rule_is_kept_as_passed() -> None:
    """After a rule or its examples were changed: `python app.py check-rules --record`."""
    assert passed() == {rule.id: fingerprint(rule) for rule in RULES.values()}
    assert failing() == {}


@pytest.fixture(scope="module")
def loosened(tmp_path_factory: pytest.TempPathFactory) -> Rule:
    """CP01 edited on the spot: from 'exceeds 1 working day' to '1 or more'."""
    folder = tmp_path_factory.mktemp("office")
    return edited(
        RULES["CP01"], folder, "waited_days > params.max_days", "waited_days >= params.max_days"
    )


def test_an_edited_rule_is_tried_and_names_what_comes_out_otherwise(loosened: Rule) -> None:
    failed = failing([loosened])["CP01"]
    states = {(one.deviation.expected, one.deviation.found) for one in failed}
    # Exactly at the limit is clean, and now is none.
    assert ("clean", "hit") in states
    assert all(one.example.zh and one.example.en for one in failed)


def test_an_edit_that_changes_nothing_is_used(tmp_path: Path) -> None:
    same = edited(
        RULES["CP01"],
        tmp_path,
        "accepted.waited_days > params.max_days",
        "params.max_days < accepted.waited_days",
    )
    assert fingerprint(same) != fingerprint(RULES["CP01"])
    assert failing([same]) == {}


def test_a_query_that_does_not_run_fails_too(tmp_path: Path) -> None:
    broken = edited(RULES["CP01"], tmp_path, "from projects\n", "from no_such_relation\n")
    assert "no_such_relation" in failing([broken])["CP01"][0].deviation.found


def test_a_rule_that_is_switched_off_is_an_error_everywhere(loosened: Rule) -> None:
    unsound = failing([loosened])
    con = prepared(load_worlds("rules", "CP01")[0])
    evaluate_definitions(con, [loosened, RULES["CP02"]], switched_off=in_words(unsound))
    write_failed(con, unsound)
    states = con.execute(
        "select rule_id, list(distinct state) from result.rule_coverage group by rule_id"
    ).fetchall()
    assert dict(states)["CP01"] == ["error"]
    assert "error" not in dict(states)["CP02"]
    assert hits_of(con, "CP01") == 0
    (error,) = con.execute("select error from result.definitions where id = 'CP01'").fetchall()[0]
    assert error.startswith("fails its worked example: ")
    kept = con.execute("select rule_id, subject, expected, found from result.failed_examples").df()
    assert set(kept["rule_id"]) == {"CP01"}
    assert json.loads(kept.head(1).to_json(orient="records"))[0]["expected"] == "clean"
    con.close()


def hits_of(con: duckdb.DuckDBPyConnection, rule_id: str) -> int:
    found = con.execute("select count(*) from result.rule_hits where rule_id = ?", [rule_id])
    return int(found.fetchall()[0][0])
