"""`users`, `verify-trail`, `backup` and `restore` on the command line.

Whoever runs these has the machine's own rights on the home folder; the trail names his login there.
"""

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from audit_models import backup as backups
from audit_models.access import ROLE_NAMES, Role
from audit_models.casework import accounts, identities, intact
from audit_models.casework.bundle import check_bundle
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.progress import bars
from audit_models.settings import Settings
from audit_models.text import Text

users = typer.Typer(help="账号 / Accounts", invoke_without_command=True)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="账号 / Login")]
RoleOption = Annotated[Role, typer.Option(help="角色 / Role")]
UnitOption = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="所属单位编码 / Unit code; none for administrators"),
]

REASONS = {
    "missing": Text("该条之前有记录被删除", "an entry before it was removed"),
    "changed": Text("该条内容被改动", "the entry was changed"),
    "differs from the anchor": Text("该条与锚文件不符", "the entry differs from the anchor"),
    "cut off": Text("该条及其后的记录被删除", "this entry and those after it were removed"),
    "the anchor is missing": Text("锚文件缺失", "the anchor file is missing"),
}


@users.callback()
def _users(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_users()


@users.command("list")
def list_users() -> None:
    """列出账号 / List the accounts."""
    found = accounts.list_accounts(_casework())
    if not found:
        _say(Text("还没有账号。", "There are no accounts yet."))
    bound = identities.subjects(_casework())
    for one in found:
        role = ROLE_NAMES[one.role]
        marks = [
            *(["停用 disabled"] if one.is_disabled else []),
            *(["演示 demonstration"] if one.is_demonstration else []),
            *(["须改口令 password to be changed"] if one.must_change else []),
            *([] if one.is_granted else ["待授权 waits for its grant"]),
            *([f"已绑定 bound to {bound[one.login]}"] if one.login in bound else []),
        ]
        line = f"{one.login}  {one.name}  {role.zh} {role.en}  {one.unit_code or '-'}"
        typer.echo("  ".join([line, *marks]))


@users.command("add")
def add_user(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名 / Name")],
    role: RoleOption,
    unit: UnitOption = None,
) -> None:
    """新增账号，显示一次性口令 / Open an account and show its one-time password."""
    password = accounts.add_account(
        _casework(), _actor(), login=login, name=name, role=role, unit_code=unit
    )
    _tell(login, password)


@users.command("reset")
def reset_user(login: Login) -> None:
    """重置口令，显示一次性口令 / Give the account a new one-time password."""
    _tell(login, accounts.reset_password(_casework(), _actor(), login))


@users.command("disable")
def disable_user(login: Login) -> None:
    """停用账号，其会话立即失效 / Disable an account; its sessions end at once."""
    accounts.set_disabled(_casework(), _actor(), login, is_disabled=True)
    _say(Text(f"账号 {login} 已停用。", f"The account {login} is disabled."))


@users.command("enable")
def enable_user(login: Login) -> None:
    """恢复账号 / Enable an account again."""
    accounts.set_disabled(_casework(), _actor(), login, is_disabled=False)
    _say(Text(f"账号 {login} 已恢复。", f"The account {login} is enabled."))


@users.command("grant")
def grant_user(
    login: Login,
    role: RoleOption,
    unit: UnitOption = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="生效日期 / In force from this day on"),
    ] = None,
) -> None:
    """变更角色或单位，生效时其会话失效 / Give another role or unit; the sessions end when it holds."""
    day = since.date() if since else None
    accounts.change_grant(_casework(), _actor(), login, role=role, unit_code=unit, valid_from=day)
    _say(Text(f"账号 {login} 的角色已变更。", f"The account {login} has its new role."))


@users.command("bind")
def bind_user(
    login: Login,
    subject: Annotated[
        str, typer.Option(help="统一认证中的身份标识 / The provider's identifier of the person")
    ],
) -> None:
    """绑定统一身份，其会话立即失效 / Let a person of the identity provider sign in as the account."""
    issuer = Settings().oidc_issuer
    if issuer is None:
        raise Refused("请先设置 AUDIT_OIDC_ISSUER。", "Set AUDIT_OIDC_ISSUER first.")
    identities.bind(_casework(), _actor(), login, issuer=issuer, subject=subject)
    _say(Text(f"账号 {login} 已绑定 {subject}。", f"The account {login} is bound to {subject}."))


