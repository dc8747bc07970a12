"""Most rules written a second time, straight from the catalogue's sentence, by people who did not look at
the first: on the demonstration both must name the same subjects.

`second_reading/*.sql` is short DuckDB SQL over the source tables, without the prepared relations, the
coverage states and the portable subset that make up the product's own. What it cannot see is the
difference between clean and undecided; the worked examples are for that.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from audit_models.build import import_sources
from audit_models.demo import write_demonstration
from audit_models.settings import PROJECT, Settings
from audit_models.warehouse import Warehouse
from tests.demo.conftest import AS_OF, SEED

FOLDER = Path(__file__).parent / "second_reading"
READINGS = {
    rule: (subject, sql)
    for path in sorted(FOLDER.glob("[A-Z]*.sql"))
    for rule, subject, sql in re.findall(
        r"^-- (\w+) (\w+)\n(.*?);$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
}
CLASSES = ("hv", "lv_nonresident", "lv_resident")


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demonstration county as published, with its source tables in reach by their bare names."""
    folder = tmp_path_factory.mktemp("extracts")
    write_demonstration(folder, scale="county", seed=SEED, as_of=AS_OF)
    home = tmp_path_factory.mktemp("second_reading") / "home"
    published = import_sources(Settings(home=home), [folder], as_of=AS_OF).snapshot_id
    assert published
    with duckdb.connect() as con:
        con.execute(f"attach '{Warehouse(home).path(published)}' as snapshot (read_only)")
        tables = con.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'snapshot' and schema_name = 'source'"
        ).fetchall()
        for (name,) in tables:
            con.execute(f"create view {name} as select * from snapshot.source.{name}")
        prelude = (FOLDER / "prelude.sql").read_text("utf-8")
        calendar = PROJECT / "data" / "codelists" / "calendar.csv"
        given = {"as_of": str(AS_OF), "calendar": str(calendar), "limits": _limits()}
        con.execute(re.sub(r"\{(\w+)\}", lambda found: given[found[1]], prelude))
        yield con


def _limits() -> str:
    limits = yaml.safe_load((PROJECT / "data" / "policy" / "limits.yaml").read_text("utf-8"))
    rows = (
        (
            *(one["parameter"], name, one.get("sources") or "", one["yardstick"], one["days"]),
            *(str(one.get("valid_from", "1900-01-01")), str(one.get("valid_to", "9999-01-01"))),
        )
        for one in limits["limits"]
        for name in one.get("classes", CLASSES)
    )
    return ", ".join(map(str, rows)).replace("''", "null")


@pytest.mark.parametrize("rule", READINGS)
def test_both_readings_of_a_rule_name_the_same_subjects(
    con: duckdb.DuckDBPyConnection, rule: str
) -> None:
    subject, sql = READINGS[rule]
    first = con.execute(
        "select distinct subject_id from snapshot.result.rule_hits"
        " where rule_id = ? and subject_type = ?",
        [rule, subject],
    ).fetchall()
    assert sorted(first) == sorted(set(con.execute(sql).fetchall()))


def test_the_demonstration_has_hits_to_compare(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("select distinct rule_id from snapshot.result.rule_hits").fetchall()
    compared = {rule for (rule,) in found} & set(READINGS)
    assert len(compared) > 55, sorted(set(READINGS) - compared)
