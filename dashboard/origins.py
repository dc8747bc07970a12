"""Where the rows that a page shows stood in their files: a cell of a table, a line of evidence, the files."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import has_request_context

from audit_models import format as fmt
from audit_models import origins, views
from audit_models.casework.uploads import uploaders
from audit_models.text import Text
from audit_models.views.origins import Origin, Place
from dashboard import html, session
from dashboard.components import card, facts, table
from dashboard.html import Component
from dashboard.view import View

ORIGIN = Text("来源", "Origin")
FILES = Text("来源文件", "Source files")
FILES_NOTE = Text(
    "行号与在 Excel 中打开该文件时相同：表头为第 1 行，空行计入；JSON 和 XES 按记录计",
    "Rows as Excel shows the file: the header is row 1, blank lines count; JSON and XES by record",
)
FILE = Text("文件", "File")
SHEET = Text("工作表", "Sheet")
DIGEST = Text("SHA-256", "SHA-256")
IMPORTED = Text("导入", "Imported")
BY = Text("导入人", "By")
COMMAND_LINE = Text("命令行", "command line")


@dataclass(frozen=True)
class Origins:
    """The origins of the rows of one page, and who handed their files in."""

    view: View
    found: dict[Place, Origin]
    people: dict[str, str]
    """Snapshot id → who uploaded what it was made from; empty where nobody can be asked."""

    def cell(self, place: Place) -> str:
        """Row and file, for a table under which `files` stands."""
        origin = self.found.get(place)
        return origins.place_in_words(origin, self.view.lang) if origin else fmt.NO_NUMBER

    def sentence(self, place: Place) -> str:
        origin = self.found.get(place)
        return origins.in_words(origin, self.view.lang, by=self._by(origin) if origin else None)

    def evidence(self, places: Iterable[Place]) -> Component | None:
        """Every row that a hit names, with its place; nothing where it names none."""
        told = [(origins.name_of(place, self.view.lang), self.sentence(place)) for place in places]
        if not told:
            return None
        return html.Div([html.H4(self.view.say(ORIGIN)), facts(told)], className="origins")

    def files(self) -> Component:
        """Every file once; where nothing was kept, the sentence that says so."""
        view = self.view
        once = {(one.sha256, one.sheet, one.file_name): one for one in self.found.values()}
        if not once:
            none = html.P(view.say(origins.NOT_KEPT), className="empty-text")
            return card(view.say(FILES), none)
        columns = [(view.say(one), "") for one in (FILE, SHEET, DIGEST, IMPORTED, BY)]
        rows = [
            [
                one.file_name,
                one.sheet or fmt.NO_NUMBER,
                html.Code(one.sha256[: origins.HASH_CHARACTERS], title=one.sha256),
                fmt.minute(one.imported_at),
                self._by(one) or fmt.NO_NUMBER,
            ]
            for one in once.values()
        ]
        return card(view.say(FILES), table(columns, rows), note=view.say(FILES_NOTE))

    def _by(self, origin: Origin) -> str | None:
        if not has_request_context():
            return None
        return self.people.get(origin.snapshot_id, self.view.say(COMMAND_LINE))


def origins_of(view: View, places: Iterable[Place]) -> Origins:
    """What is known of the rows that a page shows."""
    found = views.origins(view.snapshot, places)
    people: dict[str, str] = {}
    if found and has_request_context():
        with session.casework().read() as connection:
            people = uploaders(connection, {one.snapshot_id for one in found.values()})
    return Origins(view, found, people)
