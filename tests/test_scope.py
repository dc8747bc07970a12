"""The scoped query: a reader's rows and nothing else, and no statement that reads around it.

The province is the hand-made one: P over the cities C1 (counties D1, D2) and C2 (D3, D4).
"""

import json
from pathlib import Path

import duckdb
import pytest

from audit_models import views
from audit_models.errors import Refused
from audit_models.scope import MASK, OutOfScope, ScopedSnapshot, narrow
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.dashboard.world import CANARY_PHONE, publish_world_with_many_rules

PROJECTS = {
    "P": {"quick", "waits_for_customer", "very_late", "promptly"},
    "C1": {"quick", "waits_for_customer", "very_late"},
    "C2": {"promptly"},
    "D1": {"quick", "waits_for_customer"},
    "D2": {"very_late"},
    "D3": {"promptly"},
    "D4": set(),
}
UNITS = {
    "P": {"P", "C1", "C2", "D1", "D2", "D3", "D4"},
    "C1": {"C1", "D1", "D2"},
    "C2": {"C2", "D3", "D4"},
    "D1": {"D1"},
    "D2": {"D2"},
    "D3": {"D3"},
    "D4": {"D4"},
}
WHOLE_COMPANY = {
    "meta.changes",
    "meta.imports",
    "meta.oddities",
    "meta.rejected_rows",
    "meta.rejects",
    "meta.row_counts",
    "origin.inspection_results",
    "source.inspection_results",
}
"""What has no key to narrow it by: closed to all but the company's root."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    home = tmp_path_factory.mktemp("scope") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home).current()


def names(snapshot: Snapshot) -> list[str]:
    found = snapshot.query(
        "select schema_name || '.' || table_name as name from duckdb_tables()"
        " union all select schema_name || '.' || view_name from duckdb_views() where not internal"
    )
    schemas = ("source.", "core.", "result.", "meta.", "origin.")
    return sorted(name for name in found["name"] if name.startswith(schemas))


@pytest.mark.parametrize("unit", UNITS)
def test_a_reader_sees_his_units_and_those_below(snapshot: Snapshot, unit: str) -> None:
    assert set(views.units(narrow(snapshot, unit))["unit_code"]) == UNITS[unit]


@pytest.mark.parametrize("unit", PROJECTS)
@pytest.mark.parametrize("table", ["source.client_projects", "core.projects", "core.project_keys"])
def test_a_reader_sees_his_projects(snapshot: Snapshot, unit: str, table: str) -> None:
    found = narrow(snapshot, unit).query(f"select project_id from {table}")

    assert {one for one in found["project_id"] if not one.startswith("shop_")} == PROJECTS[unit]


@pytest.mark.parametrize("unit", ["C1", "D1", "D2", "D4"])
def test_no_relation_holds_a_foreign_unit_or_project(snapshot: Snapshot, unit: str) -> None:
    """Every relation of the snapshot, whoever adds it: no value of a foreign unit is in any row."""
    scoped = narrow(snapshot, unit)
    foreign = (UNITS["P"] - UNITS[unit]) | (PROJECTS["P"] - PROJECTS[unit])
    # A unit knows what it belongs to: the codes above it are no secret.
    foreign -= {"P", "C1", "C2"}
    closed = set()
    for name in names(snapshot):
        try:
            rows = scoped.query(f"select * from {name}")
        except OutOfScope:
            closed.add(name)
            continue
        seen = {value for column in rows for value in rows[column].map(str).unique()}
        assert (name, seen & foreign) == (name, set())

    assert closed == WHOLE_COMPANY


def test_the_root_sees_what_belongs_to_no_unit(snapshot: Snapshot) -> None:
    scoped = narrow(snapshot, "P")

    for name in names(snapshot):
        count = f"select count(*) as rows from {name}"
        assert scoped.query(count)["rows"][0] == snapshot.query(count)["rows"][0], name


def test_the_highest_unit_of_a_reader_is_his_root(snapshot: Snapshot) -> None:
    found = views.units(narrow(snapshot, "C1")).set_index("unit_code")["parent_code"]

    assert found.isna().to_dict() == {"C1": True, "D1": False, "D2": False}


def test_what_was_shown_unmasked_is_kept_nowhere(snapshot: Snapshot) -> None:
    scoped = narrow(snapshot, "D1")
    sql = "select contact_phone from source.client_projects where project_id = 'quick'"

    for part in (scoped, scoped.revealed()):
        assert len(part.query(sql)) == 1

    assert len(scoped._answers._kept) > 0
    assert len(scoped.revealed()._answers._kept) == 0


def test_personal_data_is_masked_until_it_is_revealed(snapshot: Snapshot) -> None:
    sql = "select contact_phone from core.projects where project_id = 'quick'"
    scoped = narrow(snapshot, "D1")

    assert list(scoped.query(sql)["contact_phone"]) == [CANARY_PHONE[0] + MASK]
    assert list(narrow(snapshot, "P").query(sql)["contact_phone"]) == [CANARY_PHONE[0] + MASK]
    assert list(scoped.revealed().query(sql)["contact_phone"]) == [CANARY_PHONE]
    assert narrow(snapshot, "D2").revealed().query(sql).empty


def test_personal_data_in_a_hits_evidence_is_masked_too(snapshot: Snapshot) -> None:
    """Hits of our own making: IM17 writes the project manager's name down as its evidence."""
    with duckdb.connect() as con:
        con.execute("create schema core; create schema result")
        con.execute("create table core.units as select 'D1' as unit_code, 'P' as parent_code")
        con.execute(
            "create table core.unit_tree as select 'D1' as unit_code, 'D1' as ancestor_code"
        )
        con.execute(
            "create table result.rule_hits as select 'h' as hit_id, 'D1' as unit_code,"
            """ '{"project_manager": "王小明", "works": 3, "last_day": null}'::json as evidence"""
        )
        scoped = narrow(Snapshot(snapshot.facts, con), "D1")

        (masked,) = scoped.query("select evidence from result.rule_hits")["evidence"]
        (plain,) = scoped.revealed().query("select evidence from result.rule_hits")["evidence"]

    assert json.loads(masked) == {"project_manager": "王•••", "works": 3, "last_day": None}
    assert json.loads(plain)["project_manager"] == "王小明"


