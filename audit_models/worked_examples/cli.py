"""The command that tries the worked examples of rules."""

from typing import Annotated

import typer

from audit_models.definitions import load_rules
from audit_models.worked_examples.check import failing, record


def check_rules(
    is_recorded: Annotated[
        bool,
        typer.Option(
            "--record",
            help="全部通过后记入 tests/cases/passed.csv / Keep it where all of them pass",
        ),
    ] = False,
) -> None:
    """用检验示例检查改动过的规则 / Try the worked examples of rules that were changed"""
    unsound = failing()
    for rule_id, failed in unsound.items():
        for one in failed:
            typer.echo(f"{rule_id}  {one.example.zh} / {one.example.en}  {one.deviation}")
    if unsound:
        raise typer.Exit(1)
    if is_recorded:
        record(load_rules())
    typer.echo("全部通过 / All passed")
