"""One indicator over time with its target."""

from datetime import date

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import BAD, GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import MONTH_FORMAT, Figure, base, place, plain

TARGET = Text("目标", "Target")
CASES = Text("案例数", "Cases")


def history(
    values: pd.DataFrame, *, unit: str, better: str, shown: date, unit_code: str, lang: Lang
) -> Figure:
    """A line with one mark a month: filled circle on the good side of the target, diamond on the
    bad side; gaps where there is no number. `values`: month, value, n, target.
    """
    figure = base(
        height=300,
        xaxis={"type": "date", "tickformat": MONTH_FORMAT, "hoverformat": MONTH_FORMAT},
        yaxis={
            "title": {"text": fmt.unit_name(unit, lang), "standoff": 8},
            "rangemode": "tozero" if better == "lower" else "normal",
        },
    )
    is_bad = (
        (values["value"] > values["target"])
        if better == "lower"
        else (values["value"] < values["target"])
    )
    is_judged = values["target"].notna() & (better != "none")
    colours = [
        BAD if bad else GOOD if judged else QUIET
        for bad, judged in zip(is_bad, is_judged, strict=True)
    ]
    months = plain(values["month"])
    figure["data"] = [
        {
            "type": "scatter",
            "x": months,
            "y": plain(values["target"]),
            "mode": "lines",
            "line": {"color": QUIET, "dash": "dash", "width": 1.3, "shape": "hv"},
            "name": TARGET.in_(lang),
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "x": months,
            "y": plain(values["value"]),
            "mode": "lines+markers",
            "connectgaps": False,
            "line": {"color": QUIET, "width": 1.8},
            "marker": {
                "size": [12 if month.date() == shown else 8 for month in values["month"]],
                "color": colours,
                "opacity": 1,
                "symbol": ["diamond" if bad else "circle" for bad in is_bad],
            },
            "customdata": [place(unit_code, month) for month in values["month"]],
            "text": [
                f"{fmt.month(row['month'], lang)}<br>{fmt.with_unit(row['value'], unit, lang)}"
                f"<br>{CASES.in_(lang)} {fmt.count(row['n'])}"
                for row in records(values)
            ],
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]
    return figure
