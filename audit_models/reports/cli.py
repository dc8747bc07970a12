"""`python app.py report`: the monthly report as a file, for a person or a scheduler."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from audit_models import durable
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.text import Lang
from audit_models.warehouse import Warehouse


def report(
    month: Annotated[
        datetime, typer.Option("--month", formats=["%Y-%m"], help="月份 / Month, YYYY-MM")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="存放文件夹 / Folder for the file")
    ],
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit", metavar="CODE", help="供电单位编码，默认最上级 / Unit; default the topmost"
        ),
    ] = None,
    format_: Annotated[
        Literal["pdf", "xlsx", "docx"], typer.Option("--format", help="格式 / Format")
    ] = "pdf",
    lang: Annotated[Lang, typer.Option("--lang", help="语言 / Language")] = "zh",
    short: Annotated[
        bool,
        typer.Option("--short", help="只要一页记分卡 (PDF) / The one-page scorecard alone (PDF)"),
    ] = False,
) -> None:
    """生成月报文件 / Write the monthly report of a unit."""
    # Setting a page needs libraries that no other command does.
    from audit_models.catalogue import catalogue
    from audit_models.reports.monthly import monthly_report

    if short and format_ != "pdf":
        raise Refused(
            "一页记分卡只有 PDF 格式；请去掉 --format 或 --short。",
            "The one-page scorecard is a PDF; leave out --format or --short.",
        )
    settings = Settings()
    snapshot = Warehouse(settings.home).current()
    name, content = monthly_report(
        snapshot,
        unit or catalogue(snapshot).root.code,
        month.date(),
        form="scorecard" if short else format_,
        lang=lang,
        public_url=settings.public_url,
    )
    typer.echo(save(out, name, content))


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write the file whole or not at all; answers where it is.

    Raises:
        Refused: the folder cannot be written.
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        durable.write_bytes(path, content)
    except OSError as error:
        raise Refused(
            f"无法写入 {path}（{error.strerror}）；请检查文件夹，或用 --out 换一个。",
            f"Cannot write {path} ({error.strerror}); check the folder, or choose another by --out.",
        ) from error
    return path
