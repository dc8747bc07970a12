"""`python app.py digest`: what waits for each person as a file; sending it is the office's own matter."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from audit_models.casework.store import Actor, open_casework
from audit_models.settings import Settings
from audit_models.text import Lang
from audit_models.warehouse import Warehouse


def digest(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="存放文件夹 / Folder for the files")
    ],
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="LOGIN", help="账号，默认全部 / Login; default everybody"),
    ] = None,
    form: Annotated[
        Literal["html", "txt"], typer.Option("--format", help="格式 / Format")
    ] = "html",
    lang: Annotated[Lang, typer.Option("--lang", help="语言 / Language")] = "zh",
) -> None:
    """生成每人的待办提要 / Write what waits for each person."""
    # What waits is read from everywhere; other commands need little of it.
    from audit_models.casework.digests.write import write_digests

    settings = Settings()
    written = write_digests(
        open_casework(settings), Warehouse(settings.home).current(), Actor.system(), out,
        login=person, lang=lang, form=form, public_url=settings.public_url,
    )  # fmt: skip
    for path in written:
        typer.echo(path)
