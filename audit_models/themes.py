"""Themes of indicators: the number in an indicator's id says under which heading people read it."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from audit_models.contract import CODELIST_FOLDER
from audit_models.text import Text

THEMES = CODELIST_FOLDER / "indicator_themes.csv"


class Theme(NamedTuple):
    """Indicators that are read together, from the number `first` to the next theme's."""

    code: str
    first: int
    name: Text


def theme_of(indicator_id: str) -> Theme:
    """The theme of an indicator: `I07` is number 7."""
    number = int("".join(filter(str.isdigit, indicator_id.partition(".")[0])) or 0)
    known = load_themes()
    return next((theme for theme in reversed(known) if theme.first <= number), known[0])


@cache
def load_themes(path: Path = THEMES) -> tuple[Theme, ...]:
    """Every theme, in reading order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Theme(row["theme"], int(row["first"]), Text(row["zh"], row["en"]))
            for row in csv.DictReader(lines)
        )
