"""Chinese as it is spelled: for searching by keyboard, and for names that sound alike.

pypinyin reads its dictionary of phrases when it is imported, a quarter of a second: it is imported when
something is spelled, and not by every command.
"""


def syllables(text: str) -> list[str]:
    """Pinyin without tones, one entry a character; what is not Chinese is kept as it is."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)


def spelling(text: str) -> str:
    """The syllables in one word, in small letters: 恒源机电 is hengyuanjidian."""
    return "".join(syllables(text)).lower()


def initials(text: str) -> str:
    """The first letters of the syllables: 恒源机电 is hyjd."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
