"""Accounts as the two administrators who care for them see them: the same list, each his own form."""

from collections.abc import Collection, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc

from audit_models import format as fmt
from audit_models import views
from audit_models.access import ROLE_NAMES, Role
from audit_models.casework import accounts
from audit_models.casework.accounts import Account
from audit_models.errors import Refused
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import Address
from dashboard.components import facts, link, table
from dashboard.html import Component

LOGIN = Text("账号", "Account")
NAME = Text("姓名", "Name")
ROLE = Text("角色", "Role")
UNIT = Text("单位编码", "Unit code")
STATE = Text("状态", "State")
IN_USE = Text("● 正常", "● In use")
DISABLED = Text("■ 停用", "■ Disabled")
UNGRANTED = Text("◇ 待授权", "◇ Waits for its grant")
TO_CHANGE = Text("◇ 须改口令", "◇ Password to be changed")
DEMONSTRATION = Text("演示", "Demonstration")
ALL = Text("‹ 全部账号", "‹ All accounts")


def account_table(address: Address) -> Component:
    """Every account; its login leads to the account."""
    lang = address.lang
    columns = [(text.in_(lang), "") for text in (LOGIN, NAME, ROLE, UNIT, STATE)]
    rows = [
        [
            link(one.login, address.to(id=one.login).href),
            html.Span(one.name, lang="zh-CN"),
            ROLE_NAMES[one.role].in_(lang),
            one.unit_code or fmt.NO_NUMBER,
            state(one, lang),
        ]
        for one in accounts.list_accounts(session.casework())
    ]
    return table(columns, rows)


def state(account: Account, lang: Lang) -> str:
    """Whether an account can be used, and what it waits for."""
    said = [
        text
        for text, holds in (
            (DISABLED, account.is_disabled),
            (UNGRANTED, not account.is_granted),
            (TO_CHANGE, account.must_change),
        )
        if holds
    ] or [IN_USE]
    if account.is_demonstration:
        said.append(DEMONSTRATION)
    return " ".join(text.in_(lang) for text in said)


def account_facts(account: Account, lang: Lang) -> Component:
    return facts(
        [
            (LOGIN.in_(lang), account.login),
            (NAME.in_(lang), html.Span(account.name, lang="zh-CN")),
            (ROLE.in_(lang), ROLE_NAMES[account.role].in_(lang)),
            (UNIT.in_(lang), account.unit_code or fmt.NO_NUMBER),
            (STATE.in_(lang), state(account, lang)),
        ]
    )


def chosen(address: Address) -> Account | None:
    """The account that the address names; None where it names none, or one that is not there."""
    try:
        return accounts.existing(session.casework(), address.id) if address.id else None
    except Refused:
        return None


def heading(title: Text, lead: Text, address: Address) -> Component:
    lang = address.lang
    back = link(ALL.in_(lang), address.to(id=None).href) if address.id else None
    return html.Div(
        [html.H1(title.in_(lang)), html.Span(lead.in_(lang), className="sub"), back],
        className="title",
    )


def field(
    field_id: str, label: Text, lang: Lang, *, most: int, value: str | None = None
) -> Component:
    given = dcc.Input(id=field_id, type="text", maxLength=most, value=value, className="field")
    return html.Label([label.in_(lang), given])


def role_field(
    field_id: str, lang: Lang, roles: Sequence[Role], value: Role | None = None
) -> Component:
    data = [{"value": role.value, "label": ROLE_NAMES[role].in_(lang)} for role in roles]
    return dmc.Select(id=field_id, data=data, value=value, label=ROLE.in_(lang), size="sm")


def read_text(value: Any) -> str:
    """What was typed, whatever was sent."""
    return value.strip() if isinstance(value, str) else ""


def read_role(value: Any) -> Role:
    """The role chosen.

    Raises:
        Refused: none was.
    """
    if value not in list(Role):
        raise Refused("请选择角色。", "Choose a role.")
    return Role(value)


def known_units(warehouse: Warehouse) -> Collection[str]:
    """The codes of the units in the data shown; the administrators are shown nothing else of it."""
    try:
        return set(views.units(warehouse.current())["unit_code"])
    except Refused:
        return frozenset()
