"""Runs that were kept: a folder each under `notebook_runs/`, written once and never changed."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from audit_models import durable
from audit_models.errors import Refused
from audit_models.notebooks.numbers import Number
from audit_models.signed import Signer
from audit_models.text import Text

FOLDER = "notebook_runs"
RECORD, PAPER = "run.json", "paper.html"
SIGNATURE = "run.json.sig"
"""Which key signed the record, and its signature; beside it, so that the record stays plain JSON."""


@dataclass(frozen=True)
class Run:
    """One run that reached the end of its notebook."""

    folder: Path
    facts: dict[str, Any]
    """`run.json` as it was written."""

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def title(self) -> Text:
        return Text(**self.facts["title"])

    @property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(Number(**one) for one in self.facts["numbers"])

    @property
    def is_ours(self) -> bool:
        """Whether the key of the home that keeps it is named as the one that signed it; a run that was
        made on an extract elsewhere has that one's."""
        key, _ = self._signature()
        return bool(key) and key == signer(self.folder.parent.parent).public

    def is_intact(self) -> bool:
        """Whether every file still has the bytes that the record names, and the record, if it is
        ours, is the one that was signed."""
        if self.is_ours and not self._is_signed():
            return False
        paths = {self.folder / name: digest for name, digest in self.facts["files"].items()}
        return all(_digest(path, durable.signature(path)) == paths[path] for path in paths)

    def _is_signed(self) -> bool:
        text = (self.folder / RECORD).read_text(encoding="utf-8")
        _, signature = self._signature()
        return signer(self.folder.parent.parent).holds(self.id, text, signature)

    def _signature(self) -> tuple[str, str]:
        try:
            key, _, signature = (self.folder / SIGNATURE).read_text(encoding="ascii").partition(" ")
        except (OSError, ValueError):
            return "", ""
        return key, signature.strip()


def signer(home: Path) -> Signer:
    """Who signs the records of a home's runs."""
    return Signer(home / "keys" / "notebook_runs.ed25519")


def signature_of(home: Path, run_id: str, record: str) -> str:
    """What stands in the file beside a record: the public key, and the signature of name and text."""
    own = signer(home)
    signature = own.sign(run_id, record)
    return f"{own.public} {signature}\n"


def list_runs(home: Path) -> tuple[Run, ...]:
    """Every run of a home folder, the newest first."""
    found = sorted((home / FOLDER).glob(f"[!.]*/{RECORD}"), reverse=True)
    return tuple(run for path in found if (run := _read(path, durable.signature(path))) is not None)


def find_run(home: Path, run_id: str) -> Run:
    """One run by its id, which is the name of its folder.

    Raises:
        Refused: there is none.
    """
    for run in list_runs(home):
        if run.id == run_id:
            return run
    raise Refused(f"没有编号为 {run_id} 的笔记本运行记录。", f"There is no notebook run {run_id}.")


@lru_cache(maxsize=4096)
def _digest(path: Path, signature: tuple[int, ...] | None) -> str | None:
    """Taken once for a file that nobody touched; None where it is gone."""
    return durable.digest(path) if signature else None


@lru_cache(maxsize=4096)
def _read(path: Path, signature: tuple[int, ...] | None) -> Run | None:
    """A record; None where it cannot be read, so that one damaged run hides no other."""
    try:
        return Run(path.parent, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
