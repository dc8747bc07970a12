"""`python app.py notebook`: run a notebook from the top and keep it as evidence.

Jupyter's libraries are imported by the command itself, so that all others start without them.
"""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from audit_models.notebooks.find import find_notebook, find_notebooks
from audit_models.progress import bars
from audit_models.settings import Settings
from audit_models.text import LANGS, Lang


def notebook(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="编号或名称 / Number or name")
    ] = None,
    month: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m"], help="月份，默认最近一月 / Month; default the last"),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="CODE", help="单位，默认最上级 / Unit; default the top")
    ] = None,
    snapshot: Annotated[
        str | None,
        typer.Option(metavar="ID", help="快照，默认当前快照 / Snapshot; default the current one"),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="语言 / Language")] = LANGS[0],
) -> None:
    """执行笔记本并存档；不给名称则列出全部 / Run a notebook and keep it; without a name, list all."""
    if name is None:
        for one in find_notebooks():
            typer.echo(f"{one.name}  {one.title.zh} / {one.title.en}")
        return
    found = find_notebook(name)
    from audit_models.notebooks.keep import run_notebook

    with bars(Console(stderr=True)) as progress:
        run = run_notebook(
            Settings().home,
            found,
            unit=unit,
            month=month.date() if month else None,
            snapshot_id=snapshot,
            lang=lang,
            progress=progress,
        )
    typer.echo(f"已存档 {run.folder} / Kept in {run.folder}")
    for number in run.numbers:
        shown = "—" if number.value is None else f"{number.value:g}"
        typer.echo(f"  {number.what} {number.unit} {number.month}: {shown}")
