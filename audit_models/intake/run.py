"""The steps of an intake, in their order."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb

from audit_models.contract import Table, load_contract
from audit_models.errors import Refused
from audit_models.intake import forms
from audit_models.intake.arrivals import Arrival, known_arrivals, receive
from audit_models.intake.checks import (
    check_references,
    check_rows,
    create_problems,
    refuse_broken_tree,
)
from audit_models.intake.manifest import compare_content
from audit_models.intake.merge import Merged, copy_base, create_changes, merge_base
from audit_models.intake.oddities import count_oddities, create_oddities
from audit_models.intake.origins import (
    copy_origins,
    create_origins,
    merge_origins,
    next_file_id,
    write_file,
    write_origins,
)
from audit_models.intake.pieces import Piece
from audit_models.intake.read import read_pieces
from audit_models.intake.rejects import create_meta, explain_rejects
from audit_models.intake.report import IntakeReport, TableCount
from audit_models.intake.sources import find_sources
from audit_models.intake.stage import BAD, PIECE, finish_staged
from audit_models.mapping import Mapping
from audit_models.progress import Progress, silent
from audit_models.text import Text

_SILENT = silent()
_READING = Text("读取文件", "Reading files")
_CHECKING = Text("核对数据表", "Checking tables")


@dataclass
class _Import:
    """One import under way."""

    con: duckdb.DuckDBPyConnection
    mapping: Mapping | None
    has_base: bool
    max_reject_share: float
    progress: Progress
    arrivals: list[Arrival] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    """Table → its pieces, tables in the contract's order."""
    arrival_of: dict[int, Arrival] = field(default_factory=dict)
    first_file_id: int = 1
    """In `meta.files`, of the first piece."""
    notices: list[Text] = field(default_factory=list)

    @property
    def mapping_name(self) -> str | None:
        return self.mapping.name if self.mapping else None

    def tables(self) -> list[Table]:
        """The tables that this import touches, parents first."""
        return [table for name, table in load_contract().items() if name in self.pieces]


def intake(
    con: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    mapping: Mapping | None = None,
    has_base: bool = False,
    max_reject_share: float = 0.2,
    progress: Progress = _SILENT,
) -> IntakeReport:
    """Fills `source` and `meta` of an empty stage file from files or folders.

    Every row is accepted, or rejected with its file, row number, column, value and reason. With
    `has_base` the database `base` is attached: its rows stay unless a row with their key replaces them.
    A share of rejected rows above `max_reject_share` (0–1) in a table refuses the import.

    Raises:
        Refused: a file or the import as a whole; what the stage file then holds means nothing.
    """
    under_way = _Import(con, mapping, has_base, max_reject_share, progress)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=_stage_folder(con)) as folder:
        found = find_sources(paths, is_mapped=mapping is not None)
        under_way.notices += found.notices
        under_way.arrivals = receive(found, Path(folder))
        if has_base and _drop_known(under_way):
            return IntakeReport((), unchanged=True, notices=tuple(under_way.notices))
        _prepare_stage(con)
        create_origins(con, has_base=has_base)
        under_way.first_file_id = next_file_id(con)
        _read(under_way, Path(folder))
        counts = _judge(under_way)
        _drop_temporary(con)
        return IntakeReport(tuple(counts), unchanged=False, notices=tuple(under_way.notices))


def _stage_folder(con: duckdb.DuckDBPyConnection) -> Path | None:
    """The folder of the database file, which has room for what is imported; None for one in memory."""
    path = con.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()[0][0]
    return Path(path).parent if path else None


def _drop_known(under_way: _Import) -> bool:
    """Leaves files out that were imported before; answers whether all were.

    A file of which rows were rejected is read again when it comes with others: what its rows refer to
    may be there now.
    """
    known = known_arrivals(under_way.con, under_way.arrivals, under_way.mapping_name)
    with_rejects = [
        a for a in under_way.arrivals if a.sha256 in known and known[a.sha256].rows_rejected
    ]
    if all(arrival.sha256 in known for arrival in under_way.arrivals):
        under_way.notices += [
            _hand_in_again(a, known[a.sha256].rows_rejected) for a in with_rejects
        ]
        return True
    skipped = [a for a in under_way.arrivals if a.sha256 in known and a not in with_rejects]
    if skipped:
        names = [arrival.source.name for arrival in skipped]
        under_way.notices.append(
            Text(
                f"以前已导入过、内容相同的文件已跳过：{'、'.join(names)}",
                f"Files that were imported before and are the same were skipped: {', '.join(names)}",
            )
        )
        under_way.arrivals = [a for a in under_way.arrivals if a not in skipped]
    return False


