"""The records of a foreign file as one temp table: a VARCHAR column a header, or one JSON value."""

import csv
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb

from audit_models.contract import fold
from audit_models.errors import Refused
from audit_models.mapping.compile import RECORDS
from audit_models.mapping.model import SUFFIXES, Input, Kind, Mapping
from audit_models.mapping.values import pointer, quoted
from audit_models.mapping.workbook import first_sheet, read_sheet
from audit_models.mapping.xes import read_log
from audit_models.textfile import CHUNK_BYTES, write_utf8

MAX_JSON_VALUE_BYTES = 1 << 30


@dataclass(frozen=True)
class Headers:
    """The headers of the foreign file; none for JSON, which has paths instead."""

    columns: dict[str, str]
    """Folded header → column of the records table; doubled headers mean nothing and are left out."""
    shown: tuple[str, ...]
    doubled: frozenset[str]

    @classmethod
    def of(cls, headers: list[str]) -> "Headers":
        counts = Counter(fold(header) for header in headers)
        return cls(
            {
                folded: f"column_{n}"
                for n, header in enumerate(headers)
                if counts[folded := fold(header)] == 1
            },
            tuple(headers),
            frozenset(folded for folded, count in counts.items() if count > 1),
        )


def read_records(con: duckdb.DuckDBPyConnection, mapping: Mapping, file: Path) -> Headers:
    """Fills the temp table `mapping_records`: `source_row` and the fields of every record.

    Raises:
        Refused: the file is of another kind, damaged, unreadable or oversized.
    """
    if not file.is_file():
        raise Refused(f"没有文件 {file}；请检查路径", f"There is no file {file}; check the path")
    match _kind(mapping, file):
        case "json_lines":
            return _read_json(con, mapping.input, file)
        case "csv":
            return _read_csv(con, mapping.input, file)
        case "xlsx":
            headers, table = read_sheet(
                file, sheet=mapping.input.sheet, header_line=mapping.input.header_line
            )
        case "xes":
            headers, table = read_log(file)
    con.register("mapping_read", table)
    con.execute(f"create or replace temp table {RECORDS} as select * from mapping_read")
    con.unregister("mapping_read")
    return Headers.of(headers)


def sheet_of(mapping: Mapping, file: Path) -> str | None:
    """The sheet of a workbook that a mapping reads; None for a file of another kind."""
    return (mapping.input.sheet or first_sheet(file)) if _kind(mapping, file) == "xlsx" else None


def _kind(mapping: Mapping, file: Path) -> Kind:
    """The one kind that the mapping accepts, else the one that the file's name says."""
    if len(mapping.input.kind) == 1:
        return mapping.input.kind[0]
    suffixes = [suffix.lower() for suffix in file.suffixes if suffix.lower() != ".gz"]
    kind = SUFFIXES.get(suffixes[-1]) if suffixes else None
    if kind not in mapping.input.kind:
        accepted = ", ".join(s for s, k in SUFFIXES.items() if k in mapping.input.kind)
        raise Refused(
            f"映射 {mapping.name} 不接受文件 {file.name}；文件名须以下列之一结尾：{accepted}（可再加 .gz）",
            f"The mapping {mapping.name} does not take the file {file.name}; its name must end in one of "
            f"{accepted}, .gz after it allowed",
        )
    return kind


def _read_csv(con: duckdb.DuckDBPyConnection, source: Input, file: Path) -> Headers:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "records.csv"
        write_utf8(file, text, encoding=source.encoding)
        headers, lines = _csv_headers(text, source, file)
        columns = ", ".join(f"'column_{n}': 'VARCHAR'" for n in range(len(headers)))
        options = (
            f"header = false, skip = {lines}, delim = {quoted(source.delimiter)}, quote = '\"', escape = '\"', "
            f"comment = '', auto_detect = false, strict_mode = true, columns = {{{columns}}}"
        )
        try:
            con.execute(
                f"""create or replace temp table {RECORDS} as
                select row_number() over () + {source.header_line} as source_row, *
                from read_csv({quoted(str(text))}, {options})"""
            )
            _count_blank_lines(con, text, source)
        except duckdb.Error as error:
            raise _broken_line(file, str(error)) from None
    return Headers.of(headers)


def _count_blank_lines(con: duckdb.DuckDBPyConnection, text: Path, source: Input) -> None:
    """DuckDB passes over blank lines in silence, and a person who looks for a row does not."""
    if not _has_blank_lines(text):
        return
    with text.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=source.delimiter)
        empty = [number for number, cells in enumerate(reader, start=1) if not cells]
    blank = [number for number in empty if number > source.header_line]
    before = [number - index for index, number in enumerate(blank)]
    con.execute(
        f"""update {RECORDS} as records set source_row = records.source_row + blank.lines
        from (
            select rows.source_row, max(blank.line) as lines
            from {RECORDS} as rows
            asof join (
                select first_row, max(line) as line
                from (select unnest(?) as first_row, unnest(?) as line) group by first_row
            ) as blank on rows.source_row >= blank.first_row
            group by rows.source_row
        ) as blank
        where blank.source_row = records.source_row""",
        [before, list(range(1, len(blank) + 1))],
    )


