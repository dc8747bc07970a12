"""A sentence in Chinese and English. Nothing else in the project knows about languages."""

from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BeforeValidator

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


class Text(NamedTuple):
    """One text in both languages; names and sentences live with the thing they name."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en

    def format(self, **values: object) -> "Text":
        """Both languages with the same values filled in, as `str.format` does."""
        return Text(self.zh.format(**values), self.en.format(**values))


def _from_yaml(value: object) -> object:
    """`{zh: …, en: …}` with exactly these two keys, neither empty."""
    if isinstance(value, dict):
        if set(value) != set(LANGS) or not all(str(part or "").strip() for part in value.values()):
            raise ValueError(f"a text needs zh and en, both filled in; found {value}")
        return Text(**{lang: str(value[lang]) for lang in LANGS})
    return value


TextField = Annotated[Text, BeforeValidator(_from_yaml)]
"""A `Text` as a field of a pydantic model that is read from YAML."""
