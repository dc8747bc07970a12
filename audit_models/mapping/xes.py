"""XES event logs (IEEE 1849): one record per event, the attributes of its case as `case:…`."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pyarrow as pa
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from audit_models.errors import Refused
from audit_models.textfile import open_bytes

BATCH_RECORDS = 50_000

_Record = dict[str, str]


def read_log(file: Path) -> tuple[list[str], pa.Table]:
    """The attribute names, and a table of `source_row`, `column_0`, … with a row per event.

    A case without events gives one record with its case attributes only, so that it is not lost.

    Raises:
        Refused: the file is no XES, is damaged, or declares entities or a DTD.
    """
    headers: dict[str, None] = {}
    batches, batch, first_row = [], [], 1
    try:
        for record in _records(file):
            headers.update(dict.fromkeys(record))
            batch.append(record)
            if len(batch) == BATCH_RECORDS:
                batches.append(_columns(batch, headers, first_row))
                first_row, batch = first_row + len(batch), []
    except DefusedXmlException:
        raise Refused(
            f"文件 {file.name} 含有 DTD 或实体声明，不予读取；请去掉后重新导出",
            f"File {file.name} declares a DTD or entities, which are never read; export it without",
        ) from None
    except ParseError as error:
        raise Refused(
            f"文件 {file.name} 不是完整的 XES（{error}）；请重新导出",
            f"File {file.name} is not a whole XES log ({error}); export it again",
        ) from None
    batches.append(_columns(batch, headers, first_row))
    return list(headers), pa.concat_tables(batches, promote_options="default")


def _columns(batch: list[_Record], headers: dict[str, None], first_row: int) -> pa.Table:
    columns = {
        f"column_{n}": pa.array([record.get(header) for record in batch], pa.string())
        for n, header in enumerate(headers)
    }
    rows = pa.array(range(first_row, first_row + len(batch)), pa.int64())
    return pa.table({"source_row": rows, **columns})


def _records(file: Path) -> Iterator[_Record]:
    """Streams: a trace is let go as soon as its records are out."""
    with open_bytes(file) as stream:
        log: Element | None = None
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if log is None:
                log = element
                if tag != "log":
                    raise Refused(
                        f"文件 {file.name} 的根元素是 {tag}，不是 XES 的 log；请检查文件",
                        f"File {file.name} starts with {tag}, not with the log of an XES file; check it",
                    )
            elif event == "end" and tag == "trace":
                yield from _trace(element)
                log.clear()


def _trace(trace: Element) -> Iterator[_Record]:
    case = {f"case:{key}": value for key, value in _attributes(trace).items()}
    events = [child for child in trace if child.tag.rpartition("}")[2] == "event"]
    if not events:
        yield case
    for event in events:
        yield {**case, **_attributes(event)}


def _attributes(element: Element) -> _Record:
    """Plain attributes; lists and containers have no value of their own and are left out."""
    return {
        key: value
        for child in element
        if (key := child.get("key")) is not None and (value := child.get("value")) is not None
    }
