"""An ego network: the opened parties, and everybody who is one hop from them."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import NamedTuple

import plotly.graph_objects as go

from audit_models.colours import BAD, GOOD, QUIET
from dashboard.figures.theme import base

SYMBOLS = {"contractor": "square", "employee": "circle", "customer": "diamond"}
LINES = {"equal": ("solid", BAD), "recorded": ("solid", QUIET), "possible": ("dot", BAD)}
LARGEST_FAN = 0.9 * pi
"""Angle over which an opened neighbour's own neighbours spread."""


class Node(NamedTuple):
    """One party: `label` beside it, `hover` when pointed at, `target` where a click leads."""

    kind: str
    label: str
    hover: str
    target: str
    is_open: bool


class Edge(NamedTuple):
    """One tie."""

    first: str
    second: str
    strength: str
    hover: str


def network(nodes: Mapping[str, Node], edges: Sequence[Edge], *, centre: str) -> go.Figure:
    """The parties by distance from the centre; a click on one opens it."""
    figure = base(height=460)
    places = _places(nodes, edges, centre)
    for edge in edges:
        (x0, y0), (x1, y1) = places[edge.first], places[edge.second]
        dash, colour = LINES[edge.strength]
        figure.add_scatter(
            x=[x0, x1],
            y=[y0, y1],
            mode="lines",
            line={"dash": dash, "color": colour, "width": 1.5},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[(x0 + x1) / 2],
            y=[(y0 + y1) / 2],
            mode="markers",
            marker={"size": 9, "color": "rgba(0,0,0,0)"},
            hovertext=[edge.hover],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.add_scatter(
        x=[places[name][0] for name in nodes],
        y=[places[name][1] for name in nodes],
        mode="markers+text",
        marker={
            "size": [18 if node.is_open else 12 for node in nodes.values()],
            "symbol": [SYMBOLS[node.kind] for node in nodes.values()],
            "color": [GOOD if node.is_open else QUIET for node in nodes.values()],
        },
        text=[node.label for node in nodes.values()],
        textposition=["top center" if places[name][1] >= 0 else "bottom center" for name in nodes],
        customdata=[node.target for node in nodes.values()],
        hovertext=[node.hover for node in nodes.values()],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(visible=False, range=[-2.6, 2.6])
    figure.update_yaxes(visible=False, range=[-2.4, 2.4])
    return figure


def _places(
    nodes: Mapping[str, Node], edges: Sequence[Edge], centre: str
) -> dict[str, tuple[float, float]]:
    """Rings by distance; whoever is opened has his own around him on the far side."""
    near: dict[str, list[str]] = {name: [] for name in nodes}
    for edge in edges:
        near[edge.first].append(edge.second)
        near[edge.second].append(edge.first)
    angle, ring = {centre: 0.0}, {centre: 0}
    queue = [centre]
    for name in queue:
        new = [other for other in dict.fromkeys(near[name]) if other not in ring]
        whole = 2 * pi if name == centre else LARGEST_FAN / (1 + ring[name])
        start = angle[name] - (0 if name == centre else whole / 2)
        for place, other in enumerate(new):
            angle[other] = start + whole * (place + 0.5) / len(new)
            ring[other] = ring[name] + 1
        queue += new
    for name in nodes:
        ring.setdefault(name, 3)
        angle.setdefault(name, 0.0)
    return {
        name: (0.85 * ring[name] * cos(angle[name]), 0.75 * ring[name] * sin(angle[name]))
        for name in nodes
    }
