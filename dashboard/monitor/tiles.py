"""Where a unit's tile stands: a schematic place from data, or a plain grid for any other tree."""

import csv
import math
from functools import cache
from pathlib import Path

from audit_models.settings import PROJECT

POSITIONS = PROJECT / "data" / "codelists" / "tile_positions.csv"

MOST_COLUMNS = 5
"""More tiles a line would be too narrow for a name and a state."""


def tile_positions(codes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """(row, column) from 1 for every code.

    The known places are used when every code has one; otherwise all are laid out in order of code,
    line by line, a little wider than high but never wider than a screen.
    """
    known = _known(POSITIONS)
    if all(code in known for code in codes):
        top = min((known[code][0] for code in codes), default=1)
        left = min((known[code][1] for code in codes), default=1)
        return {code: (known[code][0] - top + 1, known[code][1] - left + 1) for code in codes}
    columns = min(MOST_COLUMNS, max(1, math.ceil(math.sqrt(len(codes) * 1.3))))
    return {code: (i // columns + 1, i % columns + 1) for i, code in enumerate(sorted(codes))}


@cache
def _known(path: Path) -> dict[str, tuple[int, int]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["unit_code"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(file)
        }
