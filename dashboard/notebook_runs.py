"""Notebook runs that vouch for the number shown, and the command that runs one for the same filters."""

from collections.abc import Callable
from datetime import datetime
from shlex import quote

from dash import html
from dash.development.base_component import Component

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.exports.sheet import file_name
from audit_models.families import family_code
from audit_models.notebooks.find import find_notebook
from audit_models.notebooks.runs import PAPER, find_run
from audit_models.text import Text
from dashboard.components import card, named, table
from dashboard.exports import File, file_buttons
from dashboard.view import NOT_FOUND, Nothing, Row, View

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
PAPER_FILE = Text("最近一次运行的网页", "The page of the newest run")
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
    lines = [_line(row, definition, view) for row in found.head(LINES).to_dict("records")]
    columns = [(view.say(title), kind) for title, kind in TITLES]
    listed = table(columns, lines) if lines else html.P(view.say(NONE), className="empty-text")
    parts = [listed, _command(definition, view)]
    if _intact(definition, view):
        page = "rules" if definition.kind == "rule" else "indicator"
        parts.append(file_buttons(page, [("paper", view.say(PAPER_FILE), PAPER_FILE)], view.lang))
    return card(view.say(RUNS), *parts, note=view.say(NOTE))


def paper_of(choose: Callable[[View], Definition]) -> Callable[[View], File]:
    """The page of the newest run behind what a page shows, as a file: it holds scripts of the plotting
    library, which no page of ours may run."""

    def build(view: View) -> File:
        intact = _intact(choose(view), view)
        if not intact or view.snapshot.home is None:
            raise Nothing(NOT_FOUND)
        run = find_run(view.snapshot.home, intact[0])
        name = file_name(run.title.in_(view.lang), run.id, kind="html")
        return File(name, (run.folder / PAPER).read_bytes())

    return build


def _intact(definition: Definition, view: View) -> list[str]:
    """Runs whose page may be taken along. A run reads the whole snapshot, so none for a reader of a
    part of it."""
    if view.units is not None:
        return []
    found = views.notebook_runs(view.snapshot, definition.id, view.unit.code, view.month)
    return [str(one) for one in found["run_id"][found["state"] != "altered"]]


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
        row["title_zh"] if view.lang == "zh" else row["title_en"],
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
