"""The month's connections as event logs for other programs."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from audit_models.exports.sheet import file_name
from audit_models.process.export import write_ocel, write_xes
from audit_models.text import Text
from dashboard.exports import File, Sheets, file_buttons
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("业扩事件日志", "Connection event log")
LOGS: dict[str, tuple[str, Callable[..., int], Text]] = {
    "xes": ("XES", write_xes, Text("事件日志 XES（IEEE 1849）", "Event log, XES (IEEE 1849)")),
    "jsonocel": ("OCEL", write_ocel, Text("事件日志 OCEL 2.0", "Event log, OCEL 2.0")),
}


def log_file(kind: str, view: View) -> File:
    """The log of the unit and month, out of the snapshot that its reader sees."""
    write = LOGS[kind][1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        write(view.snapshot, view.unit.code, view.month, view.month, path)
        parts = (view.unit.name.in_(view.lang), view.say(TITLE))
        name = file_name(*parts, f"{view.month:%Y-%m}", view.snapshot.id, kind=kind)
        return File(name, path.read_bytes())


EVENT_LOGS: Sheets = {kind: partial(log_file, kind) for kind in LOGS}


def log_buttons(view: View) -> Component:
    """One button a form."""
    return file_buttons(
        "process", [(kind, word, label) for kind, (word, _, label) in LOGS.items()], view.lang
    )
