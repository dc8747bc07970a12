"""The command that prints Cardinal's flags of release files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from audit_models.cardinal import cardinal_flags


def cardinal(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="每行一条发布记录的文件 / Files of one release a line"),
    ],
    currency: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="只比较该币种的报价，默认为首个出现的币种"
            " / Compare prices in this currency alone; default the first that occurs",
        ),
    ] = None,
) -> None:
    """按 Cardinal 公布的定义计算开放合同数据的红旗（JSON）/ Flags of OCDS releases exactly as Cardinal defines them."""
    typer.echo(json.dumps(cardinal_flags(files, currency=currency), ensure_ascii=False))
