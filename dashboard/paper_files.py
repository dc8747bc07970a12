"""Papers about the finding that a page shows, and the register of those that it lists."""

from datetime import datetime
from functools import partial

from dash.development.base_component import Component

from audit_models.build import CHINA
from audit_models.casework.reach import Reach
from audit_models.casework.workflow import NotHere
from audit_models.exports.sheet import Sheet
from audit_models.papers.findings import facts_of_finding, register_facts, register_sheet
from audit_models.papers.kinds import PAPERS, REGISTER
from audit_models.papers.write import paper, register
from dashboard import session
from dashboard.exports import File, Sheets, file_buttons
from dashboard.view import NOT_FOUND, Nothing, View


def reach(view: View) -> Reach:
    """The reader's own units, and no address's."""
    return Reach(session.principal(), view.units)


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
    """The register of the reader's findings as a Word document."""
    with session.casework().read() as connection:
        facts = register_facts(connection, reach(view), view.snapshot, lang=view.lang)
    day = datetime.now(CHINA).date()
    return File(*register(facts, unit=view.say(view.unit.name), on=day, lang=view.lang))


def register_numbers(view: View) -> Sheet:
    """The register of the reader's findings, to work with."""
    with session.casework().read() as connection:
        return register_sheet(connection, reach(view), view.snapshot)


PAPER_FILES: Sheets = {
    **{f"paper-{kind}": partial(paper_file, kind) for kind in PAPERS},
    "register": register_file,
    "register-numbers": register_numbers,
}
"""What a page of findings gives its `sheets`."""


def paper_buttons(page: str, view: View) -> Component:
    """One button a paper, for the page of one finding."""
    files = [(f"paper-{kind}", view.say(one.name), one.name) for kind, one in PAPERS.items()]
    return file_buttons(page, files, view.lang)


def register_button(page: str, view: View) -> Component:
    """The register as Word, for the list; its numbers go by the usual buttons of a sheet."""
    return file_buttons(page, [("register", view.say(REGISTER.name), REGISTER.name)], view.lang)
