"""The demonstration of one city, written once, and loaded by the contract's types."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from audit_models.contract import Table, load_contract
from audit_models.demo import write_demonstration
from audit_models.settings import PROJECT

AS_OF = date(2026, 10, 31)
SEED = 11


def delivered_tables() -> list[Table]:
    """The contract's tables that arrive as files."""
    return [table for table in load_contract().values() if not table.written_by_system]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    write_demonstration(folder, scale="county", seed=SEED, as_of=AS_OF)
    return folder


@pytest.fixture(scope="session")
def world(county: Path) -> duckdb.DuckDBPyConnection:
    """The files as typed tables, the planted truth as `truth`, the calendar as `days`."""
    con = duckdb.connect()
    con.execute("create schema source")
    for table in delivered_tables():
        columns = ", ".join(f"'{c.name}': '{c.sql_type}'" for c in table.columns.values())
        con.execute(table.ddl())
        con.execute(
            f"insert into source.{table.name} from read_csv("
            f"'{county / table.name}.csv', header = true, nullstr = '', columns = {{{columns}}})"
        )
    con.execute(
        "create table truth as select * from read_csv(?, all_varchar = true, nullstr = '')",
        [str(county / "truth" / "irregularities.csv")],
    )
    con.execute(
        "create table days as select day::date as day, "
        "count(*) filter (where is_workday = 'true') over (order by day) as workday "
        "from read_csv(?, all_varchar = true)",
        [str(PROJECT / "data" / "codelists" / "calendar.csv")],
    )
    con.execute("set search_path = 'source,main'")
    return con