@pytest.mark.parametrize(
    "sql",
    [
        "select * from information_schema.tables",
        'select * from "core"."projects"',
        "select * from CORE.projects",
        "select * from core . projects",
        "select * from core/**/.projects",
        "select * from main.scoped_core_projects_of_another",
        "select * from query('select * from core.projects')",
        "select * from query_table('core.projects')",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/etc/*')",
        "select (select max(project_id) from \"core\".projects) as one",
        "select 1 where exists (from \"core\".projects)",
        "with core_projects as (from \"core\".projects) from core_projects",
        "select 1; select * from \"core\".projects",
        "create temp table mine as select 1",
        "attach '/tmp/other.duckdb'",
        "pragma database_list",
        "",
        "no sql at all",
    ],
)  # fmt: skip
def test_what_reads_around_the_scope_is_refused(snapshot: Snapshot, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        narrow(snapshot, "D1").query(sql)


@pytest.mark.parametrize("unit", ["", None, "X9", "' or 1=1 --", "P' or '1'='1"])
def test_an_account_without_a_known_unit_sees_nothing(snapshot: Snapshot, unit: str | None) -> None:
    with pytest.raises(Refused):
        narrow(snapshot, unit)


def test_one_reader_is_not_given_what_another_was(snapshot: Snapshot) -> None:
    """The same statement, asked in turns: each answer is its own reader's."""
    sql = "select count(*) as rows from result.indicator_cases where indicator_id = 'I01'"
    answers = [
        (unit, narrow(snapshot, unit).query(sql)["rows"][0])
        for unit in ("P", "D1", "D2", "D3", "P", "D2", "D1")
    ]

    # I01 in March: D1 two cases, D2 one, D3 one (see the world's own text).
    assert dict(answers) == {"P": 4, "D1": 2, "D2": 1, "D3": 1}
    assert len(set(answers)) == 4


def test_a_snapshot_beside_is_narrowed_as_well(snapshot: Snapshot) -> None:
    beside = narrow(snapshot, "D1").open_beside(snapshot.id)

    assert isinstance(beside, ScopedSnapshot)
    assert set(views.units(beside)["unit_code"]) == {"D1"}


@pytest.mark.parametrize("unit", ["P", "D1"])
def test_what_is_narrowed_is_not_narrowed_again(snapshot: Snapshot, unit: str) -> None:
    """A county's highest unit has no parent there, as the root has none in the whole."""
    with pytest.raises(TypeError):
        narrow(narrow(snapshot, "D1"), unit)


def test_what_an_older_snapshot_lacks_is_refused_with_the_remedy(snapshot: Snapshot) -> None:
    for reader in (snapshot, narrow(snapshot, "D1")):
        with pytest.raises(Refused, match=r"python app\.py run"):
            reader.query("select * from core.nonesuch")


def test_pages_have_no_other_way_to_the_data() -> None:
    """Nothing above the warehouse touches a snapshot's connection itself."""
    root = Path(__file__).resolve().parent.parent
    folders = (root / "dashboard", root / "audit_models" / "views")
    touching = [
        path.name
        for folder in folders
        for path in folder.rglob("*.py")
        if ".connection" in path.read_text(encoding="utf-8")
    ]

    assert touching == []


def test_one_readers_kept_answer_is_no_other_readers(snapshot: Snapshot) -> None:
    sql = "select project_id, contact_phone from source.client_projects order by project_id"
    city, other = narrow(snapshot, "C1"), narrow(snapshot, "C2")
    for _ in range(2):
        asked = [reader.query(sql) for reader in (city, other, city.revealed())]
        assert [set(found["project_id"]) & PROJECTS["P"] for found in asked] == [
            PROJECTS["C1"], PROJECTS["C2"], PROJECTS["C1"],
        ]  # fmt: skip
        assert CANARY_PHONE not in set(asked[0]["contact_phone"])
        assert CANARY_PHONE in set(asked[2]["contact_phone"])