def _hand_in_again(arrival: Arrival, rejected: int) -> Text:
    name = arrival.source.name
    return Text(
        f"文件 {name} 以前已导入，当时拒绝了 {rejected} 行；若其引用的数据已更正，请与更正的文件一起导入",
        f"File {name} was imported before and {rejected} of its rows were rejected then; where what they refer "
        "to is corrected now, import it together with the corrected file",
    )


def _prepare_stage(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create schema if not exists source")
    create_meta(con)
    create_changes(con)
    create_oddities(con)
    create_problems(con)
    for macro in forms.MACROS:
        con.execute(f"create or replace temp macro {macro}")


def _read(under_way: _Import, folder: Path) -> None:
    """Loads every file; the tables are staged afterwards, rejected rows included."""
    total = sum(arrival.stamp.size for arrival in under_way.arrivals)
    done = 0
    found: dict[str, list[Piece]] = {}
    for arrival in under_way.arrivals:
        under_way.progress.step(_READING, done, total)
        pieces = read_pieces(
            under_way.con,
            arrival,
            folder,
            mapping=under_way.mapping,
            first_number=len(under_way.arrival_of) + 1,
            staged=found,
            notices=under_way.notices,
        )
        arrival.stamp.refuse_if_changed()
        for piece in pieces:
            found.setdefault(piece.table.name, []).append(piece)
            under_way.arrival_of[piece.number] = arrival
        done += arrival.stamp.size
    under_way.progress.step(_READING, total, total)
    under_way.pieces = {name: found[name] for name in load_contract() if name in found}
    if not found:
        raise Refused(
            "这些文件中没有任何数据表；请检查文件名或工作表名",
            "These files hold no table; check the names of files or sheets",
        )


def _drop_temporary(con: duckdb.DuckDBPyConnection) -> None:
    """Frees what the intake kept beside the stage file."""
    names = con.execute("select table_name from duckdb_tables() where temporary").fetchall()
    for (name,) in names:
        if name.startswith(("piece_", "intake_")):
            con.execute(f"drop table temp.{name}")


def _judge(under_way: _Import) -> list[TableCount]:
    con, tables = under_way.con, under_way.tables()
    in_base = _tables_in_base(under_way)
    for table in tables:
        check_rows(con, table, under_way.pieces[table.name])
    for done, table in enumerate(tables):
        under_way.progress.step(_CHECKING, done, len(tables))
        pieces = under_way.pieces[table.name]
        check_references(con, table, pieces, staged=under_way.pieces, in_base=in_base)
    for table in tables:
        explain_rejects(con, table, under_way.pieces[table.name])
        _refuse_too_many_rejects(under_way, table)
    _compare_manifests(under_way)
    _write_imports(under_way)
    counts = [_finish(under_way, table) for table in tables]
    _fill_others(under_way)
    if "org_units" in under_way.pieces:
        refuse_broken_tree(con)
    for table in load_contract().values():
        count_oddities(con, table)
    _write_supplied(under_way)
    under_way.progress.step(_CHECKING, len(tables), len(tables))
    return counts


def _tables_in_base(under_way: _Import) -> frozenset[str]:
    if not under_way.has_base:
        return frozenset()
    rows = under_way.con.execute("select distinct table_name from base.meta.supplied").fetchall()
    return frozenset(row[0] for row in rows)


def _refuse_too_many_rejects(under_way: _Import, table: Table) -> None:
    read = sum(piece.rows_read for piece in under_way.pieces[table.name])
    reasons = under_way.con.execute(
        """select count(*), count(*) filter (reason_code <> 'duplicate_identical') from meta.rejects where table_name = ?""",
        [table.name],
    ).fetchall()[0]
    if reasons[1] <= read * under_way.max_reject_share:
        return
    file, row, column, value, zh, en, count = under_way.con.execute(
        """with common as (
            select column_name, reason_code, count(*) as n from meta.rejects
            where table_name = $table and reason_code <> 'duplicate_identical'
            group by all order by n desc, column_name, reason_code limit 1
        )
        select file_name, row_number, column_name, value, reason_zh, reason_en, n
        from meta.rejects join common using (column_name, reason_code)
        where table_name = $table order by file_name, row_number limit 1""",
        {"table": table.name},
    ).fetchall()[0]
    share = under_way.max_reject_share
    raise Refused(
        f"表 {table.name} 的 {read} 行中有 {reasons[1]} 行被拒绝，超过 {share:.0%}，未导入；最常见的原因（{count} 行）"
        f"例如：文件 {file} 第 {row} 行，列 {column}，值 {value}：{zh}",
        f"{reasons[1]} of {read} rows of {table.name} were rejected, more than {share:.0%}, so nothing was imported; "
        f"the most common reason ({count} rows), for example: {file}, row {row}, column {column}, value {value}: {en}",
    )


def control_column(table: Table) -> str | None:
    """The amounts that are added up to check that a table is complete: its first money column."""
    return next((c.name for c in table.columns.values() if c.type == "money"), None)


def _control_total(con: duckdb.DuckDBPyConnection, table: Table, condition: str) -> Decimal | None:
    column = control_column(table)
    if column is None:
        return None
    total: Decimal = con.execute(
        f'select coalesce(sum("{column}"), 0)::decimal(38, 2) from source.{table.name} where {condition}'
    ).fetchall()[0][0]
    return total


def _compare_manifests(under_way: _Import) -> None:
    for arrival in under_way.arrivals:
        pieces = [
            piece
            for pieces in under_way.pieces.values()
            for piece in pieces
            if under_way.arrival_of[piece.number] is arrival
        ]
        if arrival.entry and pieces:
            totals = [
                total
                for piece in pieces
                if (
                    total := _control_total(under_way.con, piece.table, f"{PIECE} = {piece.number}")
                )
                is not None
            ]
            compare_content(
                arrival.entry,
                rows=sum(piece.rows_read for piece in pieces),
                control_total=sum(totals, Decimal(0)) if totals else None,
            )


def _write_imports(under_way: _Import) -> None:
    con = under_way.con
    con.execute(
        "create or replace table meta.imports (table_name varchar, file_name varchar, file_sha256 varchar,"
        " rows_read bigint, rows_accepted bigint, rows_rejected bigint, control_total_cny decimal(38, 2),"
        " mapping varchar)"
    )
    if under_way.has_base:
        con.execute("insert into meta.imports by name select * from base.meta.imports")
    for table in under_way.tables():
        for piece in under_way.pieces[table.name]:
            condition = f"{PIECE} = {piece.number} and not {BAD}"
            accepted = con.execute(
                f"select count(*) from source.{table.name} where {condition}"
            ).fetchall()[0][0]
            arrival = under_way.arrival_of[piece.number]
            file_id = under_way.first_file_id + piece.number - 1
            write_file(con, piece, file_id, sha256=arrival.sha256, mapping=under_way.mapping_name)
            con.execute(
                "insert into meta.imports values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    table.name,
                    arrival.source.name,
                    arrival.sha256,
                    piece.rows_read,
                    accepted,
                    piece.rows_read - accepted,
                    _control_total(con, table, condition),
                    under_way.mapping_name,
                ],
            )


