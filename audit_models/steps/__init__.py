"""Statistical steps of rules: what SQL cannot compute, one file each, one column each.

A rule's header names them in order (`steps: [fisher_two_sided, holm]`). Each is computed for all rows of
the rule's query at once, before `hit_when` decides. The folder is the list: `steps/<name>.py` has a `STEP`.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Step(NamedTuple):
    """One column computed from others; a row in which one of them is missing (NaN) gets none."""

    reads: tuple[str, ...]
    """Columns of the query, or of an earlier step, in the order of the arguments of `compute`."""
    adds: str
    compute: Callable[..., Numbers]


def step_names() -> frozenset[str]:
    """The names that a header may use."""
    return frozenset(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


@cache
def load_step(name: str) -> Step:
    """The step of this name. It is imported only when a rule runs: scipy takes a second."""
    found: Step = import_module(f"{__name__}.{name}").STEP
    return found
