"""What waits for one person, kind by kind; each kind is one function, and the menu counts with the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models import restatement, views
from audit_models.access import Permission
from audit_models.casework import accounts, leads, trail, uploads
from audit_models.casework.basis import Basis
from audit_models.casework.campaigns import work as campaigns
from audit_models.casework.findings import register
from audit_models.casework.findings.overdue import SOON_WORKDAYS, late_days, soon
from audit_models.casework.findings.recurrence import count_recurrences
from audit_models.casework.findings.register import Filters
from audit_models.casework.findings.states import STATE_NAMES
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.catalogue import catalogue
from audit_models.errors import Refused
from audit_models.models.card import drift_notice
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import Text


@dataclass(frozen=True)
class Item:
    """One kind of thing that waits, and the page where it is done."""

    path: str
    text: Text
    count: int
    due: date | None = None
    """The nearest deadline among them."""
    is_late: bool = False


@dataclass(frozen=True)
class Desk:
    """Whose desk it is, and what lies on it: `part` is the reader's part of the newest snapshot."""

    casework: Casework
    reach: Reach
    part: Snapshot
    basis: Basis


def waiting(desk: Desk) -> list[Item]:
    """What waits for a business role, the most pressing first; a kind of which there is none is left out."""
    found = [item for kind in KINDS for item in kind(desk) if item.count]
    return sorted(found, key=lambda item: not item.is_late)


def waiting_for_administrator(casework: Casework, reach: Reach) -> list[Item]:
    """What waits for one of the three administrators, who are shown no snapshot."""
    found = []
    if reach.principal.may(Permission.GRANTS):
        count = sum(not one.is_granted for one in accounts.list_accounts(casework))
        said = Text(
            "账号待授权，授权前不能登录", "Accounts that wait for their grant and cannot sign in"
        )
        found.append(Item("/grants", said, count))
    if reach.principal.may(Permission.TRAIL):
        with casework.read() as connection:
            state = trail.verify(connection, casework.secret, casework.anchor)
        said = Text("审计日志不完整，请立即核查", "The trail is not intact, look into it at once")
        found.append(Item("/trail", said, int(state.first_bad_seq is not None), is_late=True))
    return [item for item in found if item.count]


def _findings(desk: Desk) -> Iterator[Item]:
    """By state, each with its nearest deadline."""
    wanted = Filters(next_for=desk.reach.principal)
    with desk.casework.read() as connection:
        tallied = register.tally_by_state(connection, desk.reach, wanted)
    for state, found in tallied.items():
        name = STATE_NAMES[state]
        said = Text(f"问题待您办理（{name.zh}）", f"Findings for you ({name.en})")
        is_late = bool(found.due and found.due < desk.basis.today)
        yield Item("/findings", said, found.count, found.due, is_late)


def _overdue(desk: Desk) -> Iterator[Item]:
    """Open findings in reach whose deadline has passed, and those for the reader's level to press."""
    with desk.casework.read() as connection:
        late = late_days(connection, desk.reach, desk.basis)
    own = catalogue(desk.part).units.get(desk.reach.principal.unit_code or "")
    pressed = [one for one in late if own and one.level == own.level]
    for said, found in (
        (Text("问题已逾期", "Findings overdue"), late),
        (Text("逾期问题须由您这一级督办", "Overdue findings for your level to press"), pressed),
    ):
        due = min((one.day for one in found), default=None)
        yield Item("/findings", said, sum(one.count for one in found), due, is_late=True)


def _due_soon(desk: Desk) -> Iterator[Item]:
    """A reminder for those who watch over others' deadlines; who has to answer sees his own nearest."""
    if desk.reach.principal.may(Permission.RECTIFY):
        return
    with desk.casework.read() as connection:
        found = soon(connection, desk.reach, desk.basis)
    said = Text(
        f"问题将在 {SOON_WORKDAYS} 个工作日内到期",
        f"Findings due within {SOON_WORKDAYS} working days",
    )
    due = min((day for day, _ in found), default=None)
    yield Item("/findings", said, sum(count for _, count in found), due)


def _returned(desk: Desk) -> Iterator[Item]:
    """Closed findings whose rule fired again, for who may reopen."""
    if not desk.reach.principal.may(Permission.TAKE_UP):
        return
    with desk.casework.read() as connection:
        count = count_recurrences(connection, desk.reach, desk.part)
    said = Text("已销号问题建议重新打开", "Closed findings proposed to be reopened")
    yield Item("/findings", said, count)


def _uploads(desk: Desk) -> Iterator[Item]:
    said = Text("上传的数据待您批准", "Uploads for you to approve")
    yield Item("/data", said, uploads.count_to_approve(desk.casework, desk.reach))


def _campaigns(desk: Desk) -> Iterator[Item]:
    with desk.casework.read() as connection:
        listed = campaigns.list_campaigns(connection, desk.reach)
    said = Text("专项督察的下一步由您办理", "Special inspections whose next step is yours")
    yield Item("/campaigns", said, sum(bool(campaigns.allowed(one, desk.reach)) for one in listed))


def _leads(desk: Desk) -> Iterator[Item]:
    """How many, for who is named; never what they are about."""
    with desk.casework.read() as connection:
        named = leads.list_leads(connection, desk.reach)
    here = [one for one in named if one.state != leads.State.CONCLUDED]
    due = min((one.due_on for one in here if one.due_on), default=None)
    said = Text("问题线索在办", "Leads in hand")
    yield Item("/leads", said, len(here), due, is_late=bool(due and due < desk.basis.today))


def _restated(desk: Desk) -> Iterator[Item]:
    """Published numbers of the reader's unit that the newest import changed."""
    unit = desk.reach.principal.unit_code
    try:
        before = restatement.open_earlier(desk.part)
    except Refused:
        unknown = Text(
            "上一快照打不开，是否重述未知",
            "Earlier snapshots that cannot be opened: restatements unknown",
        )
        yield Item("/restatement", unknown, 1, is_late=True)
        return
    count = 0 if before is None or unit is None else len(
        restatement.changed_values(before, desk.part, unit)
    )  # fmt: skip
    yield Item("/restatement", Text("已发布数字被重述", "Published numbers restated"), count)


def _drift(desk: Desk) -> Iterator[Item]:
    """Models whose features moved, for who may replace them."""
    if desk.reach.principal.may(Permission.MODELS):
        cards = [row["card"] for row in records(views.model_states(desk.part))]
        count = sum(bool(card and drift_notice(card["card"])) for card in cards)
        yield Item("/risk", Text("模型出现特征漂移", "Models whose features drifted"), count)


KINDS: tuple[Callable[[Desk], Iterator[Item]], ...] = (
    _overdue, _findings, _due_soon, _returned, _uploads, _campaigns, _leads, _restated, _drift,
)  # fmt: skip


def people(casework: Casework) -> list[sa.RowMapping]:
    """The accounts that can sign in, by login."""
    c = accounts.accounts.c
    query = accounts.granted_rows().where(c.is_disabled.is_(False)).order_by(c.login)
    with casework.read() as connection:
        return [row for row in connection.execute(query).mappings() if row["is_granted"]]
