"""A control chart: one indicator over time with its centre, limits, phases, target and signals."""

from collections.abc import Mapping
from datetime import date
from html import escape
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from audit_models import format as fmt
from audit_models.colours import BAD, FAINT, GOOD, QUIET
from audit_models.text import Lang, Text
from dashboard.figures.theme import MONTH_FORMAT, base, place

TARGET = Text("目标", "Target")
CENTRE = Text("均值", "Mean")
LIMITS = Text("控制限", "Control limits")
VALUE = Text("本单位", "This unit")
CASES = Text("案例数", "Cases")
REBASED = Text("重设控制限", "Limits re-based")
WORDS = {"improvement": Text("改善", "better"), "concern": Text("恶化", "worse")}
SYMBOLS = {"improvement": "circle", "concern": "triangle-up", "neutral": "square"}
COLOURS = {"improvement": GOOD, "concern": BAD, "neutral": QUIET}
MOST_BESIDE = 4
"""Small multiples in a line: more would not leave room for their names on a phone."""
MOST_LETTERS = 18
"""Of a reason that stand in the chart; the list under it has the whole."""
MOST_WORDS = 6
"""Signalled points that carry their word; with more the words would cover the line."""


def control_chart(
    values: pd.DataFrame,
    signals: pd.DataFrame,
    *,
    unit: str,
    shown: date,
    unit_code: str,
    lang: Lang,
    rebased: Mapping[date, str] | None = None,
) -> go.Figure:
    """`values`: month, value, n, target; `signals`: month, variation, centre, lower, upper; `rebased`:
    months from which limits were begun anew, with the reason.

    A month with a signal is a filled circle (better), triangle (worse) or square (no better
    direction), a month without is a hollow grey circle; gaps where there is no number. Where the
    limits were re-based a new phase begins, with its note.
    """
    figure = base(height=340)
    both = values.merge(
        signals[["month", "variation", "centre", "lower", "upper"]], on="month", how="left"
    )
    _limits(figure, both, lang)
    _phases(figure, rebased or {}, lang)
    figure.add_scatter(
        x=both["month"],
        y=both["target"],
        mode="lines",
        line={"color": QUIET, "dash": "dash", "width": 1.3, "shape": "hv"},
        name=TARGET.in_(lang),
        hoverinfo="skip",
    )
    kinds = both["variation"].where(both["variation"].isin(list(SYMBOLS)), None)
    told = [month for month, kind in zip(both["month"], kinds, strict=True) if kind in SYMBOLS][
        -MOST_WORDS:
    ]
    words = [
        WORDS[kind].in_(lang) if kind in WORDS and month in told else ""
        for month, kind in zip(both["month"], kinds, strict=True)
    ]
    colours = [COLOURS.get(kind, QUIET) for kind in kinds]
    figure.add_scatter(
        x=both["month"],
        y=both["value"],
        mode="lines+markers+text",
        connectgaps=False,
        line={"color": QUIET, "width": 1.6},
        marker={
            "size": [13 if month.date() == shown else 9 for month in both["month"]],
            "color": colours,
            "opacity": 1,
            "symbol": [SYMBOLS.get(kind, "circle-open") for kind in kinds],
            "line": {"width": 1.8, "color": colours},
        },
        text=words,
        textposition="top center",
        customdata=[place(unit_code, month) for month in both["month"]],
        hovertext=[
            f"{fmt.month(row['month'], lang)}<br>{fmt.with_unit(row['value'], unit, lang)}"
            f"<br>{CASES.in_(lang)} {fmt.count(row['n'])}"
            for row in both.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=VALUE.in_(lang),
    )
    figure.update_xaxes(type="date", tickformat=MONTH_FORMAT, hoverformat=MONTH_FORMAT)
    figure.update_yaxes(title={"text": fmt.unit_name(unit, lang), "standoff": 8})
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"t": 34},
    )
    return figure


