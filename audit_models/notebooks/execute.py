"""Running a notebook from the top: parameters in, outputs and numbers out, in a kernel of its own."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from audit_models.errors import Refused
from audit_models.notebooks.find import Notebook
from audit_models.progress import Progress
from audit_models.settings import PROJECT
from audit_models.text import LANGS, Lang, Text

MOST_SECONDS = 1800
"""A single cell that takes longer has failed."""

_RUNNING = Text("执行笔记本", "Running the notebook")


class _Kernel(AsyncKernelManager):  # type: ignore[misc]
    """This very interpreter, whatever kernels the machine has installed under the same name."""

    kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
    )


def prepare(notebook: Notebook, parameters: dict[str, str], lang: Lang) -> NotebookNode:
    """The notebook with its parameters set in a cell below the default ones, prose in one language.

    Raises:
        Refused: it has no cell tagged `parameters`.
    """
    document = jupytext.read(notebook.path, fmt="py:percent")
    others = {other for other in LANGS if other != lang}
    document.cells = [cell for cell in document.cells if not others & set(_tags(cell))]
    places = [at for at, cell in enumerate(document.cells) if "parameters" in _tags(cell)]
    if not places:
        raise Refused(
            f"笔记本 {notebook.name} 没有标记为 parameters 的单元格；请给参数单元格加上此标记。",
            f"Notebook {notebook.name} has no cell tagged parameters; tag the cell of its parameters.",
        )
    lines = [f"{name} = {value!r}" for name, value in parameters.items()]
    cell = new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
    document.cells.insert(places[0] + 1, cell)
    for at, one in enumerate(document.cells):
        # jupytext draws random ids; the same notebook shall give the same document every time.
        one["id"] = f"cell-{at:03}"
    return document


def execute(
    document: NotebookNode, notebook: Notebook, *, home: Path, progress: Progress
) -> NotebookNode:
    """Run every cell in order; the same document, with outputs.

    Raises:
        Refused: a cell failed, or took too long, or the kernel died.
    """
    total = len(document.cells)
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            document,
            kernel_manager_class=_Kernel,
            config=Config({"ConnectionFileMixin": _connection(Path(scratch))}),
            timeout=MOST_SECONDS,
            record_timing=False,
            resources={"metadata": {"path": str(PROJECT)}},
            on_cell_complete=lambda cell, cell_index: progress.step(
                _RUNNING, cell_index + 1, total
            ),
        )
        try:
            client.execute(env=_environment(home, Path(scratch)))
        except CellExecutionError as error:
            raise _failed(document, notebook, error.ename, error.evalue) from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise _failed(document, notebook, type(error).__name__, str(error)) from error
    progress.step(_RUNNING, total, total)
    return document


def _connection(scratch: Path) -> dict[str, str]:
    """Files in a folder of their own instead of open ports, where the system has such."""
    found = {"connection_file": str(scratch / "kernel.json")}
    if os.name == "posix":
        found |= {"transport": "ipc", "ip": str(scratch / "kernel")}
    return found


def _environment(home: Path, scratch: Path) -> dict[str, str]:
    """The office's own settings, and nobody's personal start-up files."""
    return {
        **os.environ,
        "AUDIT_HOME": str(home),
        "PYTHONPATH": str(PROJECT),
        "IPYTHONDIR": str(scratch),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _failed(document: NotebookNode, notebook: Notebook, kind: str, value: str) -> Refused:
    """Where and why it stopped, in one sentence; a refusal of ours keeps its own words."""
    at = next(
        (
            place
            for place, cell in enumerate(document.cells, start=1)
            if any(one.get("output_type") == "error" for one in cell.get("outputs", []))
        ),
        len(document.cells),
    )
    reason = Text(*value.split(" / ", 1)) if kind == "Refused" and " / " in value else None
    first = value.strip().splitlines()[0] if value.strip() else ""
    zh, en = reason or Text(f"{kind}：{first}", f"{kind}: {first}")
    return Refused(
        f"笔记本 {notebook.name} 在第 {at} 个单元格停止，未保存任何内容：{zh}",
        f"Notebook {notebook.name} stopped in cell {at}, and nothing was kept: {en}",
    )


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))
