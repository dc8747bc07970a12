"""Digests as files: one a person, for a scheduler to lay where its reader, and nobody else, finds it."""

import os
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Literal

from audit_models import durable
from audit_models import format as fmt
from audit_models.access import Permission, Principal, Role
from audit_models.casework.basis import basis_of
from audit_models.casework.digests.waiting import (
    Desk,
    Item,
    people,
    waiting,
    waiting_for_administrator,
)
from audit_models.casework.reach import Reach
from audit_models.casework.store import Actor, Casework
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text

Form = Literal["html", "txt"]
TITLE = Text("{name}，{day} 待办提要", "{name}: what waits for you, {day}")
NOTHING = Text("没有待办。", "Nothing is waiting for you.")
COUNTED = Text("{text}：{count}{due}", "{text}: {count}{due}")
DUE = Text("，最近期限 {day}", ", nearest deadline {day}")
STAMP = Text("快照 {id}", "Snapshot {id}")


def write_digests(
    casework: Casework, snapshot: Snapshot, actor: Actor, folder: Path, *,
    login: str | None = None, lang: Lang = "zh", form: Form = "html", public_url: str = "",
) -> list[Path]:  # fmt: skip
    """Write what waits for one account, or for each that can sign in; returns the files.

    What a person sees is his part of the data at this moment, as it would be on his page. Each file has
    its entry in the trail first, and is open to the account that runs this alone.

    Raises:
        Refused: there is no such account that can sign in, or its unit is not in the data.
    """
    found = [one for one in people(casework) if login in (None, one["login"])]
    if login is None:
        found = [
            one for one in found if snapshot.facts.is_demonstration or not one["is_demonstration"]
        ]
    if not found:
        raise Refused(f"没有可登录的账号 {login or ''}。", f"No account {login or ''} can sign in.")
    day = datetime.now(CHINA).date()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for row in found:
        person = Principal(
            row["account_id"], row["login"], row["name"], Role(row["role"]), row["unit_code"]
        )
        items = items_for(casework, snapshot, person)
        text = _page if form == "html" else _plain
        title = TITLE.in_(lang).format(name=person.name, day=fmt.day(day))
        stamp = STAMP.in_(lang).format(id=snapshot.id)
        path = folder / f"digest-{person.login}-{day}.{form}"
        casework.note(
            actor, "digest", object_kind="account", object_id=person.login,
            unit_code=person.unit_code, after={"file": path.name},
        )  # fmt: skip
        _write_closed(path, text(title, items, stamp, lang, public_url.rstrip("/")))
        written.append(path)
    return written


def items_for(casework: Casework, snapshot: Snapshot, person: Principal) -> list[Item]:
    """What waits for a person on the newest snapshot.

    Raises:
        Refused: his unit is not in the data.
    """
    if not person.may(Permission.READ):
        return waiting_for_administrator(casework, Reach(person, frozenset()))
    part = narrow(snapshot, person.unit_code)
    reach = Reach(person, part.units, seed=snapshot.facts.seed)
    return waiting(Desk(casework, reach, part, basis_of(snapshot)))


def sentence(item: Item, lang: Lang) -> str:
    """How many of what, and by when."""
    due = DUE.in_(lang).format(day=fmt.day(item.due)) if item.due else ""
    sign = "◆ " if item.is_late else ""
    said = COUNTED.in_(lang).format(text=item.text.in_(lang), count=fmt.count(item.count), due=due)
    return sign + said


def _plain(title: str, items: list[Item], stamp: str, lang: Lang, url: str) -> str:
    lines = [f"{sentence(one, lang)}\n  {url}{one.path}?lang={lang}" for one in items]
    return "\n".join([title, "", *(lines or [NOTHING.in_(lang)]), "", stamp, ""])


def _page(title: str, items: list[Item], stamp: str, lang: Lang, url: str) -> str:
    lines = [
        f'<li><a href="{escape(url + one.path)}?lang={lang}">{escape(sentence(one, lang))}</a></li>'
        for one in items
    ]
    body = f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{NOTHING.in_(lang)}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1>{body}<p>{escape(stamp)}</p></html>\n"
    )


def _write_closed(path: Path, text: str) -> None:
    """Replace a file by one that nobody else on the machine reads, whole or not at all."""
    temporary = path.with_name(f".{path.name}")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    durable.patiently(lambda: temporary.replace(path))
