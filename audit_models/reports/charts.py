"""The drawings of the report as pictures for Word, by the same strokes as in the PDF.

Word takes drawings as pictures alone: PNG at the resolution of a printer.
"""

import json
from collections.abc import Sequence
from typing import Any

import typst

from audit_models.office import Picture
from audit_models.reports.content import Report
from audit_models.reports.pdf import COLOURS, TEMPLATES, qr_code
from audit_models.reports.texts import LABELS

PIXELS_PER_INCH = 300.0
TREND_MM, TRACK_MM, CODE_MM = 19, 41, 22


def trends(report: Report) -> list[Picture]:
    """The last months of every indicator, in the order of the report."""
    drawn = pictures([{"kind": "trend", "svg": one["trend"]} for one in report.indicators])
    label = report.say(LABELS["trend"])
    return [
        Picture(content, TREND_MM, f"{one['name']} {label}")
        for one, content in zip(report.indicators, drawn, strict=True)
    ]


def tracks(report: Report, rows: Sequence[dict[str, Any]]) -> list[Picture]:
    """The ranks that chance allows and the rank of the month, for every row of a ranking."""
    drawn = pictures([{"kind": "track", "row": row} for row in rows])
    label = report.say(LABELS["range"])
    return [
        Picture(content, TRACK_MM, f"{row['name']} {label} {row['rank_low']}–{row['rank_high']}")
        for row, content in zip(rows, drawn, strict=True)
    ]


def code(report: Report) -> Picture:
    """The QR code that opens the page of the report."""
    (drawn,) = pictures([{"kind": "code", "svg": qr_code(report.href)}])
    return Picture(drawn, CODE_MM, f"{report.say(LABELS['opens'])} {report.href}")


def pictures(drawings: Sequence[dict[str, Any]]) -> list[bytes]:
    """One PNG a drawing, all of them set at once."""
    if not drawings:
        return []
    content = {"colours": COLOURS, "label": {}, "drawings": drawings}
    found = typst.compile(
        str(TEMPLATES / "charts.typ"),
        root=str(TEMPLATES),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    return [found] if isinstance(found, bytes) else list(found or [])
