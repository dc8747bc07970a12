"""Roles and units: what each account may do and see, granted by the security administrator."""

from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, no_update
from flask import request

from audit_models import format as fmt
from audit_models.access import ROLE_NAMES, Permission, Role
from audit_models.casework import accounts, administration
from audit_models.casework.accounts import Account
from audit_models.errors import Refused
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import Address, read_address
from dashboard.administration import account_list
from dashboard.administration.identity_form import add_identity_callback, identity_card
from dashboard.administration.simulator import add_simulator_callback, simulator_card
from dashboard.casework import refusal
from dashboard.components import card, table
from dashboard.html import Component
from dashboard.page import Page

TITLE = Text("角色与单位", "Roles and units")
LEAD = Text(
    "每个账号只有一个角色；业务角色看到所授单位及其下级单位。",
    "An account has one role; a business role sees its unit and those below it.",
)
LIST = Text("全部账号", "All accounts")
GRANT = Text("授予", "Grant")
GRANT_NOTE = Text(
    "不填日期则立即生效；生效时该账号须重新登录，以前的授权保留在记录中。",
    "Without a day in force at once; the account then has to sign in again, and what it had before stays"
    " on record.",
)
HISTORY = Text("历次授权", "What was granted")
NO_HISTORY = Text("尚未授权，不能登录。", "Nothing was granted yet; it cannot sign in.")
FROM = Text("起", "From")
SINCE = Text("生效日期（可不填）", "In force from (optional)")
PENDING = Text("◇ 待生效", "◇ Pending")
NO_DATE = Text("日期应为 2026-11-30 形式。", "Write a date like 2026-11-30.")
BY = Text("授权人", "By")


def body(address: Address) -> Component:
    """All accounts, or what the one that the address names was granted, with the form to change it."""
    account = account_list.chosen(address)
    if account:
        return html.Div(
            [
                account_list.heading(TITLE, LEAD, address),
                _form(account, address.lang),
                identity_card(account, address.lang),
                html.Div(_facts(account, address.lang), id="grants-facts"),
            ]
        )
    shown = card(LIST.in_(address.lang), account_list.account_table(address.to(id=None)))
    head = account_list.heading(TITLE, LEAD, address)
    return html.Div([head, shown, simulator_card(address.lang)])


def _form(account: Account, lang: Lang) -> Component:
    return card(
        f"{GRANT.in_(lang)} · {account.login}",
        html.Div(
            [
                account_list.role_field("grants-role", lang, list(Role), account.role),
                account_list.field(
                    "grants-unit", account_list.UNIT, lang, most=40, value=account.unit_code
                ),
                account_list.field("grants-since", SINCE, lang, most=10),
            ],
            className="fields",
        ),
        html.Button(GRANT.in_(lang), id="grants-do", type="button", className="button"),
        html.Div(id="grants-said", role="status"),
        note=GRANT_NOTE.in_(lang),
        class_name="form",
    )


def _facts(account: Account, lang: Lang) -> list[Component]:
    found = accounts.list_grants(session.casework(), account.account_id)
    columns = [(text.in_(lang), "") for text in (FROM, account_list.ROLE, account_list.UNIT, BY)]
    rows = [
        [_since(one.valid_from, lang), ROLE_NAMES[one.role].in_(lang), one.unit_code or fmt.NO_NUMBER,
         one.granted_by]
        for one in found
    ]  # fmt: skip
    empty = html.P(NO_HISTORY.in_(lang), className="empty-text")
    return [
        card(account.login, account_list.account_facts(account, lang)),
        card(HISTORY.in_(lang), table(columns, rows) if rows else empty),
    ]


def _since(day: date, lang: Lang) -> str:
    """From when a grant holds, and that it does not yet."""
    is_pending = day > accounts.office_day()
    return f"{fmt.day(day)} {PENDING.in_(lang)}" if is_pending else fmt.day(day)


def _read_date(value: Any) -> date | None:
    text = account_list.read_text(value)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(*NO_DATE) from error


def add_callbacks(app: Dash, warehouse: Warehouse) -> None:
    """Granting, binding to the identity provider, and looking at what a grant would open."""
    add_identity_callback(app, PAGE.path)
    add_simulator_callback(app, warehouse, PAGE.path)

    @app.callback(
        Output("grants-said", "children"),
        Output("grants-facts", "children"),
        Input("grants-do", "n_clicks"),
        State("grants-role", "value"),
        State("grants-unit", "value"),
        State("grants-since", "value"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def grant(clicks: Any, role: Any, unit: Any, since: Any, search: str) -> Any:
        address = read_address(PAGE.path, search)
        account = account_list.chosen(address)
        if not clicks or account is None:
            return no_update, no_update
        try:
            administration.grant(
                session.casework(), session.principal(), account.login, role=account_list.read_role(role),
                unit_code=account_list.read_text(unit) or None, units=account_list.known_units(warehouse),
                valid_from=_read_date(since), address=request.remote_addr or "",
            )  # fmt: skip
        except Refused as refused:
            return refusal(refused.text, address.lang), no_update
        return None, _facts(account_list.chosen(address) or account, address.lang)


PAGE = Page(
    name="grants",
    path="/grants",
    title=TITLE,
    order=20,
    icon="grants",
    body=body,
    permission=Permission.GRANTS,
    shows_snapshot=False,
    register=add_callbacks,
)