def _has_blank_lines(text: Path) -> bool:
    """Whether an empty line stands above others."""
    last = b""
    with text.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            if re.search(rb"\n\r?\n[^\r\n]", last + chunk):
                return True
            last = chunk[-3:]
    return False


def _csv_headers(text: Path, source: Input, file: Path) -> tuple[list[str], int]:
    """The headers, and how many lines of the file they and what precedes them take."""
    with text.open(encoding="utf-8", newline="") as stream:
        for _ in range(source.header_line - 1):
            stream.readline()
        reader = csv.reader(stream, delimiter=source.delimiter)
        headers = [header.strip() for header in next(reader, [])]
        if not any(headers):
            raise Refused(
                f"文件 {file.name} 第 {source.header_line} 行没有表头；请检查文件或映射的 header_line",
                f"File {file.name} has no headers on line {source.header_line}; check the file, or "
                "header_line in the mapping",
            )
        return headers, source.header_line - 1 + reader.line_num


def _broken_line(file: Path, message: str) -> Refused:
    line = re.search(r"Line: (\d+)", message)
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    where_zh, where_en = (f"第 {line[1]} 行", f"line {line[1]}") if line else ("某行", "a line")
    if counts:
        return Refused(
            f"文件 {file.name} {where_zh}有 {counts[2]} 个字段，表头有 {counts[1]} 个；请改正该行或重新导出",
            f"File {file.name}, {where_en}: {counts[2]} fields under {counts[1]} headers; correct the line "
            "or export the file again",
        )
    why = message.splitlines()[2] if len(message.splitlines()) > 2 else message
    return Refused(
        f"文件 {file.name} {where_zh}无法读取（{why}）；请检查引号是否闭合，或重新导出",
        f"File {file.name}, {where_en}, cannot be read ({why}); check that quotes are closed, or export it again",
    )


def _read_json(con: duckdb.DuckDBPyConnection, source: Input, file: Path) -> Headers:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "records.json"
        write_utf8(file, text, encoding=source.encoding)
        largest = min(max(16 << 20, text.stat().st_size + 1), MAX_JSON_VALUE_BYTES)
        try:
            con.execute(
                f"""create or replace temp table {RECORDS} as
                with documents as (
                    select cast(json as json) as document
                    from read_json_objects(
                        {quoted(str(text))}, format = 'unstructured', maximum_object_size = {largest}
                    )
                ),
                lines as (
                    select
                        unnest(case json_type(document)
                            when 'ARRAY' then json_extract(document, '$[*]') else [document]
                        end) as record,
                        cast('{{}}' as json) as wrapper
                    from documents
                )
                {_unwrapped("lines", source.unwrap)}"""
            )
        except duckdb.Error as error:
            raise _broken_json(file, str(error)) from None
    if con.execute(f"select count(*) from {RECORDS}").fetchall() == [(0,)]:
        raise Refused(
            f"文件 {file.name} 中没有记录；请重新导出",
            f"File {file.name} holds no record; export it again",
        )
    return Headers({}, (), frozenset())


def _broken_json(file: Path, message: str) -> Refused:
    """DuckDB names its own copy of the file, and the broken record by the number of the one after it."""
    place = re.search(r"at byte (\d+) in record/value (\d+)", message)
    record = int(place[2]) - 1 if place else 0
    where_zh = f"第 {record} 个记录的第 {place[1]} 个字节处" if place else ""
    where_en = f" at byte {place[1]} of record {record}" if place else ""
    return Refused(
        f"文件 {file.name} {where_zh}不是有效的 JSON；请重新导出，每行一个记录",
        f"File {file.name} is not valid JSON{where_en}; export it again, one record a line",
    )


def _unwrapped(relation: str, fields: tuple[str, ...]) -> str:
    """Records without the envelope that they came in; what else the envelope says stays as `wrapper`.

    The envelope's own copy of the records is taken out, else a package would be repeated in full beside
    every one of its records.
    """
    select = f"select * from {relation}"
    for field in fields:
        at, without = quoted(pointer([field])), quoted(json.dumps({field: None}))
        select = f"""select
            unnest(case kind
                when 'ARRAY' then json_extract(inner_part, '$[*]') when 'OBJECT' then [inner_part] else [record]
            end) as record,
            case when kind in ('ARRAY', 'OBJECT')
                then json_merge_patch(wrapper, json_merge_patch(record, {without})) else wrapper
            end as wrapper
            from (
                select *, json_type(inner_part) as kind
                from (select *, json_extract(record, {at}) as inner_part from ({select}))
            )"""
    return f"select record, wrapper, row_number() over () as source_row from ({select})"