def _limits(figure: go.Figure, both: pd.DataFrame, lang: Lang) -> None:
    if both["centre"].notna().sum() == 0:
        return
    for name, dash, colour, is_named in (
        ("lower", "dot", FAINT, False),
        ("upper", "dot", FAINT, True),
        ("centre", "solid", QUIET, True),
    ):
        figure.add_scatter(
            x=both["month"],
            y=both[name],
            mode="lines",
            line={"color": colour, "dash": dash, "width": 1.4, "shape": "hvh"},
            fill="tonexty" if name == "upper" else None,
            fillcolor="rgba(124, 135, 152, 0.09)",
            name=(CENTRE if name == "centre" else LIMITS).in_(lang),
            showlegend=is_named,
            hoverinfo="skip",
        )


def _phases(figure: go.Figure, rebased: Mapping[date, str], lang: Lang) -> None:
    """Where a phase begins, also while it has too few months for limits; the reason is a person's text."""
    for month, reason in rebased.items():
        figure.add_vline(x=month.isoformat(), line={"color": QUIET, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=month.isoformat(),
            y=1,
            yref="paper",
            text=f"{REBASED.in_(lang)}<br>{escape(shorten(reason, MOST_LETTERS, placeholder='…'))}",
            hovertext=escape(reason),
            showarrow=False,
            xanchor="left",
            yanchor="top",
            align="left",
        )


def strip(amounts: pd.DataFrame, *, unit: str, target: float | None, lang: Lang) -> go.Figure:
    """How the cases of the month are spread: count of cases by their size. `amounts`: low, cases."""
    figure = base(height=130)
    figure.add_bar(
        x=amounts["low"],
        y=amounts["cases"],
        marker={"color": QUIET},
        hovertemplate="%{x}: %{y}<extra></extra>",
    )
    if target is not None:
        figure.add_vline(x=target, line={"color": BAD, "dash": "dash", "width": 1.3})
    figure.update_xaxes(title={"text": fmt.unit_name(unit, lang), "standoff": 4})
    figure.update_yaxes(title={"text": CASES.in_(lang), "standoff": 4}, nticks=4)
    figure.update_layout(bargap=0.08)
    return figure


def peers_figure(values: pd.DataFrame) -> go.Figure:
    """Small multiples: one small line a unit, all on one scale. `values`: unit_code, name, month,
    value, target."""
    codes = list(dict.fromkeys(values["unit_code"]))
    columns = min(MOST_BESIDE, max(len(codes), 1))
    lines = -(-len(codes) // columns) if codes else 1
    figure = base(height=50 + 96 * lines)
    if not codes:
        return figure
    figure.set_subplots(
        rows=lines,
        cols=columns,
        subplot_titles=[values.loc[values["unit_code"] == code, "name"].iloc[0] for code in codes],
        shared_xaxes=True,
        shared_yaxes="all",
        vertical_spacing=0.3 / lines,
        horizontal_spacing=0.02,
    )
    traces, places = [], []
    for at, (code, own) in enumerate(values.groupby("unit_code", sort=False)):
        traces += [
            go.Scatter(
                x=own["month"],
                y=own["target"],
                mode="lines",
                line={"color": FAINT, "dash": "dash", "width": 1},
                hoverinfo="skip",
            ),
            go.Scatter(
                x=own["month"],
                y=own["value"],
                mode="lines",
                line={"color": QUIET, "width": 1.5},
                customdata=[place(str(code), month) for month in own["month"]],
                hovertemplate="%{x|%Y-%m}: %{y:.1f}<extra></extra>",
            ),
        ]
        places += [(at // columns + 1, at % columns + 1)] * 2
    # All at once: added one by one, each has the whole figure looked through again.
    figure.add_traces(traces, rows=[row for row, _ in places], cols=[col for _, col in places])
    figure.update_annotations(font={"size": 11})
    figure.update_layout(margin={"t": 26})
    figure.update_xaxes(showticklabels=False, fixedrange=True, showgrid=False)
    figure.update_yaxes(nticks=3, fixedrange=True)
    return figure
