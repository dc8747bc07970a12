"""The command line. Exit code 0 = done, 1 = refused or failed, 2 = wrong use."""

import secrets
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import ValidationError
from rich.console import Console

from audit_models import serving, views
from audit_models.build import ImportOutcome, import_sources, recompute
from audit_models.cardinal.cli import cardinal
from audit_models.casework import accounts, demonstration, intact
from audit_models.casework.cli import backup, restore, users, verify_trail
from audit_models.casework.digests.cli import digest
from audit_models.casework.store import Casework, open_casework
from audit_models.china_time import CHINA
from audit_models.contract import load_contract
from audit_models.demo import write_demonstration
from audit_models.errors import Refused
from audit_models.extract import extract
from audit_models.intake import TableCount
from audit_models.models.cli import models
from audit_models.notebooks.cli import notebook
from audit_models.progress import bars
from audit_models.reports.cli import report
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from audit_models.warehouse import Listed, Warehouse
from audit_models.worked_examples.cli import check_rules

DEMONSTRATION_SEED = 20261124

Scale = Literal["county", "city", "province"]
MakeServer = Callable[[Warehouse, Casework, Iterable[str]], Any]
"""Makes the WSGI server of the screens; given by `app.py`, as nothing here knows the dashboard."""

app = typer.Typer(
    help="供电企业督察审计与风险分析 / Supervisory audit and risk analytics of a power supply company",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
snapshots = typer.Typer(help="查看、选用、清理快照 / List, choose and delete snapshots")
app.add_typer(snapshots, name="snapshots")
app.add_typer(models, name="models")
app.add_typer(users, name="users")
app.command("verify-trail")(verify_trail)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("report")(report)
app.command("digest")(digest)
app.command("notebook")(notebook)
app.command("extract")(extract)
app.command("cardinal")(cardinal)
app.command("check-rules")(check_rules)

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="数据截止日期，默认为最后有受理项目的月份的月末"
        " / Day to compute to; default the end of the last month with an accepted project",
    ),
]


