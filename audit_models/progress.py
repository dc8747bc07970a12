"""How far a long piece of work is. Those who do the work report; the command line shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from audit_models.text import Text


class Progress(Protocol):
    """What a long piece of work calls; it neither knows nor cares who is watching."""

    def step(self, text: Text, done: int, total: int) -> None:
        """`done` of `total` units of the step named `text` are finished."""


class _Silent:
    def step(self, text: Text, done: int, total: int) -> None:
        """Nobody is watching."""


def silent() -> Progress:
    """A progress that shows nothing."""
    return _Silent()


class _Bars:
    """One bar a step, in the order in which the steps were first reported."""

    def __init__(self, rich: RichProgress) -> None:
        self._rich = rich
        self._bars: dict[Text, TaskID] = {}

    def step(self, text: Text, done: int, total: int) -> None:
        if text not in self._bars:
            self._bars[text] = self._rich.add_task(f"{text.zh} {text.en}", total=total)
        self._rich.update(self._bars[text], completed=done, total=total)


@contextmanager
def bars(console: Console) -> Iterator[Progress]:
    """Progress bars on a console for as long as the block runs."""
    percent = TextColumn("{task.percentage:>3.0f}%")
    columns = (TextColumn("{task.description}"), BarColumn(), percent)
    with RichProgress(*columns, TimeElapsedColumn(), console=console) as rich:
        yield _Bars(rich)
