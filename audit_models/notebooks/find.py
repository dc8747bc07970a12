"""The notebooks of the project: numbered `.py` files in percent format, paired with `.ipynb`."""

import re
from dataclasses import dataclass
from pathlib import Path

from audit_models.errors import Refused
from audit_models.settings import PROJECT
from audit_models.text import Text

FOLDER = PROJECT / "notebooks"
_FILE = re.compile(r"(\d{2})_[a-z0-9_]+")
_HEADING = re.compile(r"^# # (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """One notebook; its titles are its two first headings, Chinese and English."""

    name: str
    path: Path
    title: Text

    @property
    def number(self) -> int:
        return int(self.name[:2])


def find_notebooks(folder: Path = FOLDER) -> tuple[Notebook, ...]:
    """Every notebook, by number."""
    paths = sorted(path for path in folder.glob("*.py") if _FILE.fullmatch(path.stem))
    return tuple(Notebook(path.stem, path, _title(path)) for path in paths)


def find_notebook(name: str, folder: Path = FOLDER) -> Notebook:
    """A notebook by its number or its name.

    Raises:
        Refused: there is none.
    """
    known = find_notebooks(folder)
    for one in known:
        if name in {one.name, str(one.number), one.name[:2]}:
            return one
    names = ", ".join(one.name for one in known)
    raise Refused(
        f"没有名为 {name} 的笔记本；现有：{names}。",
        f"There is no notebook {name}; these exist: {names}.",
    )


def _title(path: Path) -> Text:
    found = _HEADING.findall(path.read_text(encoding="utf-8"))
    return Text(*found[:2]) if len(found) > 1 else Text(path.stem, path.stem)
