"""Word-sized drawings for the scorecard: a bullet and a sparkline, as SVG text."""

import pandas as pd

from dashboard.figures.theme import BAD, FAINT, GOOD, QUIET

BULLET_SIZE = (170, 22)
SPARK_SIZE = (150, 34)


def bullet(*, value: float | None, target: float | None, floor: float | None, better: str) -> str:
    """Measure, target line and the stretch from floor to target (score 0 to 100) on one scale.

    The scale runs from 0, or from below the floor where more is better, to just beyond the largest
    of the three. Without a value only target and stretch are drawn.
    """
    width, height = BULLET_SIZE
    known = [x for x in (value, target, floor) if x is not None]
    if not known:
        return _svg(width, height, "")
    low, high = _scale(known, floor=floor, better=better)

    def x(at: float) -> float:
        return round((min(max(at, low), high) - low) / (high - low) * width, 1)

    parts = [
        f'<rect x="0" y="4" width="{width}" height="14" rx="2" fill="{FAINT}" opacity="0.35"/>'
    ]
    if target is not None and floor is not None:
        left, right = sorted((x(target), x(floor)))
        parts.append(
            f'<rect x="{left}" y="4" width="{right - left:.1f}" height="14" fill="{FAINT}" opacity="0.6"/>'
        )
    if value is not None:
        parts.append(
            f'<rect x="0" y="8" width="{x(value)}" height="6" fill="{_colour(value, target, better)}"/>'
        )
    if target is not None:
        parts.append(
            f'<rect x="{min(x(target), width - 2.5) - 1:.1f}" y="1" width="2.5" height="20" fill="{QUIET}"/>'
        )
    return _svg(width, height, "".join(parts))


def sparkline(values: pd.Series, *, target: float | None, better: str) -> str:
    """One line over the months; a month without a number is a gap with a hollow mark below it."""
    width, height = SPARK_SIZE
    known = [float(v) for v in values.dropna()]
    if not known:
        return _svg(width, height, _gaps(values, width, height))
    span = [*known, target] if target is not None else known
    low, high = min(span), max(span)
    room = (high - low) or 1.0
    step = (width - 12) / max(len(values) - 1, 1)
    points = [
        None if pd.isna(v) else (6 + i * step, 5 + (high - float(v)) / room * (height - 14))
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
            f' fill="{_colour(float(values.iloc[-1]), target, better)}"/>'
        )
    return _svg(width, height, "".join(parts))


def _scale(known: list[float], *, floor: float | None, better: str) -> tuple[float, float]:
    top = max(known)
    if better == "higher" and floor is not None:
        bottom = min(known)
        return bottom - (top - bottom or 1) * 0.25, top
    return 0.0, top * 1.1 or 1.0


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


def _gaps(values: pd.Series, width: int, height: int) -> str:
    step = (width - 12) / max(len(values) - 1, 1)
    return "".join(
        f'<circle cx="{6 + i * step:.1f}" cy="{height - 3}" r="1.8" fill="none" stroke="{QUIET}"/>'
        for i, v in enumerate(values)
        if pd.isna(v)
    )


def _svg(width: int, height: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{content}</svg>'
    )
