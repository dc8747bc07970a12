"""The procurements behind the contracts of a unit, for other programs."""

import pandas as pd

from audit_models.exports.ocds import release_package
from audit_models.exports.sheet import file_name
from audit_models.text import Text
from dashboard.exports import File, Sheets, file_buttons
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("采购与合同", "Procurements")
LABEL = Text(
    "近12个月采购与合同，开放合同数据格式（OCDS）",
    "Procurements of 12 months as Open Contracting data (OCDS)",
)
MONTHS = 12


def releases(view: View) -> File:
    """Twelve months up to the view's, out of the snapshot that its reader sees."""
    first = (pd.Timestamp(view.month) - pd.DateOffset(months=MONTHS - 1)).date()
    content = release_package(view.snapshot, view.unit.code, first, view.month)
    parts = (view.unit.name.in_(view.lang), view.say(TITLE))
    name = file_name(*parts, f"{first:%Y-%m}", f"{view.month:%Y-%m}", view.snapshot.id, kind="json")
    return File(name, content)


RELEASES: Sheets = {"ocds": releases}


def release_button(view: View) -> Component:
    return file_buttons("risk", [("ocds", "OCDS", LABEL)], view.lang)
