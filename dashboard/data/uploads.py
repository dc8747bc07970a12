"""Handing in extracts through the browser: plain forms, one import at a time, watched from the page."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, State, dcc
from flask import Flask, abort, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import uploads
from audit_models.casework.store import Actor, Casework
from audit_models.casework.uploads import APPROVED, RECEIVED, TRIED, Upload
from audit_models.china_time import CHINA
from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.mapping.load import shipped
from audit_models.serving import MOST_BODY_BYTES
from audit_models.settings import Settings
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import Address, read_address
from dashboard.casework import reach
from dashboard.components import card, link, table, twin
from dashboard.data import upload_files
from dashboard.frame.menu import PRODUCT
from dashboard.html import Component
from dashboard.view import View

logger = logging.getLogger(__name__)

ROUTES = {
    "/data/upload": frozenset({Permission.IMPORT}),
    "/data/withdraw": frozenset({Permission.IMPORT}),
    "/data/approve": frozenset({Permission.APPROVE_IMPORT}),
    **upload_files.ROUTES,
}
"""Where the forms go, and what an account must be permitted to ask for them and to send them."""
POLL_MS = 2_000

TITLE = Text("上传数据", "Hand in data")
NOTE = Text(
    "文件先试运行，不改动任何数据；由另一名有权限的人员批准后才生成新快照。",
    "Files are tried first, which changes nothing; a second person approves before a new snapshot is made.",
)
SEND = Text("上传并试运行", "Upload and try")
APPROVE = Text("批准导入", "Approve")
WITHDRAW = Text("撤回", "Withdraw")
NO_UPLOADS = Text("还没有上传。", "Nothing was handed in yet.")
WHO = Text("{who} 于 {when} 上传，{count} 个文件", "{who}, {when}, {count} files")
DETAIL = Text("列对应、预览与影响", "Columns, first rows and what would change")
REJECTS = Text("下载被拒绝的行（含原因）", "Download the rejected rows with reasons")
APPROVED_BY = Text("批准人：{who}", "Approved by {who}")
SNAPSHOT = Text("快照 {id}", "Snapshot {id}")
TOO_LARGE = Text(
    f"一次上传合计不超过 {MOST_BODY_BYTES >> 30} GB；更大的请在服务器上用 python app.py import 导入。",
    f"At most {MOST_BODY_BYTES >> 30} GB at a time; import more than that on the server with"
    " python app.py import.",
)
WORDS = {
    "product": PRODUCT,
    "title": TITLE,
    "note": NOTE,
    "choose": Text(
        "选择文件（csv、xlsx，可多选，合计不超过 1 GB）",
        "Choose files (csv, xlsx; several at once, up to 1 GB)",
    ),
    "mapping": Text("来源格式", "Layout"),
    "agreed": Text("约定格式", "As agreed in the data contract"),
    "send": SEND,
    "steps": Text(
        "步骤：一、选择文件；二、系统试运行，核对列的对应关系、前 20 行和会变的已发布数字；三、另一人批准后发布。",
        "Steps: choose files; they are tried, and you check how columns were understood, the first 20 rows"
        " and which published numbers would change; another person approves, and they are published.",
    ),
    "named": Text(
        "文件名或工作表名须是数据表名，如 work_orders.csv 或“工单.xlsx”。",
        "A file or a sheet is named after its table, such as work_orders.csv.",
    ),
    "templates": Text("下载空白模板", "Download an empty template"),
    "back": Text("返回", "Back"),
    "other": Text("English", "中文"),
}
COLUMNS = (
    ("table_name", Text("数据表", "Table")),
    ("rows_read", Text("读入", "Read")),
    ("rows_accepted", Text("接受", "Accepted")),
    ("rows_rejected", Text("拒绝", "Rejected")),
    ("rows_added", Text("新增", "Added")),
    ("rows_changed", Text("更新", "Changed")),
)


class Tray:
    """The imports of this server, one after the other, and how far the present one is."""

    def __init__(self, warehouse: Warehouse, casework: Casework) -> None:
        self.warehouse = warehouse
        self.settings = Settings(home=warehouse.home)
        self.casework = casework
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._guard = threading.Lock()
        self._steps: dict[str, tuple[Text, int, int]] = {}

    def step_of(self, upload_id: str) -> tuple[Text, int, int] | None:
        with self._guard:
            return self._steps.get(upload_id)

    def submit(self, work: Callable[..., None], actor: Actor, upload_id: str) -> None:
        """Do `work` when those before it are done."""
        self._worker.submit(self._run, work, actor, upload_id)

    def _run(self, work: Callable[..., None], actor: Actor, upload_id: str) -> None:
        try:
            work(self.casework, self.settings, actor, upload_id, _Watched(self, upload_id))
        except Refused as refused:
            logger.warning("Upload %s: %s", upload_id, refused)
        except Exception:
            logger.exception("Upload %s failed", upload_id)
            uploads.give_up(self.casework, actor, upload_id)
        finally:
            with self._guard:
                self._steps.pop(upload_id, None)

    def note(self, upload_id: str, step: tuple[Text, int, int]) -> None:
        with self._guard:
            self._steps[upload_id] = step


class _Watched:
    """A progress that the page looks at."""

    def __init__(self, tray: Tray, upload_id: str) -> None:
        self._tray, self._upload_id = tray, upload_id

    def step(self, text: Text, done: int, total: int) -> None:
        self._tray.note(self._upload_id, (text, done, total))


def register_forms(server: Flask, warehouse: Warehouse, casework: Casework) -> Tray:
    """The routes that take a form, and those that give a file."""
    tray = Tray(warehouse, casework)
    upload_files.register_routes(server, warehouse, casework)

    @server.get("/data/upload")
    def ask_for_files() -> Any:
        return upload_page() if _concerns(warehouse, Permission.IMPORT) else abort(404)

    @server.post("/data/upload")
    def upload() -> Any:
        request.max_content_length = MOST_BODY_BYTES
        try:
            files = [(one.filename or "", one.stream) for one in request.files.getlist("files")]
        except RequestEntityTooLarge:
            return upload_page(TOO_LARGE), 400
        return _answer(lambda: _received(files))

    def _received(files: list[tuple[str, Any]]) -> None:
        upload_id = uploads.receive(
            casework,
            warehouse.home,
            session.reach(warehouse.current()),
            files,
            mapping=request.form.get("mapping") or None,
        )
        tray.submit(uploads.try_out, session.actor(), upload_id)

    @server.post("/data/approve")
    def approve() -> Any:
        return _answer(lambda: _approved(request.form.get("upload", "")))

    def _approved(upload_id: str) -> None:
        uploads.approve(casework, session.reach(warehouse.current()), upload_id)
        tray.submit(uploads.publish, session.actor(), upload_id)

    @server.post("/data/withdraw")
    def withdraw() -> Any:
        upload_id = request.form.get("upload", "")
        return _answer(
            lambda: uploads.withdraw(
                casework, warehouse.home, session.reach(warehouse.current()), upload_id
            )
        )

    return tray


def _concerns(warehouse: Warehouse, *permissions: Permission) -> bool:
    """Whether handing in data is this person's matter; nobody's while there is no snapshot to tell."""
    try:
        reach = session.reach(warehouse.current())
    except Refused:
        return False
    return any(uploads.concerns(reach, one) for one in permissions)


def _answer(action: Callable[[], None]) -> Any:
    """Back to the page; where it was refused, to the form with the sentence that says so."""
    try:
        action()
    except Refused as refused:
        return upload_page(refused.text), 400
    return redirect(f"/data?lang={'en' if request.args.get('lang') == 'en' else 'zh'}", 303)


def register_watch(app: Dash, tray: Tray) -> None:
    """The list of uploads, looked at again while the page is open."""

    @app.callback(
        Output("data-uploads", "children"),
        Input("data-poll", "n_intervals"),
        State("shell-location", "search"),
    )
    def watch(_: Any, search: str) -> Component:
        return listed(tray, read_address("/data", search).lang)


def waiting_uploads(view: View) -> int:
    """Uploads that the person who is signed in may approve."""
    return uploads.count_to_approve(session.casework(), reach(view))


def upload_card(view: View) -> Component | None:
    """The way to the form and the list; nothing for whom neither concerns."""
    who, lang = reach(view), view.lang
    may_send = uploads.concerns(who, Permission.IMPORT)
    if not may_send and not uploads.concerns(who, Permission.APPROVE_IMPORT):
        return None
    form = html.A(SEND.in_(lang), href=f"/data/upload?lang={lang}", className="button")
    return card(
        TITLE.in_(lang),
        form if may_send else None,
        html.Div(id="data-uploads"),
        dcc.Interval(id="data-poll", interval=POLL_MS),
        note=NOTE.in_(lang),
    )


def upload_page(error: Text | None = None) -> str:
    """The form of its own, sent by the browser itself: files of any size, without a script."""
    lang: Lang = "en" if request.args.get("lang") == "en" else "zh"
    return render_template(
        "upload.html",
        lang="zh-CN" if lang == "zh" else "en",
        short=lang,
        words={name: text.in_(lang) for name, text in WORDS.items()},
        error=error.in_(lang) if error else "",
        layouts=shipped(),
        templates=[(one.name, one.label.in_(lang)) for one in upload_files.taken_tables()],
        other=f"?lang={'en' if lang == 'zh' else 'zh'}",
    )


def listed(tray: Tray, lang: Lang) -> Component:
    """Every upload with its state, what it would do, and what may be done with it now."""
    if not _concerns(tray.warehouse, Permission.IMPORT, Permission.APPROVE_IMPORT):
        return html.Div()
    found = uploads.list_uploads(tray.casework)
    if not found:
        return html.P(NO_UPLOADS.in_(lang), className="empty-text")
    return html.Ul([_item(one, tray, lang) for one in found], className="uploads")


def _item(one: Upload, tray: Tray, lang: Lang) -> Component:
    when = datetime.fromisoformat(one.uploaded_at).astimezone(CHINA)
    who = WHO.in_(lang).format(
        who=one.uploader, when=f"{when:%Y-%m-%d %H:%M}", count=len(one.files)
    )
    parts: list[Any] = [
        html.Strong(uploads.STATES[one.state].in_(lang)),
        html.Span(who, className="own"),
        html.Span("、".join(file["name"] for file in one.files[:6]), className="own"),
        _progress(tray.step_of(one.upload_id), lang),
    ]
    if one.refusal:
        parts.append(html.P(one.refusal.in_(lang), className="says"))
    if one.approver:
        parts.append(html.Span(APPROVED_BY.in_(lang).format(who=one.approver), className="own"))
    if one.snapshot_id:
        parts.append(html.Span(SNAPSHOT.in_(lang).format(id=one.snapshot_id), className="own"))
    if one.report and one.report["tables"]:
        parts.append(_report(one.report, lang))
    parts.append(_further(one, tray, lang))
    return html.Li([*parts, *_actions(one, lang)])


def _further(one: Upload, tray: Tray, lang: Lang) -> Component:
    """The page of the upload, and its rejected rows for who hands data in."""
    here = Address("/data", lang=lang, id=one.upload_id)
    ways: list[Component] = [link(DETAIL.in_(lang), here.href)]
    has_rejects = uploads.rejects_path(tray.settings.home, one.upload_id).exists()
    if has_rejects and session.may(Permission.IMPORT):
        to = f"/data/rejects/{one.upload_id}?lang={lang}"
        ways.append(html.A(REJECTS.in_(lang), href=to))
    return html.Span(ways, className="own")


def _progress(step: tuple[Text, int, int] | None, lang: Lang) -> Component | None:
    if step is None:
        return None
    text, done, total = step
    return html.Span(
        [html.Progress(value=str(done), max=str(total)), f" {text.in_(lang)}"], className="own"
    )


def _report(report: dict[str, Any], lang: Lang) -> Component:
    contract = load_contract()
    columns = [(title.in_(lang), "" if n == "table_name" else "num") for n, title in COLUMNS]
    rows = [
        [
            contract[row["table_name"]].label.in_(lang),
            *[fmt.count(row[name]) for name, _ in COLUMNS[1:]],
        ]
        for row in report["tables"]
    ]
    return twin(table(columns, rows), lang)


def _actions(one: Upload, lang: Lang) -> list[Component]:
    own = one.uploaded_by == session.principal().account_id
    found = []
    if one.state == TRIED and not own and session.may(Permission.APPROVE_IMPORT):
        found.append(_button("/data/approve", APPROVE, one, lang))
    if one.state in {RECEIVED, TRIED} and session.may(Permission.IMPORT):
        found.append(_button("/data/withdraw", WITHDRAW, one, lang))
    return found


def _button(action: str, label: Text, one: Upload, lang: Lang) -> Component:
    return html.Form(
        html.Button(
            label.in_(lang), type="submit", name="upload", value=one.upload_id, className="button"
        ),
        action=f"{action}?lang={lang}",
        method="post",
    )


def resume(tray: Tray) -> None:
    """Go on with what a stopped server left half way; nothing was changed by the half."""
    system = Actor.system()
    for one in uploads.list_uploads(tray.casework):
        if one.state == RECEIVED:
            tray.submit(uploads.try_out, system, one.upload_id)
        elif one.state == APPROVED:
            tray.submit(uploads.publish, system, one.upload_id)
