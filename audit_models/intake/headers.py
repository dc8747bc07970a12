"""Headers of a file as columns of the contract."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit_models.contract import Table, fold
from audit_models.errors import Refused
from audit_models.text import Text

MOST_SHOWN = 20
ROWS_SEARCHED = 30
"""How far down headers are looked for when the first row holds none."""


@dataclass(frozen=True)
class Headers:
    """Which of a file's columns are which of the table's."""

    columns: tuple[str | None, ...]
    """For every column of the file, the contract's column or None where it is ignored."""
    notices: tuple[Text, ...]

    @property
    def delivered(self) -> tuple[str, ...]:
        """The contract's columns that the file has, in the file's order."""
        return tuple(name for name in self.columns if name is not None)


def match_headers(
    table: Table, rows: Sequence[Sequence[str]], *, place: Text, separators: str = ""
) -> Headers:
    """Matches the first row; the rows after it serve only to say where the headers might be.

    Raises:
        Refused: a required column is missing or a column is there twice.
    """
    headers = rows[0] if rows else ()
    columns = match_columns(table, headers)
    _refuse_doubled(headers, columns, place)
    missing = [c for c in table.columns.values() if c.required and c.name not in columns]
    if missing:
        raise _missing(table, [c.name for c in missing], rows, place, separators)
    unknown = [h for h, column in zip(headers, columns, strict=True) if column is None]
    return Headers(columns, tuple(_unknown(unknown, place)))


def match_columns(table: Table, headers: Sequence[str]) -> tuple[str | None, ...]:
    """For every header the contract's column that it means; None where it means none."""
    accepted = _accepted(table)
    return _without_names(table, headers, [accepted.get(fold(header)) for header in headers])


def _accepted(table: Table) -> dict[str, str]:
    """Folded header → column; a canonical name wins over another column's alias."""
    aliases = {fold(h): c.name for c in table.columns.values() for h in c.accepted_headers}
    return aliases | {fold(c.name): c.name for c in table.columns.values()}


def _without_names(
    table: Table, headers: Sequence[str], columns: Sequence[str | None]
) -> tuple[str | None, ...]:
    """Without the columns that hold a name beside the code that is meant: they are unknown columns."""
    lone = {fold(h): c.name for c in table.columns.values() for h in c.lone_headers}
    firm = {c for h, c in zip(headers, columns, strict=True) if fold(h) not in lone}
    return tuple(
        None if column in firm and lone.get(fold(header)) == column else column
        for header, column in zip(headers, columns, strict=True)
    )


def _refuse_doubled(headers: Sequence[str], columns: Sequence[str | None], place: Text) -> None:
    counts = Counter(column for column in columns if column)
    for column, count in counts.items():
        if count > 1:
            found = [h.strip() for h, c in zip(headers, columns, strict=True) if c == column]
            raise Refused(
                f"{place.zh}的列 {column} 出现了 {count} 次（表头：{'、'.join(found)}）；请只保留一列",
                f"{place.en} has the column {column} {count} times (headers: {', '.join(found)}); keep one",
            )


def _missing(
    table: Table,
    missing: list[str],
    rows: Sequence[Sequence[str]],
    place: Text,
    separators: str,
) -> Refused:
    below = _row_of_headers(table, rows)
    if below:
        return Refused(
            f"{place.zh}第 1 行不是表头，表头似乎在第 {below} 行；请删除其上的 {below - 1} 行",
            f"{place.en}: row 1 holds no headers, they seem to be on row {below}; delete the {below - 1} rows above",
        )
    labels = [f"{name}（{table.columns[name].label.zh}）" for name in missing]
    if separators:
        return Refused(
            f"{place.zh}缺少必需的列 {'、'.join(labels)}；各列似乎以{separators}分隔，请另存为逗号分隔的 CSV",
            f"{place.en} lacks the required columns {', '.join(missing)}; its columns seem to be separated "
            f"by {separators!r}; save it with commas",
        )
    shown = [h.strip() or "∅" for h in (rows[0] if rows else ())][:MOST_SHOWN]
    return Refused(
        f"{place.zh}缺少必需的列 {'、'.join(labels)}；第 1 行的表头是：{'、'.join(shown) or '（空）'}",
        f"{place.en} lacks the required columns {', '.join(missing)}; the headers on row 1 are: "
        f"{', '.join(shown) or '(none)'}",
    )


def _row_of_headers(table: Table, rows: Sequence[Sequence[str]]) -> int | None:
    """The first row below the first that has every required column."""
    accepted = _accepted(table)
    required = {c.name for c in table.columns.values() if c.required}
    for number, row in enumerate(rows[1:ROWS_SEARCHED], start=2):
        if required <= {accepted.get(fold(cell)) for cell in row}:
            return number
    return None


def _unknown(headers: Sequence[str], place: Text) -> list[Text]:
    if not headers:
        return []
    shown = [header.strip() or "∅" for header in headers][:MOST_SHOWN]
    return [
        Text(
            f"{place.zh}有 {len(headers)} 列不在数据契约中，已忽略：{'、'.join(shown)}",
            f"{place.en} has {len(headers)} columns that the contract does not know, ignored: {', '.join(shown)}",
        )
    ]
