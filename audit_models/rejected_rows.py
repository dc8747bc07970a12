"""The rejected rows of an import as a file: beside the snapshot, or kept where nothing was published."""

from pathlib import Path

from audit_models.errors import Refused
from audit_models.warehouse import Stage, Warehouse

NOT_IMPORTED = "not-imported.rejects.csv"
"""In the home folder: the rejected rows of the last import that was refused or only tried."""


def keep(warehouse: Warehouse, stage: Stage) -> Path | None:
    """The rejected rows of an import that is not published, kept until the next such import.

    Whoever has to correct the extract needs all of them, not the one in the refusal.
    """
    kept = warehouse.home / NOT_IMPORTED
    kept.unlink(missing_ok=True)
    was_judged = stage.connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'meta' and table_name = 'rejects'"
    ).fetchall()[0][0]
    if not was_judged or not write(stage):
        return None
    stage.rejects.replace(kept)
    return kept


def told_in(refused: Refused, rejects: Path | None) -> Refused:
    """The same refusal, with the place of the rejected rows where there are any."""
    if rejects is None:
        return refused
    return Refused(
        f"{refused.text.zh}；已判定的被拒绝行见 {rejects}",
        f"{refused.text.en}; the rows rejected so far are in {rejects}",
    )


def write(stage: Stage) -> bool:
    """The rejected rows of this import as a CSV that Excel opens; whether there are any."""
    rejects = stage.connection.execute(
        "select rejects.*, rejected_rows.row from meta.rejects as rejects"
        " left join meta.rejected_rows as rejected_rows"
        " using (table_name, file_name, row_number)"
        " order by table_name, file_name, row_number"
    ).df()
    if rejects.empty:
        return False
    for name in ("file_name", "value", "reason_zh", "reason_en", "row"):
        # A cell that a spreadsheet would run as a formula is shown as the text that it is.
        is_formula = rejects[name].str.match(r"\s*[=+\-@＝＋－＠\t\r]", na=False)
        rejects.loc[is_formula, name] = "'" + rejects.loc[is_formula, name]
    rejects.to_csv(stage.rejects, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return True
