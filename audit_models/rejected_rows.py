"""The rejected rows of an import as a file: beside the snapshot, or kept where nothing was published."""

import csv
import json
from pathlib import Path
from typing import Any

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet, workbook
from audit_models.text import Lang, Text
from audit_models.warehouse import Stage, Warehouse

NOT_IMPORTED = "not-imported.rejects.csv"
"""In the home folder: the rejected rows of the last import that was refused or only tried."""


FILE, ROW, REASON = Text("文件", "File"), Text("行号", "Row"), Text("原因", "Reason")
WHOLE = Text("共 {count} 行", "{count} rows")
MOST_ROWS = 100_000


class RowsRefused(Refused):
    """An import that was refused after rows were judged: `said` is why, `path` holds those rows."""

    def __init__(self, refused: Refused, path: Path) -> None:
        super().__init__(
            f"{refused.text.zh}；已判定的被拒绝行见 {path}",
            f"{refused.text.en}; the rows rejected so far are in {path}",
        )
        self.said, self.path = refused.text, path


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
    return RowsRefused(refused, rejects) if rejects else refused


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


def as_workbook(path: Path, lang: Lang) -> bytes:
    """The rows of such a file as people correct them: a sheet a table, each row as it was handed in, and
    why it was rejected in the last column; at most `MOST_ROWS`."""
    rows: dict[str, list[dict[str, Any]]] = {}
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            if number == MOST_ROWS:
                break
            rows.setdefault(row["table_name"], []).append(row)
    sheets = [_sheet(name, found, lang) for name, found in rows.items()]
    count = sum(map(len, rows.values()))
    return workbook(sheets, about=[(WHOLE, str(count))], lang=lang)


def _sheet(table_name: str, rows: list[dict[str, Any]], lang: Lang) -> Sheet:
    table = load_contract()[table_name]
    cells = [_cells(row["row"]) for row in rows]
    names = [name for name in table.columns if any(name in one for one in cells)]
    names += sorted({name for one in cells for name in one} - set(names))
    labels = [
        table.columns[name].label if name in table.columns else Text(name, name) for name in names
    ]
    reason = "reason_zh" if lang == "zh" else "reason_en"
    return Sheet(
        table.label,
        [Column(one) for one in (FILE, ROW, *labels, REASON)],
        [
            [row["file_name"], int(row["row_number"]), *(one.get(name) for name in names),
             f"{_label(table_name, row['column_name'], lang)}{row[reason]}"]
            for row, one in zip(rows, cells, strict=True)
        ],
    )  # fmt: skip


def _cells(row: str) -> dict[str, str | None]:
    """A rejected row as column → cell; the mark that keeps a spreadsheet from running it is taken off."""
    return dict(json.loads(row.removeprefix("'"))) if row else {}


def _label(table_name: str, column: str, lang: Lang) -> str:
    known = load_contract()[table_name].columns.get(column)
    return f"{known.label.in_(lang)}：" if known else ""