@users.command("unbind")
def unbind_user(login: Login) -> None:
    """解除统一身份，其会话立即失效 / Nobody signs in as the account through the provider any more."""
    identities.unbind(_casework(), _actor(), login)
    _say(Text(f"账号 {login} 已解除绑定。", f"The account {login} is bound to nothing."))


def verify_trail(
    bundle: Annotated[
        Path | None, typer.Option(help="核对导出的签名包 / Check a bundle that was saved before")
    ] = None,
    key: Annotated[str, typer.Option(help="签名包的公钥 / The public key of the bundle")] = "",
    accept: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="查明断点原因后恢复写入 / Answer for a break that was found out; changes are made again",
        ),
    ] = None,
) -> None:
    """核验审计日志 / Verify the trail."""
    if bundle is not None:
        about = check_bundle(bundle, key)
        count = about["entries"]
        _say(
            Text(
                f"签名包与签名相符，共 {count} 条，链首 {about['head']}。",
                f"The bundle is as it was signed: {count} entries, head {about['head']}.",
            )
        )
        return
    casework = _casework()
    if accept is not None:
        seq = intact.accept(casework, _actor(), accept)
        _say(Text(f"断点已记入第 {seq} 条，系统恢复写入。",
                  f"The break is answered for in entry {seq}; changes are made again."))  # fmt: skip
    found = intact.look(casework)
    if found.first_bad_seq is not None:
        why = REASONS[found.reason]
        raise Refused(
            f"审计日志不完整：第 {found.first_bad_seq} 条，{why.zh}；此前 {found.count} 条完好。系统现为只读。",
            f"The trail is not intact: entry {found.first_bad_seq}, {why.en};"
            f" the {found.count} before it are. The system only reads now.",
        )
    for seq in found.accepted:
        _say(Text(f"第 {seq} 条起曾有断点，已有人说明。",
                  f"It was broken from entry {seq} on, which was answered for."))  # fmt: skip
    _say(
        Text(f"审计日志完好，共 {found.count} 条。", f"The trail is intact: {found.count} entries.")
    )


def backup(
    out: Annotated[Path, typer.Option(help="放到哪个文件夹 / Folder to put it into")],
) -> None:
    """备份数据目录，可在使用中进行 / Back up the home folder, also while it is in use."""
    with bars(Console(stderr=True)) as progress:
        made = backups.back_up(Settings().home, out, progress=progress)
    _say(Text(f"已备份到 {made}", f"Backed up to {made}"))
    if Settings().casework_url:
        _say(
            Text(
                "业务数据库不在数据目录中（AUDIT_CASEWORK_URL），未包含在内；请另用 pg_dump 备份。",
                "The casework database is elsewhere (AUDIT_CASEWORK_URL) and not included; back it up with pg_dump.",
            )
        )
    if Settings().trail_anchor:
        _say(
            Text(
                "锚文件不在数据目录中（AUDIT_TRAIL_ANCHOR），未包含在内；请另行备份。",
                "The anchor is elsewhere (AUDIT_TRAIL_ANCHOR) and not included; back it up by itself.",
            )
        )


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="备份文件夹 / Folder of the backup")
    ],
) -> None:
    """把备份恢复到空的数据目录并核验 / Restore a backup into an empty home folder and verify it."""
    with bars(Console(stderr=True)) as progress:
        count = backups.restore(source, Settings().home, progress=progress)
    _say(
        Text(
            f"已恢复 {count} 个文件，校验值全部一致。",
            f"{count} files restored; all of their hashes agree.",
        )
    )


def _casework() -> Casework:
    return open_casework(Settings())


def _actor() -> Actor:
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = "unknown"
    return Actor(None, login, "command line", "")


def _tell(login: str, password: str) -> None:
    _say(
        Text(
            f"账号 {login} 的一次性口令：{password} （首次登录须更改，不再显示）",
            f"One-time password of {login}: {password} (to be changed at the first sign-in; not shown again)",
        )
    )


def _say(text: Text) -> None:
    typer.echo(f"{text.zh} / {text.en}")
