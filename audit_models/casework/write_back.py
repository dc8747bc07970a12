"""What people found, written into the next snapshot: findings, and outcomes as inspection results.

A snapshot holds what was known by the day it is judged on: what was verified or closed later waits for
the next one. Own results carry ids that begin with `OWN`, so that they are replaced every time and never
meet those of an extract.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa

from audit_models.casework.campaigns import tables as campaign_tables
from audit_models.casework.findings import tables
from audit_models.casework.store import Casework, casework_if_any
from audit_models.contract import load_contract
from audit_models.settings import Settings

OWN = "casework/"
SUBJECTS = frozenset(load_contract()["inspection_results"].columns["subject_type"].codes or ())


def write_back(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Fill `source.findings` and the own rows of `source.inspection_results` of a snapshot in the making.

    Without a casework store nothing is written, and nothing is said to be supplied.

    Raises:
        Refused: the store cannot be read; a snapshot that forgets what people found is not made.
    """
    con.execute("delete from source.findings")
    con.execute("delete from source.inspection_results where starts_with(result_id, ?)", [OWN])
    con.execute("delete from meta.supplied where table_name = 'findings'")
    as_of, seed = con.execute("select as_of, seed from meta.snapshot").fetchall()[0]
    with casework_if_any(settings) as casework:
        kept, cleared = _read(casework, seed) if casework else ([], [])
    if not kept and not cleared:
        return
    known = [_as_known(row, as_of) for row in kept if row["verified_on"] is not None]
    known = [row for row in known if row["verified_on"] <= as_of]
    _append(con, "findings", known)
    looked_at = [row for row in cleared if row["inspected_on"] <= as_of]
    _append(con, "inspection_results", _results(known) + looked_at)


def _read(
    casework: Casework, seed: int | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Findings made on data of the same kind, real ones or one demonstration, and what was cleared on site."""
    findings, campaigns, items = tables.findings, campaign_tables.campaigns, campaign_tables.items
    with casework.read() as connection:
        kept = connection.execute(
            sa.select(findings, campaigns.c.name.label("campaign"))
            .outerjoin(campaigns, campaigns.c.campaign_id == findings.c.campaign_id)
            .where(_same(findings.c.seed, seed))
            .order_by(findings.c.finding_id)
        ).mappings()
        cleared = connection.execute(
            sa.select(items, campaigns.c.name.label("campaign"))
            .join(campaigns, campaigns.c.campaign_id == items.c.campaign_id)
            .where(_same(campaigns.c.seed, seed), items.c.is_cleared)
            .order_by(items.c.campaign_id, items.c.item_no)
        ).mappings()
        return [dict(row) for row in kept], [_cleared(row) for row in cleared]


def _same(column: sa.ColumnElement[Any], seed: int | None) -> sa.ColumnElement[bool]:
    return column.is_(None) if seed is None else column == seed


def _cleared(row: Any) -> dict[str, Any]:
    """An item of a sample that was looked at and found in order."""
    return {
        "result_id": f"{OWN}{row['campaign_id']}/{row['item_no']}",
        "campaign": row["campaign"],
        "subject_type": row["subject_type"],
        "subject_id": row["subject_id"],
        "inspected_on": row["inspected_on"],
        "verdict": "cleared",
        "is_random_sample": row["is_random"],
    }


def _as_known(row: dict[str, Any], as_of: date) -> dict[str, Any]:
    closed_on = row["closed_on"]
    return row | {"closed_on": closed_on if closed_on and closed_on <= as_of else None}


def _results(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "result_id": OWN + row["finding_id"],
            "campaign": row["campaign"],
            "subject_type": row["subject_type"],
            "subject_id": row["subject_id"],
            "inspected_on": row["verified_on"],
            "verdict": row["verdict"],
            "topic": row["topic"],
            "severity": row["severity"],
            "amount_cny": row["amount_cny"],
            "is_random_sample": row["is_random_sample"],
        }
        for row in findings
        if row["subject_type"] in SUBJECTS and row["subject_id"]
    ]


def _append(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
    """Add rows to a source table, and note that all of its columns were supplied."""
    table = load_contract()[name]
    if rows:
        columns = list(table.columns)
        frame = pd.DataFrame(rows, columns=columns).astype(object)
        con.register("own_rows", frame.where(frame.notna(), None))
        con.execute(f"insert into source.{name} by name select {_cast(con, name)} from own_rows")
        con.unregister("own_rows")
    if rows or name == "findings":
        for column in table.columns:
            con.execute(
                "insert into meta.supplied select $table, $column where not exists (select 1 from"
                " meta.supplied where table_name = $table and column_name = $column)",
                {"table": name, "column": column},
            )


def _cast(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Every column of a source table in its own type: a column without a value has none."""
    columns = con.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = 'source'"
        " and table_name = ? and database_name = current_database()",
        [name],
    ).fetchall()
    return ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in columns)
