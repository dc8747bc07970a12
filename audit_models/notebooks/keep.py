"""A run as evidence: the executed notebook, a page to read it on, and a record of how it came about.

The folder appears under its name when all of it is written; until then nobody sees it.
"""

import getpass
import hashlib
import json
import platform
import secrets
import stat
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from audit_models import __version__, durable, views
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.notebooks.execute import execute, prepare
from audit_models.notebooks.find import Notebook
from audit_models.notebooks.numbers import recorded
from audit_models.notebooks.paper import write_paper
from audit_models.notebooks.runs import FOLDER, PAPER, RECORD, SIGNATURE, Run, signature_of
from audit_models.progress import Progress, silent
from audit_models.snapshot import Snapshot
from audit_models.text import Lang
from audit_models.warehouse import Warehouse

EXECUTED = "executed.ipynb"
_SILENT = silent()


def run_notebook(
    home: Path,
    notebook: Notebook,
    *,
    unit: str | None = None,
    month: date | None = None,
    snapshot_id: str | None = None,
    lang: Lang = "zh",
    person: str | None = None,
    progress: Progress = _SILENT,
) -> Run:
    """Run a notebook from the top on one snapshot and keep it under `notebook_runs/`.

    Without a unit it is the topmost one, without a month the last, without a snapshot the current one;
    `person` is who is signed in, otherwise the user of the operating system.

    Raises:
        Refused: no such snapshot, unit or month, or the notebook failed; nothing was kept.
    """
    warehouse = Warehouse(home)
    snapshot = warehouse.open(snapshot_id) if snapshot_id else warehouse.current()
    parameters = {
        "unit": _unit(snapshot, unit),
        "month": _month(snapshot, month),
        "snapshot": snapshot.id,
        "lang": lang,
    }
    started = datetime.now(CHINA)
    document = prepare(notebook, parameters, lang)
    execute(document, notebook, home=home, progress=progress)
    facts = {
        "notebook": notebook.name,
        "title": notebook.title._asdict(),
        "notebook_sha256": durable.digest(notebook.path),
        "parameters": parameters,
        "snapshot": {
            "id": snapshot.id,
            "sha256": durable.digest(warehouse.path(snapshot.id)),
            "as_of": snapshot.facts.as_of.isoformat(),
            "definitions_sha256": snapshot.facts.definitions_hash,
            "is_demonstration": snapshot.facts.is_demonstration,
        },
        "program": __version__,
        "versions": _versions(),
        "person": person or getpass.getuser(),
        "started_at": started.isoformat(timespec="seconds"),
        "ended_at": datetime.now(CHINA).isoformat(timespec="seconds"),
        "output_sha256": _output_digest(document),
        "numbers": [asdict(number) for number in recorded(document)],
    }
    return _keep(home / FOLDER, document, facts)


def _keep(runs: Path, document: NotebookNode, facts: dict[str, Any]) -> Run:
    """Write all files beside, make them read-only, and only then give the folder its name."""
    began = datetime.fromisoformat(facts["started_at"])
    name = f"{began:%Y%m%d-%H%M%S}-{facts['notebook']}-{secrets.token_hex(3)}"
    making = runs / f".{name}"
    making.mkdir(parents=True)
    try:
        nbformat.write(document, making / EXECUTED)
        (making / PAPER).write_text(write_paper(document, facts), encoding="utf-8", newline="\n")
        facts = {**facts, "files": {one: durable.digest(making / one) for one in (EXECUTED, PAPER)}}
        text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
        (making / RECORD).write_text(text, encoding="utf-8", newline="\n")
        (making / SIGNATURE).write_text(
            signature_of(runs.parent, name, text), encoding="ascii", newline="\n"
        )
        for path in making.iterdir():
            durable.flush(path)
            path.chmod(stat.S_IRUSR | stat.S_IRGRP)
        durable.patiently(lambda: making.rename(runs / name))
    except BaseException:
        durable.remove(making)
        raise
    durable.flush_folder(runs)
    return Run(runs / name, facts)


def _unit(snapshot: Snapshot, unit: str | None) -> str:
    known = views.units(snapshot)
    if unit is None:
        return str(known.loc[known["parent_code"].isna(), "unit_code"].iloc[0])
    if unit not in set(known["unit_code"]):
        raise Refused(
            f"快照 {snapshot.id} 中没有单位 {unit}；请核对单位编码。",
            f"Snapshot {snapshot.id} has no unit {unit}; check the code.",
        )
    return unit


def _month(snapshot: Snapshot, month: date | None) -> str:
    known = [day.date() for day in views.months(snapshot)["month"]]
    if month is None:
        return f"{known[-1]:%Y-%m}"
    if month not in known:
        raise Refused(
            f"快照 {snapshot.id} 中没有 {month:%Y-%m} 的数据；现有 {known[0]:%Y-%m} 至 {known[-1]:%Y-%m}。",
            f"Snapshot {snapshot.id} has no data of {month:%Y-%m}; it has {known[0]:%Y-%m} to"
            f" {known[-1]:%Y-%m}.",
        )
    return f"{month:%Y-%m}"


def _versions() -> dict[str, str]:
    """Every package that could have had a part in it."""
    found = {one.metadata["Name"]: one.version for one in distributions() if one.metadata["Name"]}
    return {"python": platform.python_version(), **dict(sorted(found.items(), key=_folded))}


def _folded(item: tuple[str, str]) -> str:
    return item[0].lower()


def _output_digest(document: NotebookNode) -> str:
    """The same for two runs that put out the same, whenever they ran."""
    outputs = [cell.get("outputs", []) for cell in document.cells]
    text = json.dumps(outputs, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