def main(make_server: MakeServer, arguments: list[str] | None = None) -> int:
    """Run one command; whatever goes wrong becomes one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a legacy encoding, in which Chinese text is an exception.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(arguments, obj=make_server, standalone_mode=False)
    except typer.TyperException as error:
        message = error.format_message().rstrip(".")
        _failed(Text(f"用法有误：{message}。见 --help。", f"Wrong use: {message}. See --help."))
        return error.exit_code
    except Refused as error:
        return _failed(error.text)
    except (KeyboardInterrupt, typer.Abort):
        return _failed(Text("已中断，未作任何更改。", "Interrupted; nothing was changed."))
    except Exception as error:
        return _failed(_unexpected(error))
    return code if isinstance(code, int) else 0


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        serve(context)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="监听地址 / Address to listen on")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="监听端口 / Port to listen on")
    ] = None,
) -> None:
    """启动网页服务 / Serve the dashboard."""
    settings = _settings()
    host, port = host or settings.host, port or settings.port
    serving.refuse_in_the_open(host, settings.public_url)
    hosts = serving.outside_hosts(settings.public_url)
    warehouse, casework = Warehouse(settings.home), open_casework(settings)
    intact.look(casework)
    server = serving.listen(
        context.obj(warehouse, casework, hosts), host, port, proxy=settings.proxy if hosts else None
    )
    warehouse.tidy()
    if not warehouse.list():
        _say(
            Text(
                "首次启动：正在生成演示数据，请稍候。",
                "First start: making the demonstration province.",
            )
        )
        _demonstrate(settings, "city", DEMONSTRATION_SEED)
    _open_accounts(warehouse.current(), casework)
    shown = f"[{host}]" if ":" in host else host
    _say(
        Text(
            f"已启动，请在浏览器打开 http://{shown}:{port} （按 Ctrl+C 停止）",
            f"Serving at http://{shown}:{port} (Ctrl+C to stop)",
        )
    )
    intact.keep_looking(casework)
    serving.keep_what_is_loaded()
    server.run()


@app.command()
def demo(
    scale: Annotated[Scale, typer.Option(help="规模 / Size")] = "city",
    seed: Annotated[int, typer.Option(help="随机种子 / Random seed")] = DEMONSTRATION_SEED,
) -> None:
    """生成演示数据并导入 / Write demonstration extracts and import them."""
    _tell(_demonstrate(_settings(), scale, seed))


@app.command("import")
def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="DIR|FILE…", help="文件夹或文件 / Folders or files")
    ],
    mapping: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help="外部数据的映射 / Mapping of a foreign extract"),
    ] = None,
    as_of: AsOf = None,
    data_from: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m"],
            help="起始月份，最多默认回溯 36 个月 / First month; by default at most 36 months back",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查不发布 / Do everything but publish")
    ] = False,
    max_reject_share: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="每表允许的拒绝比例 / Share of rejected rows allowed in a table"
        ),
    ] = 0.2,
    accept_fewer: Annotated[
        bool,
        typer.Option(
            "--accept-fewer",
            help="某月行数远少于往常，已核对无误 / A month has far fewer rows than usual, which is right",
        ),
    ] = False,
) -> None:
    """导入源数据，生成新快照 / Import source data into a new snapshot."""
    settings = _settings()
    with bars(Console(stderr=True)) as progress:
        outcome = import_sources(
            settings,
            paths,
            mapping=mapping,
            as_of=_day(as_of),
            data_from=_day(data_from),
            dry_run=dry_run,
            max_reject_share=max_reject_share,
            accepts_fewer=accept_fewer,
            progress=progress,
        )
    if dry_run:
        _say(Text("试运行：没有发布任何内容。", "Dry run: nothing was published."))
    _tell(outcome)


@app.command()
def run(as_of: AsOf = None) -> None:
    """用现有源数据重新计算，生成新快照 / Recompute on the current sources: a new snapshot."""
    settings = _settings()
    with bars(Console(stderr=True)) as progress:
        outcome = recompute(settings, as_of=_day(as_of), progress=progress)
    _tell(outcome)


@snapshots.callback(invoke_without_command=True)
def _snapshots(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_snapshots()


@snapshots.command("list")
def list_snapshots() -> None:
    """列出全部快照，* 为当前快照 / List all snapshots; * marks the current one."""
    listed = Warehouse(_settings().home).list()
    if not listed:
        _say(Text("还没有快照。", "There are no snapshots yet."))
    for one in listed:
        typer.echo(_line(one))


@snapshots.command("use")
def use_snapshot(snapshot_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """改用某个快照 / Show this snapshot from now on."""
    Warehouse(_settings().home).use(snapshot_id)
    _say(Text(f"现在显示快照 {snapshot_id}。", f"Snapshot {snapshot_id} is shown from now on."))


@snapshots.command("prune")
def prune_snapshots(
    keep: Annotated[
        int,
        typer.Option(min=1, help="保留最新的几个 / How many of the newest to keep"),
    ] = 12,
) -> None:
    """删除较旧的快照，当前快照除外 / Delete older snapshots, never the current one."""
    deleted = Warehouse(_settings().home).prune(keep=keep)
    names = "、".join(deleted) or "0", ", ".join(deleted) or "0"
    _say(Text(f"已删除快照：{names[0]}。", f"Snapshots deleted: {names[1]}."))


def _open_accounts(snapshot: Snapshot, casework: Casework) -> None:
    """The first administrator of a new installation; one account a role while it only demonstrates."""
    password = accounts.first_administrator(casework)
    if password:
        _say(
            Text(
                f"已创建首个系统管理员：账号 admin，一次性口令 {password}（首次登录须更改，不再显示）",
                f"First system administrator: account admin, one-time password {password}"
                " (to be changed at the first sign-in; it is not shown again)",
            )
        )
    if snapshot.facts.is_demonstration:
        demonstration.open_demonstration_accounts(casework, views.units(snapshot))


def _demonstrate(settings: Settings, scale: Scale, seed: int) -> ImportOutcome:
    """Write the demonstration extracts, up to the last full month, and import them."""
    as_of = datetime.now(CHINA).date().replace(day=1) - timedelta(days=1)
    folder = settings.home / "demonstration" / f"{scale}-{seed}"
    # Written beside and then renamed, so that an interrupted start leaves no half a province.
    making = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    making.mkdir(parents=True)
    with bars(Console(stderr=True)) as progress:
        try:
            write_demonstration(making, scale=scale, seed=seed, as_of=as_of, progress=progress)
            shutil.rmtree(folder, ignore_errors=True)
            making.rename(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return import_sources(settings, [folder], as_of=as_of, progress=progress)


def _tell(outcome: ImportOutcome) -> None:
    """What was done, and at the end one line a table."""
    for notice in outcome.notices:
        _say(notice)
    if outcome.rejects:
        _say(Text(f"被拒绝的行见 {outcome.rejects}", f"Rejected rows are in {outcome.rejects}"))
    if outcome.snapshot_id:
        _say(
            Text(
                f"已发布快照 {outcome.snapshot_id}。", f"Published snapshot {outcome.snapshot_id}."
            )
        )
    for count in outcome.report.tables if outcome.report else ():
        typer.echo(_count_line(count))


def _count_line(count: TableCount) -> str:
    label = load_contract()[count.table_name].label.zh
    control: Decimal | None = count.control_total_cny
    numbers = (
        f"读入 read {count.rows_read}",
        f"接受 accepted {count.rows_accepted}",
        f"拒绝 rejected {count.rows_rejected}",
        f"新增 added {count.rows_added}",
        f"更新 changed {count.rows_changed}",
        f"控制合计 control total {'-' if control is None else f'{control:.2f}'}",
    )
    return f"{count.table_name} {label}: {', '.join(numbers)}"


def _line(one: Listed) -> str:
    mark = "*" if one.is_current else " "
    if one.facts is None:
        return f"{mark} {one.snapshot_id}  已损坏 damaged"
    kind = f"  演示 demonstration {one.facts.seed}" if one.facts.is_demonstration else ""
    return (
        f"{mark} {one.snapshot_id}  {one.facts.created_at:%Y-%m-%d %H:%M:%S}"
        f"  {one.facts.data_from:%Y-%m} … {one.facts.as_of}{kind}"
    )


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"AUDIT_{part['loc'][0]}".upper() for part in error.errors())
        raise Refused(
            f"环境变量 {names} 的值不正确；请改正或删除。",
            f"The value of the environment variable {names} is not valid; correct or unset it.",
        ) from error


def _unexpected(error: Exception) -> Text:
    """A fault of ours: one sentence for the user, the traceback in a file for whoever repairs it."""
    what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    try:
        log = _settings().home / "last-error.txt"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except (OSError, Refused):
        return Text(f"未能完成（{what}）。", f"This failed ({what}).")
    return Text(f"未能完成（{what}），详见 {log}。", f"This failed ({what}); details are in {log}.")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _say(text: Text) -> None:
    typer.echo(f"{text.zh} / {text.en}")


def _failed(text: Text) -> int:
    typer.echo(f"{text.zh} / {text.en}", err=True)
    return 1
