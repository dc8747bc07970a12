"""Text from data as a document may show it: every sign visible, and in the order in which it is stored."""

import unicodedata

KEPT = "\n\t"
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories of control, direction and format signs, surrogates, private and unassigned ones."""


def visible(text: str) -> str:
    """The text without signs that nobody sees: they can reverse a name or break a file's XML."""
    return "".join(
        sign for sign in text if sign in KEPT or unicodedata.category(sign) not in HIDDEN
    )
