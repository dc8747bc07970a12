"""A month with far fewer rows than usual waits for a person."""

from pathlib import Path

import duckdb
import pytest

from audit_models.build import import_sources
from audit_models.cli import main
from audit_models.contract import load_contract
from audit_models.fewer_rows import fewer_rows
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from tests.tiny import write_projects, write_tiny

USUAL = {"2026-01": 30, "2026-02": 40, "2026-03": 50}
"""Projects a month; their median is 40, so that 19 are held and 20 are not."""


def accepted(months: dict[str, int], schema: str) -> str:
    """So many projects of each month, and no other row."""
    rows = ",".join(
        f"('{month}_{n}', timestamp '{month}-03 10:00:00')"
        for month, count in months.items()
        for n in range(count)
    )
    return f"insert into {schema}.client_projects (project_id, accepted_at, applied_at)" \
           f" select id, moment, moment from (values {rows}) as found (id, moment)"  # fmt: skip


def said(known: dict[str, int], after: dict[str, int]) -> str:
    """What is said of an import that leads from one count of projects to another."""
    con = duckdb.connect()
    con.execute("attach ':memory:' as base")
    con.execute("create schema source; create schema base.source")
    for schema in ("source", "base.source"):
        for name, table in load_contract().items():
            columns = ", ".join(f'"{c.name}" {c.sql_type}' for c in table.columns.values())
            con.execute(f"create table {schema}.{name} ({columns})")
    con.execute(accepted(known, "base.source"))
    con.execute(accepted(after, "source"))
    found = " ".join(notice.en for notice in fewer_rows(con))
    con.close()
    return found


@pytest.mark.parametrize(
    ("more", "is_held"),
    [
        ({"2026-04": 19}, True),
        ({"2026-04": 20}, False),
        ({"2026-03": 51}, False),
        ({"2026-01": 31}, False),
        ({"2099-04": 1}, False),
        ({}, False),
    ],
    ids=["too few", "half", "a month completed", "an old month", "far ahead", "nothing"],
)
def test_the_newest_month_that_an_import_changed_is_compared_with_those_before(
    more: dict[str, int], is_held: bool
) -> None:
    found = said(USUAL, USUAL | more)

    assert ("about 40 a month are usual" in found) is is_held


@pytest.mark.parametrize(
    "known",
    [{"2026-02": 40, "2026-03": 50}, {"2026-01": 19, "2026-02": 19, "2026-03": 19}],
    ids=["two months", "few rows"],
)
def test_what_is_usual_is_not_guessed(known: dict[str, int]) -> None:
    assert said(known, known | {"2026-04": 1}) == ""


def test_the_command_line_holds_it_until_somebody_says_that_it_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """41 a month, each having one of the tiny province besides."""
    home = tmp_path / "home"
    monkeypatch.setenv("AUDIT_HOME", str(home))

    def rows(month: int, count: int) -> list[str]:
        return [
            f"m{month}_{n},c{n},D,new,hv,2026-{month:02}-02 09:00:00,2026-{month:02}-03 10:00:00,,open,"
            for n in range(count)
        ]

    usual = [row for month in (1, 2, 3) for row in rows(month, 40)]
    import_sources(Settings(home=home), [write_tiny(tmp_path / "first", *usual)])
    before = Warehouse(home).current_id()
    april = str(write_projects(tmp_path / "april", *rows(4, 20)))

    assert main(lambda *_: None, ["import", april]) == 1

    assert "client_projects has 20 rows of 2026-04; about 41 a month" in capsys.readouterr().err
    assert Warehouse(home).current_id() == before
    assert main(lambda *_: None, ["import", april, "--accept-fewer"]) == 0
    assert "client_projects has 20 rows of 2026-04" in capsys.readouterr().out
    assert Warehouse(home).current_id() != before
