"""An ego network: the opened parties, and everybody who is one hop from them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from audit_models.colours import BAD, GOOD, QUIET
from dashboard.figures.theme import Figure, base

SYMBOLS = {"contractor": "square", "employee": "circle", "customer": "diamond"}
LINES = {"equal": ("solid", BAD), "recorded": ("solid", QUIET), "possible": ("dot", BAD)}
STEP = 0.16
"""Height between the neighbours of an opened neighbour."""


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


def network(nodes: Mapping[str, Node], edges: Sequence[Edge], *, centre: str) -> Figure:
    """The parties by distance from the centre; a click on one opens it."""
    places = _places(nodes, edges, centre)
    reach = 0.45 + max(abs(x) for x, _ in places.values())
    figure = base(
        height=460,
        xaxis={"visible": False, "range": [-reach, reach]},
        yaxis={"visible": False},
    )
    for edge in edges:
        figure["data"] += _tie(edge, places[edge.first], places[edge.second])
    figure["data"].append(
        {
            "type": "scatter",
            "x": [places[name][0] for name in nodes],
            "y": [places[name][1] for name in nodes],
            "mode": "markers+text",
            "marker": {
                "size": [18 if node.is_open else 12 for node in nodes.values()],
                "symbol": [SYMBOLS[node.kind] for node in nodes.values()],
                "color": [GOOD if node.is_open else QUIET for node in nodes.values()],
            },
            "text": [node.label for node in nodes.values()],
            "textposition": [_beside(places[name][0]) for name in nodes],
            "customdata": [node.target for node in nodes.values()],
            "hovertext": [node.hover for node in nodes.values()],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    return figure


def _tie(
    edge: Edge, first: tuple[float, float], second: tuple[float, float]
) -> list[dict[str, Any]]:
    """A line between two parties, and in its middle a place that says why when pointed at."""
    (x0, y0), (x1, y1) = first, second
    dash, colour = LINES[edge.strength]
    return [
        {
            "type": "scatter",
            "x": [x0, x1],
            "y": [y0, y1],
            "mode": "lines",
            "line": {"dash": dash, "color": colour, "width": 1.5},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "x": [(x0 + x1) / 2],
            "y": [(y0 + y1) / 2],
            "mode": "markers",
            "marker": {"size": 9, "color": "rgba(0,0,0,0)"},
            "hovertext": [edge.hover],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]


def _beside(x: float) -> str:
    if x == 0:
        return "top center"
    return "middle right" if x > 0 else "middle left"


def _places(
    nodes: Mapping[str, Node], edges: Sequence[Edge], centre: str
) -> dict[str, tuple[float, float]]:
    """The centre in the middle, its ties evenly down both sides, further ones outwards beside their own."""
    near: dict[str, list[str]] = {name: [] for name in nodes}
    for edge in edges:
        near[edge.first].append(edge.second)
        near[edge.second].append(edge.first)
    places = {centre: (0.0, 0.0)}
    queue = [centre]
    for name in queue:
        new = [other for other in dict.fromkeys(near[name]) if other not in places]
        x, y = places[name]
        for place, other in enumerate(new):
            if name == centre:
                side, line, lines = (1, -1)[place % 2], place // 2, (len(new) + 1 - place % 2) // 2
                height = 1 - 2 * (line + 0.5) / lines
                places[other] = (side * (0.55 + 0.45 * (1 - height**2) ** 0.5), height)
            else:
                side = 1 if x >= 0 else -1
                places[other] = (x + side * 0.9, y + STEP * (place - (len(new) - 1) / 2))
        queue += new
    return places
