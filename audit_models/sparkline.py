"""A word-sized drawing for the scorecard: a sparkline, as SVG text."""

from collections.abc import Sequence
from math import isnan

from audit_models.colours import BAD, GOOD, QUIET

SPARK_SIZE = (150, 34)


def sparkline(values: Sequence[float], *, target: float | None, better: str) -> str:
    """One line over the months; a month without a number is a gap with a hollow mark below it."""
    width, height = SPARK_SIZE
    known = [value for value in values if not isnan(value)]
    if not known:
        return _svg(width, height, _gaps(values, width, height))
    span = [*known, target] if target is not None else known
    low, high = min(span), max(span)
    room = (high - low) or 1.0
    step = (width - 12) / max(len(values) - 1, 1)
    points = [
        None if isnan(v) else (6 + i * step, 5 + (high - v) / room * (height - 14))
        for i, v in enumerate(values)
    ]
    parts = [_gaps(values, width, height)]
    if target is not None:
        y = 5 + (high - target) / room * (height - 14)
        parts.append(
            f'<line x1="0" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{QUIET}"'
            ' stroke-width="1" stroke-dasharray="3 3"/>'
        )
    parts.append(f'<path d="{_path(points)}" fill="none" stroke="{QUIET}" stroke-width="1.6"/>')
    if points[-1] is not None:
        x, y = points[-1]
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4"'
            f' fill="{_colour(values[-1], target, better)}"/>'
        )
    return _svg(width, height, "".join(parts))


def _colour(value: float, target: float | None, better: str) -> str:
    if target is None or better == "none":
        return QUIET
    return GOOD if (value <= target if better == "lower" else value >= target) else BAD


def _path(points: list[tuple[float, float] | None]) -> str:
    """Move after a gap, line otherwise; a lone point is a dot, drawn as a line of no length."""
    steps, is_open = [], False
    for point in points:
        if point is None:
            is_open = False
            continue
        steps.append(f"{'L' if is_open else 'M'}{point[0]:.1f} {point[1]:.1f}")
        if not is_open:
            steps.append("h0.01")
        is_open = True
    return "".join(steps)


def _gaps(values: Sequence[float], width: int, height: int) -> str:
    step = (width - 12) / max(len(values) - 1, 1)
    return "".join(
        f'<circle cx="{6 + i * step:.1f}" cy="{height - 3}" r="1.8" fill="none" stroke="{QUIET}"/>'
        for i, v in enumerate(values)
        if isnan(v)
    )


def _svg(width: int, height: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{content}</svg>'
    )
