"""Papers about the finding that a page shows, and the register of those that it lists."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from audit_models.casework.findings.register import Filters
from audit_models.casework.workflow import NotHere
from audit_models.china_time import CHINA
from audit_models.exports.sheet import Sheet
from audit_models.papers.findings import facts_of_finding, register_facts, register_sheet
from audit_models.papers.inspections import inspection_facts
from audit_models.papers.kinds import INSPECTION, PAPERS, REGISTER
from audit_models.papers.write import inspection_report, paper, register
from dashboard import html, session
from dashboard.casework import reach, units_shown
from dashboard.exports import File, Sheets, buttons, file_buttons, sent
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View


def paper_file(kind: str, view: View) -> File:
    """One paper about the finding whose id is in the address."""
    try:
        with session.casework().read() as connection:
            facts = facts_of_finding(
                connection, reach(view), view.snapshot, view.address.id or "", lang=view.lang
            )
    except NotHere:
        raise Nothing(NOT_FOUND) from None
    return File(*paper(PAPERS[kind], facts, lang=view.lang))


def register_file(view: View) -> File:
    """The register of the findings that the list shows as a Word document."""
    with session.casework().read() as connection:
        shown = Filters(unit_codes=units_shown(view))
        facts = register_facts(
            connection, reach(view), view.snapshot, lang=view.lang, filters=shown
        )
    day = datetime.now(CHINA).date()
    return File(*register(facts, unit=view.say(view.unit.name), on=day, lang=view.lang))


def register_numbers(view: View) -> Sheet:
    """The register of the findings that the list shows, to work with."""
    with session.casework().read() as connection:
        shown = Filters(unit_codes=units_shown(view))
        return register_sheet(connection, reach(view), view.snapshot, filters=shown)


def inspection_file(view: View) -> File:
    """The report of the special inspection whose id is in the address."""
    try:
        with session.casework().read() as connection:
            found = inspection_facts(
                connection, reach(view), view.snapshot, view.address.id or "", lang=view.lang
            )
    except NotHere:
        raise Nothing(NOT_FOUND) from None
    return File(*inspection_report(found, lang=view.lang))


PAPER_FILES = {f"paper-{kind}": partial(paper_file, kind) for kind in PAPERS}
"""What can be written about the finding that a page shows."""
INSPECTION_FILES = {"paper-inspection": inspection_file}
"""What can be written about the special inspection that a page shows."""
REGISTERS: Sheets = {"register": register_file, "register-numbers": register_numbers}
"""What a list of findings gives its `sheets`."""


def paper_download(build: Callable[[View], File], view: View) -> dict[str, Any]:
    """A paper as the browser's download, after an entry in the trail."""
    file = build(view)
    session.note("export", kind="file", id=file.name[:300], unit_code=view.unit.code)
    return sent(file)


def paper_buttons(page: str, view: View) -> Component:
    """One button a paper, for the page of one finding."""
    files = [(f"paper-{kind}", view.say(one.name), one.name) for kind, one in PAPERS.items()]
    return file_buttons(page, files, view.lang)


def inspection_buttons(page: str, view: View) -> Component:
    """The report, for the page of one special inspection."""
    name = INSPECTION.name
    return file_buttons(page, [("paper-inspection", view.say(name), name)], view.lang)


def register_buttons(page: str, view: View) -> Component:
    """The register as Word, and its numbers."""
    word = file_buttons(page, [("register", view.say(REGISTER.name), REGISTER.name)], view.lang)
    return html.Div([word, buttons(page, "register-numbers", view.lang, has_picture=False)])
