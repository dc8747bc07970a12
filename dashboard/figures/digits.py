"""Digits of amounts against the shares that Benford's law expects."""

from audit_models import format as fmt
from audit_models.audit_tests import Benford
from audit_models.colours import GOOD, QUIET
from audit_models.records import records
from audit_models.text import Lang, Text
from dashboard.figures.theme import Figure, base, plain

DIGIT = Text("数字", "Digit")
SHARE = Text("占比（%）", "Share (%)")
EXPECTED = Text("预期", "Expected")
POINT = Text("{digit}：{count} 个，占 {share}%，预期 {expected}%", "{digit}: {count}, {share}% against {expected}%")  # fmt: skip


def digits_chart(found: Benford, *, lang: Lang) -> Figure:
    """Bars for what there is, a line for what the law expects."""
    table = found.digits
    figure = base(
        height=300,
        xaxis={
            "title": {"text": DIGIT.in_(lang), "standoff": 8},
            "tickmode": "linear",
            "dtick": 1 if len(table) <= 10 else 10,
            "tick0": int(table["digit"].iloc[0]),
        },
        yaxis={"title": {"text": SHARE.in_(lang), "standoff": 8}, "rangemode": "tozero"},
        bargap=0.2,
    )
    said = [
        POINT.in_(lang).format(
            digit=row["digit"],
            count=fmt.count(row["count"]),
            share=fmt.fixed(100 * row["share"]),
            expected=fmt.fixed(100 * row["expected"]),
        )
        for row in records(table)
    ]
    figure["data"] = [
        {
            "type": "bar",
            "x": plain(table["digit"]),
            "y": plain(100 * table["share"]),
            "marker": {"color": GOOD},
            "hovertext": said,
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
        {
            "type": "scatter",
            "x": plain(table["digit"]),
            "y": plain(100 * table["expected"]),
            "mode": "lines+markers" if len(table) <= 10 else "lines",
            "line": {"color": QUIET, "dash": "dot", "width": 2},
            "name": EXPECTED.in_(lang),
            "hoverinfo": "skip",
        },
    ]
    return figure
