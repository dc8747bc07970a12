"""The one way to say no: a sentence in both languages, shown without a traceback."""

from audit_models.text import Text


class Refused(Exception):
    """Something was refused as a whole; nothing was changed.

    The text names what was refused (file, row, column, value) and the remedy.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.text = Text(zh, en)
