"""Ties of a handful of people and companies, worked out by hand."""

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from audit_models import views
from audit_models.contract import load_contract
from audit_models.networks import write_ties
from audit_models.prepare import FUNCTIONS
from audit_models.snapshot import Facts, Snapshot

ROWS = """
insert into source.employees by name
    select * from (values
        ('e1', '王一', 'D1', '１３９ 0000-0001', '甲路1号', '6222000000000001'),
        ('e2', '李二', 'D2', null, null, null)
    ) as t(employee_id, name, unit_code, phone, address, bank_account);
insert into source.contractors by name
    select *, 'private' as kind, false as is_affiliate from (values
        ('b1', '宏达电力工程有限公司', '13900000001', '乙路2号', '李二', null),
        ('b2', '宏达电力工程有限责任公司', null, '乙路2号', '赵三', null),
        ('b3', '鸿达电力工程有限公司', null, null, '赵三', '6222000000000001')
    ) as t(contractor_id, name, phone, address, legal_rep, bank_account);
insert into source.customers by name
    select * from (values ('c1', '某厂', 'organisation', '02500000000'), ('c2', '某店', 'organisation', '02500000000'))
    as t(customer_id, name, kind, phone);
insert into source.client_projects by name
    select * from (values ('p1', 'c1', 'D1', 'e1')) as t(project_id, customer_id, unit_code, account_manager_id);
insert into source.contracts by name
    select *, date '2025-01-01' as signed_on, 1000 as amount_cny, 'construction' as scope
    from (values ('k1', 'p1', 'b1'), ('k2', 'p1', 'b1')) as t(contract_id, project_id, contractor_id);
insert into source.relations by name
    select * from (values ('r1', 'e2', 'b2', 'shareholder', false))
    as t(relation_id, employee_id, contractor_id, kind, is_declared);
"""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    for schema in ("source", "core", "result"):
        con.execute(f"create schema {schema}")
    for function in FUNCTIONS:
        con.execute(function)
    for table in load_contract().values():
        con.execute(table.ddl())
        for column in table.columns.values():
            if column.required and column.name not in table.key:
                con.execute(f"alter table source.{table.name} alter {column.name} drop not null")
    con.execute(ROWS)
    write_ties(con)
    yield con
    con.close()


@pytest.fixture(scope="module")
def snapshot(con: duckdb.DuckDBPyConnection) -> Snapshot:
    con.execute(
        "create table core.unit_tree as from (values ('D1', 'P'), ('D2', 'P')) as t(unit_code, ancestor_code)"
    )
    facts = Facts(
        snapshot_id="abcd1234",
        created_at=datetime(2026, 1, 1),  # noqa: DTZ001 — as snapshots store it
        as_of=date(2026, 1, 1),
        data_from=date(2025, 1, 1),
        app_version="0",
        definitions_hash="",
        seed=None,
    )
    return Snapshot(facts, con)


def ties(con: duckdb.DuckDBPyConnection) -> set[tuple[str, ...]]:
    return set(
        con.execute("select kind, strength, first_id, second_id from result.ties").fetchall()
    )


def test_every_tie_is_found_and_no_other(con: duckdb.DuckDBPyConnection) -> None:
    assert ties(con) == {
        ("phone", "equal", "b1", "e1"),
        ("address", "equal", "b1", "b2"),
        ("account", "equal", "b3", "e1"),
        ("legal_rep", "equal", "b2", "b3"),
        ("legal_rep", "possible", "b1", "e2"),
        ("name", "equal", "b1", "b2"),
        ("sound", "possible", "b1", "b3"),
        ("sound", "possible", "b2", "b3"),
        ("shareholder", "recorded", "b2", "e2"),
        ("contract", "recorded", "b1", "c1"),
        ("managed", "recorded", "b1", "e1"),
    }


def test_each_tie_names_its_rows_and_no_value_as_it_is(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select shown, first_row, second_row, unit_code from result.ties where kind = 'phone'"
    ).fetchall()
    assert found == [("13****01", "contractors b1", "employees e1", "D1")]
    everything = str(con.execute("select * from result.ties").fetchall())
    assert "13900000001" not in everything
    assert "6222" not in everything
    assert "乙路2号" not in everything
    assert "赵三" not in everything


def test_contracts_are_counted_and_belong_to_their_unit(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select times, first_row, unit_code from result.ties where kind = 'managed'"
    ).fetchall()
    assert found == [(2, "contracts k1", "D1")]


def test_what_too_many_hold_ties_nobody(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("begin")
    con.execute(
        "insert into source.employees by name select 'x' || n as employee_id, 'D1' as unit_code,"
        " '13900000001' as phone from range(20) as numbers(n)"
    )
    write_ties(con)
    assert not any(kind == "phone" for kind, *_ in ties(con))
    con.execute("rollback")


def test_ties_are_seen_from_both_ends_shared_entries_first(snapshot: Snapshot) -> None:
    found = views.ties_of(snapshot, "contractor", "b1", limit=3)
    # Seven ties: three shared entries, two possible (a representative's name, a sound), two dealings.
    assert list(found["kind"]) == ["address", "name", "phone"]
    assert set(found["ties"]) == {7}
    [from_employee] = views.ties_of(snapshot, "employee", "e1", kinds=("phone",), limit=9).to_dict(
        "records"
    )
    assert (from_employee["other_id"], from_employee["other_name"]) == (
        "b1",
        "宏达电力工程有限公司",
    )
    assert (from_employee["own_row"], from_employee["other_row"]) == (
        "employees e1",
        "contractors b1",
    )


def test_contractors_tied_to_employees_by_more_than_work(snapshot: Snapshot) -> None:
    found = views.most_tied(snapshot, "P", limit=9)
    assert list(found["contractor_id"]) == ["b1", "b2", "b3"]
    assert list(found["employees"]) == [2, 1, 1]
    assert views.party_name(snapshot, "contractor", "b2") == "宏达电力工程有限责任公司"
    assert views.party_name(snapshot, "contractor", "none") is None
