"""Company names as they are compared: whatever is only a way of writing is taken out.

`name_key` is equal for 甲（南京）电力工程有限公司 and 甲南京电力工程有限责任公司; `sound_key` also for names that
sound alike, such as 鸿达 and 宏达. Two companies may sound alike by chance: that tie is only a possible one.
"""

import re
import unicodedata

from audit_models.pinyin import syllables

LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司")
"""Longest first. A company limited by shares is another legal person than a limited one: it keeps a mark."""
SHARES = "股份"
NOISE = re.compile(r"[\W_]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
FEWEST_SYLLABLES = 4
"""Shorter names sound alike too often."""


def name_key(name: str | None) -> str | None:
    """The name without width, case, spaces, brackets and the words for a limited company; None if none is left.

    What stands in brackets (a place, as a rule) is kept: branches in two towns are two companies.
    """
    if not name:
        return None
    plain = NOISE.sub("", unicodedata.normalize("NFKC", name)).upper()
    for form in LEGAL_FORMS:
        if plain.endswith(form):
            bare = plain.removesuffix(form)
            return (bare + SHARES if form.startswith(SHARES) else bare) or None
    return plain or None


def outline(key: str) -> str:
    """The key with every character that has a sound as one sign: keys of other outlines cannot sound alike."""
    return HAN.sub("字", key)


def sound_key(name: str | None) -> str | None:
    """The syllables of `name_key` without tones; None for fewer than four."""
    key = name_key(name)
    if key is None:
        return None
    return " ".join(syllables(key)) if len(key) >= FEWEST_SYLLABLES else None
