"""Where a record came from, in words: its file, sheet and row, down to which evidence can be opened."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from audit_models import format as fmt
from audit_models import views
from audit_models.contract import load_contract
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text
from audit_models.views.origins import Origin, Place

if TYPE_CHECKING:
    import pandas as pd

NOT_KEPT = Text(
    "来源未保留（由不记录行号的较早版本导入，或由系统写入），或不在可查看的范围内",
    "Origin not kept (imported by an earlier version that noted no rows, or written by the system),"
    " or not yours to see",
)
FILE = Text("文件 {file}", "file {file}")
SHEET = Text("工作表 {sheet}", "sheet {sheet}")
ROW = Text("第 {row} 行", "row {row}")
RECORD = Text("第 {row} 条记录", "record {row}")
HASH = Text("SHA-256 {hash}", "SHA-256 {hash}")
IMPORTED = Text("{day} 导入", "imported on {day}")
IMPORTED_BY = Text("{day} 由{who}导入", "imported on {day} by {who}")
HASH_CHARACTERS = 8
_WITHOUT_ROWS = re.compile(r"\.(jsonl?|xes)(\.gz)?$", re.IGNORECASE)
_SUBJECTS = {
    "project": "client_projects",
    "contract": "contracts",
    "contractor": "contractors",
    "employee": "employees",
    "tender": "tenders",
}
"""Subject type → the table in which the subject is a row."""


def row_in_words(origin: Origin, lang: Lang) -> str:
    """The row as a spreadsheet counts; in JSON and XES, which have none, the number of the record."""
    words = RECORD if _WITHOUT_ROWS.search(origin.file_name) else ROW
    return words.in_(lang).format(row=fmt.count(origin.row_number))


def place_in_words(origin: Origin, lang: Lang) -> str:
    """File, sheet and row, for a cell of a table."""
    parts = [
        origin.file_name,
        *([origin.sheet] if origin.sheet else []),
        row_in_words(origin, lang),
    ]
    return " · ".join(parts)


def name_of(place: Place, lang: Lang) -> str:
    """What a row is a record of, with its key."""
    table, key = place
    return f"{load_contract()[table].label.in_(lang)} {key}"


def lines_of(
    snapshot: Snapshot, places: Sequence[Place], lang: Lang, *, people: Mapping[str, str]
) -> list[str]:
    """One line a row, for papers; `people` are who handed in the files of which snapshot."""
    found = views.origins(snapshot, places)
    sign = "：" if lang == "zh" else ": "
    lines = []
    for place in places:
        one = found.get(place)
        by = people.get(one.snapshot_id) if one else None
        lines.append(f"{name_of(place, lang)}{sign}{in_words(one, lang, by=by)}")
    return lines


def in_words(origin: Origin | None, lang: Lang, *, by: str | None = None) -> str:
    """File, sheet, row, fingerprint, the day and, where it is known, who imported it; what was not kept is said to be so."""
    if origin is None:
        return NOT_KEPT.in_(lang)
    parts = [FILE.in_(lang).format(file=origin.file_name)]
    if origin.sheet:
        parts.append(SHEET.in_(lang).format(sheet=origin.sheet))
    imported = IMPORTED_BY if by else IMPORTED
    parts += [
        row_in_words(origin, lang),
        HASH.in_(lang).format(hash=origin.sha256[:HASH_CHARACTERS]),
        imported.in_(lang).format(day=fmt.day(origin.imported_at), who=by),
    ]
    return ("，" if lang == "zh" else ", ").join(parts)


def rows_named(
    evidence: Mapping[str, Any], *, subject_type: str = "", subject_id: str | None = None
) -> list[Place]:
    """The rows of source tables that a hit names: its subject, and every id in its evidence."""
    return list(dict.fromkeys(_rows_named(evidence, subject_type, subject_id)))


def _rows_named(
    evidence: Mapping[str, Any], subject_type: str, subject_id: str | None
) -> Iterator[Place]:
    if subject_type in _SUBJECTS and subject_id:
        yield _SUBJECTS[subject_type], subject_id
    for name, value in evidence.items():
        table = _table_of(name)
        if table and isinstance(value, str) and value:
            yield table, value


@cache
def _table_of(name: str) -> str | None:
    """The table that an evidence column is a key of; `first_contractor_id` is one of contractors."""
    tables = load_contract()
    for table in tables.values():
        if len(table.key) == 1 and re.search(rf"(^|_){table.key[0]}$", name):
            return table.name
    return next((t.references[name] for t in tables.values() if name in t.references), None)


def origin_of(
    snapshot: Snapshot, table: str, keys: Iterable[str], lang: Lang = "zh"
) -> "pd.DataFrame":
    """Where rows of a source table stood, for notebooks: key, file_name, sheet, row_number, sha256, imported_at, words.

    One row a key, in the order given; of what was not kept only `words` is filled. At most 200 keys of a
    table whose key is one column.
    """
    import pandas as pd

    asked = list(keys)
    found = views.origins(snapshot, [(table, key) for key in asked])
    rows = []
    for key in asked:
        one = found.get((table, key))
        fields = ("file_name", "sheet", "row_number", "sha256", "imported_at")
        rows.append(
            {
                "key": key,
                **{name: getattr(one, name, None) for name in fields},
                "words": in_words(one, lang),
            }
        )
    return pd.DataFrame(rows)