def _finish(under_way: _Import, table: Table) -> TableCount:
    con, pieces = under_way.con, under_way.pieces[table.name]
    total = _control_total(con, table, f"not {BAD}")
    write_origins(con, table, pieces, under_way.first_file_id)
    finish_staged(con, table)
    read = sum(piece.rows_read for piece in pieces)
    accepted = con.execute(f"select count(*) from source.{table.name}").fetchall()[0][0]
    rejected = con.execute(
        "select count(*) from meta.rejects where table_name = ?", [table.name]
    ).fetchall()[0][0]
    if accepted + rejected != read:
        raise RuntimeError(
            f"{table.name}: {read} rows read, {accepted} accepted, {rejected} rejected"
        )
    merged = Merged(accepted, 0, 0)
    if under_way.has_base:
        delivered = frozenset(name for piece in pieces for name in piece.columns)
        merged = merge_base(con, table, delivered=delivered)
        merge_origins(con, table)
    return TableCount(
        table.name, read, accepted, rejected, merged.added, merged.changed, merged.unchanged, total
    )


def _fill_others(under_way: _Import) -> None:
    """Tables that this import does not touch: from the base, or empty."""
    for table in load_contract().values():
        if table.name not in under_way.pieces:
            under_way.con.execute(table.ddl())
            if under_way.has_base:
                copy_base(under_way.con, table)
                copy_origins(under_way.con, table)


def _write_supplied(under_way: _Import) -> None:
    con = under_way.con
    con.execute("create or replace table meta.supplied (table_name varchar, column_name varchar)")
    supplied = {
        (piece.table.name, column)
        for pieces in under_way.pieces.values()
        for piece in pieces
        for column in piece.columns
    }
    rows = ", ".join(f"('{table}', '{column}')" for table, column in sorted(supplied))
    con.execute(f"insert into meta.supplied values {rows}")
    if under_way.has_base:
        con.execute(
            "insert into meta.supplied select table_name, column_name from base.meta.supplied"
            " except select table_name, column_name from meta.supplied"
        )
