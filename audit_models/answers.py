"""Answers of a snapshot kept for the next asker: a snapshot never changes, so neither do they.

Only the same reader's view of the same snapshot keeps them together, as each has a box of its own. One
page asks the same thing for a chart, for the table under it and for a sentence, and the next page too.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

MOST_ANSWERS = 64
MOST_ROWS = 2000
"""A larger answer is asked for anew: it would cost more memory than it saves time."""

Parameters = Sequence[object] | Mapping[str, object]


class Answers:
    """The last answers, by statement and parameters; many threads may use it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[Hashable, pd.DataFrame] = OrderedDict()

    def find(self, sql: str, params: Parameters) -> pd.DataFrame | None:
        """The answer, which the asker may change as he likes; None where it is not kept."""
        key = _key(sql, params)
        with self._guard:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            # pandas copies on the first write, so nothing that one asker does reaches the other.
            return self._kept[key].copy(deep=False)

    def keep(self, sql: str, params: Parameters, answer: pd.DataFrame) -> None:
        """Keep an answer, unless it is large or holds lists, which are shared and could be changed."""
        if len(answer) > MOST_ROWS or _holds_lists(answer):
            return
        with self._guard:
            self._kept[_key(sql, params)] = answer.copy(deep=False)
            while len(self._kept) > MOST_ANSWERS:
                self._kept.popitem(last=False)


def _key(sql: str, params: Parameters) -> Hashable:
    # As text, since a parameter may be a list; the type is in it, so that 1 is not True.
    given = list(params.items()) if isinstance(params, Mapping) else list(params)
    return sql, repr(given)


def _holds_lists(answer: pd.DataFrame) -> bool:
    # A column of texts has a type of its own and holds nothing else.
    others = [answer.iloc[:, at] for at, kind in enumerate(answer.dtypes) if kind == "object"]
    plain = (str, bytes, int, float, type(None))
    return any(not isinstance(value, plain) for column in others for value in column)
