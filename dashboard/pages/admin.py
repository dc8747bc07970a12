"""Accounts: who can sign in; the system administrator opens, disables and resets them."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from flask import request

from audit_models.access import Permission, Role
from audit_models.casework import administration
from audit_models.casework.accounts import Account
from audit_models.errors import Refused
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import Address, read_address
from dashboard.administration import account_list
from dashboard.casework import refusal
from dashboard.components import card
from dashboard.html import Component
from dashboard.page import Page

TITLE = Text("账号管理", "Accounts")
LEAD = Text(
    "系统管理员开设、停用账号并重置口令；角色和单位由安全管理员授予。",
    "The system administrator opens, disables and resets accounts; roles and units are granted by the"
    " security administrator.",
)
LIST = Text("全部账号", "All accounts")
OPEN = Text("开设账号", "Open an account")
OPEN_NOTE = Text(
    "新账号须经安全管理员授权后才能登录；首位安全管理员和首位审计管理员除外。",
    "A new account can sign in once the security administrator granted its role; the first security and"
    " the first audit administrator need no grant.",
)
PASSWORD = Text(
    "账号 {login} 的一次性口令：{password} （首次登录须更改，不再显示）",
    "One-time password of {login}: {password} (to be changed at the first sign-in; not shown again)",
)
RESET = Text("重置口令", "Reset the password")
DISABLE = Text("停用", "Disable")
ENABLE = Text("恢复", "Enable")
DONE = Text("已办理。", "Done.")


def body(address: Address) -> Component:
    """All accounts with the form for another, or the one that the address names."""
    account = account_list.chosen(address)
    if account:
        return html.Div([account_list.heading(TITLE, LEAD, address), _one(account, address.lang)])
    return html.Div(
        [account_list.heading(TITLE, LEAD, address), _form(address.lang), _list(address)]
    )


def _list(address: Address) -> Component:
    return card(
        LIST.in_(address.lang),
        html.Div(account_list.account_table(address.to(id=None)), id="admin-list"),
    )


def _form(lang: Lang) -> Component:
    fields = [
        account_list.field("admin-login", account_list.LOGIN, lang, most=50),
        account_list.field("admin-name", account_list.NAME, lang, most=100),
        account_list.role_field("admin-role", lang, list(Role)),
        account_list.field("admin-unit", account_list.UNIT, lang, most=40),
    ]
    return card(
        OPEN.in_(lang),
        html.Div(fields, className="fields"),
        html.Button(OPEN.in_(lang), id="admin-open", type="button", className="button"),
        html.Div(id="admin-opened", role="status"),
        note=OPEN_NOTE.in_(lang),
        class_name="form",
    )


def _one(account: Account, lang: Lang) -> Component:
    switch = ENABLE if account.is_disabled else DISABLE
    return card(
        account.login,
        html.Div(account_list.account_facts(account, lang), id="admin-facts"),
        html.Div(
            [
                html.Button(RESET.in_(lang), id="admin-reset", type="button", className="button"),
                html.Button(switch.in_(lang), id="admin-switch", type="button", className="button"),
            ],
            className="ask",
        ),
        html.Div(id="admin-said", role="status"),
    )


def add_callbacks(app: Dash, warehouse: Warehouse) -> None:
    """Opening an account, and what is done to one."""

    @app.callback(
        Output("admin-opened", "children"),
        Output("admin-list", "children"),
        Input("admin-open", "n_clicks"),
        State("admin-login", "value"),
        State("admin-name", "value"),
        State("admin-role", "value"),
        State("admin-unit", "value"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def open_one(clicks: Any, login: Any, name: Any, role: Any, unit: Any, search: str) -> Any:
        address = read_address(PAGE.path, search)
        if not clicks:
            return no_update, no_update
        login = account_list.read_text(login).lower()
        try:
            password = administration.open_account(
                session.casework(), session.principal(), login=login, name=account_list.read_text(name),
                role=account_list.read_role(role), unit_code=account_list.read_text(unit) or None,
                units=account_list.known_units(warehouse), address=request.remote_addr or "",
            )  # fmt: skip
        except Refused as refused:
            return refusal(refused.text, address.lang), no_update
        return _told(login, password, address.lang), account_list.account_table(address.to(id=None))

    @app.callback(
        Output("admin-said", "children"),
        Output("admin-facts", "children"),
        Output("admin-switch", "children"),
        Input("admin-reset", "n_clicks"),
        Input("admin-switch", "n_clicks"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def change_one(reset: Any, switch: Any, search: str) -> Any:
        address = read_address(PAGE.path, search)
        account = account_list.chosen(address)
        if account is None or not (reset or switch):
            return no_update, no_update, no_update
        try:
            said = _change(account, str(ctx.triggered_id), address.lang)
        except Refused as refused:
            return refusal(refused.text, address.lang), no_update, no_update
        after = account_list.chosen(address) or account
        label = (ENABLE if after.is_disabled else DISABLE).in_(address.lang)
        return said, account_list.account_facts(after, address.lang), label


def _change(account: Account, button: str, lang: Lang) -> Any:
    who = session.casework(), session.principal(), account.login
    address = request.remote_addr or ""
    if button == "admin-reset":
        return _told(account.login, administration.reset_password(*who, address=address), lang)
    if button == "admin-switch":
        administration.set_disabled(*who, is_disabled=not account.is_disabled, address=address)
        return DONE.in_(lang)
    return no_update


def _told(login: str, password: str, lang: Lang) -> Component:
    return html.P(PASSWORD.in_(lang).format(login=login, password=password), className="says")


PAGE = Page(
    name="admin",
    path="/admin",
    title=TITLE,
    order=19,
    icon="accounts",
    body=body,
    permission=Permission.ACCOUNTS,
    shows_snapshot=False,
    register=add_callbacks,
)
