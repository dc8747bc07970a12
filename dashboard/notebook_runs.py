"""Notebook runs that vouch for the number shown, their pages to read, and the command for another run."""

from datetime import datetime
from io import BytesIO
from shlex import quote
from typing import Any

from flask import Flask, abort, request, send_file

from audit_models import format as fmt
from audit_models import views
from audit_models.access import Permission
from audit_models.catalogue import Definition
from audit_models.errors import Refused
from audit_models.exports.sheet import file_name
from audit_models.families import family_code
from audit_models.notebooks.find import find_notebook
from audit_models.notebooks.paper import content_policy
from audit_models.notebooks.runs import PAPER, find_run
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.components import card, named, table
from dashboard.html import Component
from dashboard.view import Nothing, Row, View, open_view

PAGE_RULE = "/notebook-run/<run_id>"
"""Where a browser reads the page of a run; with `SAVE` in the query it is taken along as a file."""
SAVE = "save"
ROUTES = {PAGE_RULE: frozenset({Permission.READ})}

MONITORING, QUALITY = "2", "7"
"""The notebooks that vouch for every indicator, and for every rule."""
OF_FAMILY = {"CP": "3", "CT": "4", "IM": "4", "NW": "4", "PF": "4"}
"""The audit that looks at a family of rules more closely."""

RUNS = Text("笔记本核对", "Checked by notebooks")
NOTE = Text(
    "笔记本从案例或疑点清单重算的数与本页是否仍然相同；只有从头执行并存档的运行才算",
    "Whether the number that a notebook counted from cases or hits is still that of the page; only runs"
    " from the top that were kept count",
)
NONE = Text(
    "还没有核对过本单位本月的笔记本运行。", "No notebook run has checked this unit and month yet."
)
TAKE_ALONG = Text("下载", "Download")
COMMAND = Text("用当前筛选运行笔记本：", "Run the notebook for these filters:")
COPY = Text("复制命令", "Copy command")
TITLES = (
    (Text("执行时间", "Run at"), ""),
    (Text("笔记本", "Notebook"), "name"),
    (Text("执行人", "Run by"), ""),
    (Text("快照", "Snapshot"), ""),
    (Text("笔记本数值", "In the notebook"), "num"),
    (Text("与本页", "Against the page"), ""),
)
STATES = {
    "equal": ("✓", "met", Text("一致", "Equal")),
    "differs": ("✕", "missed", Text("不一致", "Differs")),
    "unsigned": ("≈", "quiet", Text("一致，非本库签名", "Equal, not signed here")),
    "altered": ("✕", "error", Text("存档文件已被改动", "Kept files were altered")),
}
LINES = 10


def notebook_card(definition: Definition, view: View) -> Component:
    """The newest runs for this indicator's value or this rule's hits, and how to make another."""
    found = views.notebook_runs(view.snapshot, definition.id, view.unit.code, view.month)
    lines = [_line(row, definition, view) for row in records(found.head(LINES))]
    columns = [(view.say(title), kind) for title, kind in TITLES]
    listed = table(columns, lines) if lines else html.P(view.say(NONE), className="empty-text")
    return card(view.say(RUNS), listed, _command(definition, view), note=view.say(NOTE))


def register_routes(server: Flask, warehouse: Warehouse) -> None:
    """The page of a run, for who sees the whole company: a run reads all of its snapshot."""

    @server.get(PAGE_RULE)
    def read_run(run_id: str) -> Any:
        address = read_address("/", f"?{request.query_string.decode('utf-8', 'replace')}")
        try:
            view = open_view(warehouse, address)
            run = find_run(warehouse.home, run_id)
        except (Nothing, Refused):
            abort(404)
        if view.units is not None or not run.is_intact():
            session.note("denied", kind="file", id=run_id[:300], result="denied")
            abort(404)
        # No trail entry, no page: an entry that cannot be written is an exception.
        name = file_name(run.title.in_(view.lang), run.id, kind="html")
        session.note(
            "export", kind="file", id=name[:300], unit_code=run.facts["parameters"]["unit"]
        )
        content = (run.folder / PAPER).read_bytes()
        answer = send_file(
            BytesIO(content), mimetype="text/html", download_name=name,
            as_attachment=SAVE in request.args,
        )  # fmt: skip
        # Its figures need scripts, which no page of ours may run: it has an origin that is nobody's, from
        # which neither a cookie nor another address of ours can be reached.
        policy = f"{content_policy(content.decode('utf-8'))}; frame-ancestors 'none'"
        answer.headers["Content-Security-Policy"] = f"{policy}; sandbox allow-scripts"
        return answer


def _title(row: Row, view: View) -> Component | str:
    """The notebook; for who may read its page, the way there."""
    title = str(row["title_zh"] if view.lang == "zh" else row["title_en"])
    if view.units is not None or row["state"] == "altered":
        return title
    href = PAGE_RULE.replace("<run_id>", row["run_id"]) + f"?lang={view.lang}"
    return html.Span(
        [
            html.A(title, href=href, target="_blank", rel="noopener"),
            " · ",
            html.A(view.say(TAKE_ALONG), href=f"{href}&{SAVE}=1"),
        ]
    )


def command(definition: Definition, view: View) -> str:
    """The command line that checks what is shown, on the snapshot that is shown."""
    given = {
        "--unit": view.unit.code,
        "--month": f"{view.month:%Y-%m}",
        "--snapshot": view.snapshot.id,
        "--lang": view.lang,
    }
    name = MONITORING
    if definition.kind == "rule":
        name = OF_FAMILY.get(family_code(definition.id), QUALITY)
    options = " ".join(f"{option} {quote(value)}" for option, value in given.items())
    return f"python app.py notebook {find_notebook(name).name} {options}"


def _command(definition: Definition, view: View) -> Component:
    text = command(definition, view)
    return html.Div(
        [
            html.Span(view.say(COMMAND), className="note"),
            html.Code(text, className="command", id="notebook-command"),
            html.Button(view.say(COPY), type="button", className="button", **{"data-copy": text}),
        ],
        className="run-command",
    )


def _line(row: Row, definition: Definition, view: View) -> list[Component | str]:
    sign, kind, text = STATES[row["state"]]
    return [
        fmt.minute(datetime.fromisoformat(row["started_at"])),
        _title(row, view),
        named(Text(row["person"], row["person"]), view.lang),
        html.Code(row["snapshot_id"]),
        fmt.count(row["value"])
        if definition.kind == "rule"
        else fmt.with_unit(row["value"], definition.unit, view.lang),
        html.Span(
            [html.Span(sign, **{"aria-hidden": "true"}), " ", view.say(text)],
            className=f"mark mark-{kind}",
        ),
    ]
