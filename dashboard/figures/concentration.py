"""A Lorenz curve: which part of the money which part of the contractors has."""

import pandas as pd

from audit_models import format as fmt
from audit_models.colours import GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import Figure, base, plain

CONTRACTORS = Text("承包商，由小到大（%）", "Contractors, smallest first (%)")
MONEY = Text("合同金额（%）", "Contract amount (%)")
POINT = Text(
    "最小的 {count} 家共 {amount}，占 {share}%", "The smallest {count} have {amount}, {share}%"
)


def lorenz(shares: pd.DataFrame, *, lang: Lang) -> Figure:
    """The curve below the line on which all would have the same."""
    figure = base(
        height=300,
        xaxis={"title": {"text": CONTRACTORS.in_(lang), "standoff": 8}, "range": [0, 100]},
        yaxis={"title": {"text": MONEY.in_(lang), "standoff": 8}, "range": [0, 100]},
    )
    said = [
        POINT.in_(lang).format(
            count=fmt.count(row["contractors"]),
            amount=fmt.money(row["amount_cny"], lang),
            share=fmt.fixed(100 * row["amount_share"]),
        )
        for row in records(shares)
    ]
    figure["data"] = [
        {
            "type": "scatter",
            "x": [0, 100],
            "y": [0, 100],
            "mode": "lines",
            "line": {"color": QUIET, "dash": "dot"},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "x": [0, *plain(100 * shares["contractor_share"])],
            "y": [0, *plain(100 * shares["amount_share"])],
            "mode": "lines",
            "line": {"color": GOOD, "width": 2.5},
            "fill": "tonexty",
            "fillcolor": "rgba(124, 135, 152, 0.12)",
            "hovertext": ["", *said],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]
    return figure
