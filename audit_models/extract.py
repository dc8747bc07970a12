"""An extract: the snapshot of one unit and all below it, as a home folder of its own.

For an auditor with the scope of a county: notebooks and pages open the extract like any other home
(`AUDIT_HOME=<folder>`), and there is nothing else in it. What the extract holds is what
`audit_models.scope` lets that reader see, personal data masked; the two cannot differ.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from audit_models import durable
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.progress import Progress, bars, silent
from audit_models.scope import OutOfScope, ScopedSnapshot, narrow
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from audit_models.warehouse import Warehouse

LEFT_OUT = frozenset({"meta.row_counts"})
"""Made anew when the extract is published."""
_WRITING = Text("写出", "Writing")
_SILENT = silent()


def write_extract(
    snapshot: Snapshot, unit: str, folder: Path, *, progress: Progress = _SILENT
) -> str:
    """Write the part of a snapshot that a reader of one unit sees; returns the extract's own id.

    The numbers of the unit and of all below it are those of the whole snapshot. Relations that cannot
    be narrowed to units are there without rows; `meta.extract` says of which snapshot this is a part.

    Raises:
        Refused: the snapshot has no such unit, or the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            f"{folder} 不是空文件夹；请另选一个，以免与已有数据混在一起。",
            f"{folder} is not empty; choose another, so that nothing is mixed up.",
        )
    scoped = _narrowed(snapshot, unit)
    relations = _relations(snapshot)
    warehouse = Warehouse(folder)
    with warehouse.stage() as stage:
        for done, (name, columns) in enumerate(relations.items(), start=1):
            _copy(scoped, name, columns, stage.connection)
            progress.step(_WRITING, done, len(relations))
        _sign(stage.connection, stage.id, snapshot, unit)
        warehouse.publish(stage, progress=progress)
    return stage.id


def extract(
    unit: Annotated[str, typer.Option(metavar="CODE", help="单位编码 / Unit code")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="空文件夹 / An empty folder")],
    snapshot: Annotated[
        str | None,
        typer.Option(metavar="ID", help="快照，默认当前快照 / Snapshot; default the current one"),
    ] = None,
) -> None:
    """导出一个单位及其下级的快照，供该范围的审计人员使用 / Write the snapshot of one unit alone."""
    warehouse = Warehouse(Settings().home)
    found = warehouse.open(snapshot) if snapshot else warehouse.current()
    with bars(Console(stderr=True)) as progress:
        extract_id = write_extract(found, unit, out, progress=progress)
    typer.echo(
        f"已导出快照 {extract_id} 到 {out}；使用时设置 AUDIT_HOME={out}。"
        f" / Extract {extract_id} is in {out}; set AUDIT_HOME={out} to use it."
    )


def _narrowed(snapshot: Snapshot, unit: str) -> ScopedSnapshot:
    known = snapshot.query("select unit_code from core.units where unit_code = ?", [unit])
    if known.empty:
        raise Refused(
            f"快照 {snapshot.id} 中没有单位 {unit}；请核对单位编码。",
            f"Snapshot {snapshot.id} has no unit {unit}; check the code.",
        )
    return narrow(snapshot, unit)


def _relations(snapshot: Snapshot) -> dict[str, str]:
    """Relation → its columns with their types. A list of codes as a type would name everybody's."""
    found = snapshot.query(
        """
        select
            schema_name || '.' || table_name as relation,
            string_agg(
                '"' || column_name || '" '
                || case when starts_with(data_type, 'ENUM') then 'varchar' else data_type end,
                ', ' order by column_index
            ) as columns
        from duckdb_columns()
        where database_name = current_database()
            and schema_name in ('source', 'core', 'result', 'meta', 'origin')
        group by relation
        order by relation
        """
    )
    listed = dict(zip(found["relation"], found["columns"], strict=True))
    return {name: columns for name, columns in listed.items() if name not in LEFT_OUT}


def _copy(
    scoped: ScopedSnapshot, name: str, columns: str, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute(f"create schema if not exists {name.partition('.')[0]}")
    connection.execute(f"create table {name} ({columns})")
    try:
        rows = scoped.rows_of(name)
    except OutOfScope:
        return
    connection.register("incoming", rows)
    connection.execute(f"insert into {name} by name select * from incoming")
    connection.unregister("incoming")


def _sign(
    connection: duckdb.DuckDBPyConnection, extract_id: str, snapshot: Snapshot, unit: str
) -> None:
    """The extract is a snapshot of its own, and says whose part it is."""
    connection.execute("update meta.snapshot set snapshot_id = ?", [extract_id])
    whole = Warehouse(snapshot.home).path(snapshot.id) if snapshot.home else None
    connection.execute(
        "create table meta.extract"
        " (snapshot_id varchar, snapshot_sha256 varchar, unit_code varchar, made_at timestamp)"
    )
    connection.execute(
        "insert into meta.extract values (?, ?, ?, ?)",
        [
            snapshot.id,
            durable.digest(whole) if whole else None,
            unit,
            datetime.now(CHINA).replace(tzinfo=None),
        ],
    )
