"""The documents that definitions and limits rest on: `legal_basis.yaml`."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from audit_models.declared import Strict
from audit_models.errors import Refused
from audit_models.policy.dated import ALWAYS, OPEN_END, POLICY_FOLDER, Row, read_policy
from audit_models.text import Text, TextField

COLUMNS = (
    "ground varchar, name_zh varchar, name_en varchar, kind varchar, document_number varchar,"
    " is_number_verified boolean, article_zh varchar, article_en varchar,"
    " is_article_verified boolean, valid_from date, valid_to date, is_verified boolean,"
    " label_zh varchar, label_en varchar"
)


class DocumentNumber(Strict):
    """The number a document was issued under; shown as ground only where verified."""

    text: str
    is_verified: bool


class Document(Strict):
    """One document in `legal_basis.yaml`, with the articles that are used."""

    name: TextField
    kind: Literal["law", "regulation", "rule", "policy", "promise", "case", "own"]
    number: DocumentNumber | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_verified: bool
    articles: dict[str, Literal["verified", "to_be_verified"]] = Field(default_factory=dict)
    note: TextField | None = None


class Ground(Strict):
    """What a definition or a limit rests on: a document, or one article of it."""

    id: str
    document: Document
    article: Text | None
    is_article_verified: bool

    @property
    def label(self) -> Text:
        """Name with number and article as far as they are verified: what may be shown as ground."""
        document = self.document
        zh, en = document.name
        if document.number and document.number.is_verified:
            zh, en = f"{zh}（{document.number.text}）", f"{en} ({document.number.text})"
        if self.article and self.is_article_verified:
            zh, en = f"{zh}{self.article.zh}", f"{en}, {self.article.en}"
        return Text(zh, en)


class LegalBasis(RootModel[dict[str, Document]]):
    """`legal_basis.yaml`: documents by their ids."""


@cache
def load_legal_basis(folder: Path = POLICY_FOLDER) -> dict[str, Ground]:
    """Every id that a definition, a limit or a ceiling may name as its ground.

    Raises:
        Refused: the file does not follow the format.
    """
    path = folder / "legal_basis.yaml"
    grounds = {}
    for document_id, document in read_policy(path, LegalBasis).root.items():
        grounds[document_id] = Ground(
            id=document_id, document=document, article=None, is_article_verified=False
        )
        for article, mark in document.articles.items():
            ground = f"{document_id}.{article}"
            grounds[ground] = Ground(
                id=ground,
                document=document,
                article=_article_text(path, article),
                is_article_verified=mark == "verified",
            )
    return grounds


def rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.legal_basis`."""
    for ground in load_legal_basis(folder).values():
        document, number, article = ground.document, ground.document.number, ground.article
        yield (
            ground.id,
            *document.name,
            document.kind,
            number.text if number else None,
            number.is_verified if number else None,
            *(article or (None, None)),
            ground.is_article_verified if article else None,
            document.valid_from or ALWAYS,
            document.valid_to or OPEN_END,
            document.is_verified,
            *ground.label,
        )


def _article_text(path: Path, article: str) -> Text:
    """`art_24` → 第24条 / Article 24; `sec_2_5` → §2.5."""
    kind, _, number = article.partition("_")
    forms: dict[str, Callable[[str], Text]] = {
        "art": lambda n: Text(f"第{n}条", f"Article {n}"),
        "sec": lambda n: Text(f" §{n.replace('_', '.')}", f"§{n.replace('_', '.')}"),
    }
    if kind not in forms or not number.replace("_", "").isdigit():
        raise Refused(
            f"{path}：条款标识 {article} 应写作 art_24 或 sec_2_5。",
            f"{path}: write an article as art_24 or sec_2_5, not {article}.",
        )
    return forms[kind](number)
