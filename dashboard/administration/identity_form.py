"""The form that binds an account to the person whom the office's identity provider knows."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from flask import request

from audit_models.casework import administration, identities
from audit_models.casework.accounts import Account
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.text import Lang, Text
from dashboard import html, session
from dashboard.address import read_address
from dashboard.administration import account_list
from dashboard.casework import refusal
from dashboard.components import card, facts
from dashboard.html import Component

TITLE = Text("统一身份", "Identity at the office's provider")
NOTE = Text(
    "绑定后本人用统一身份认证登录，其会话立即失效；一次性口令作废。请逐字核对标识：绑错就等于让别人登录。",
    "Once bound, the person signs in through the provider; sessions end and an unused first password lapses."
    " Compare the identifier sign by sign: a wrong one lets somebody else in.",
)
ISSUER = Text("认证系统", "Provider")
BOUND = Text("已绑定", "Bound to")
UNBOUND = Text("未绑定", "not bound")
SUBJECT = Text("认证系统给出的标识", "The provider's identifier of the person")
BIND, UNBIND = Text("绑定", "Bind"), Text("解除绑定", "Unbind")


def identity_card(account: Account, lang: Lang) -> Component | None:
    """To whom the account is bound, and the form; nothing where no provider is configured."""
    issuer = Settings().oidc_issuer
    if issuer is None:
        return None
    return card(
        TITLE.in_(lang),
        html.Div(_facts(account, issuer, lang), id="grants-identity-facts"),
        html.Div(
            account_list.field(
                "grants-subject", SUBJECT, lang, most=identities.LONGEST_SUBJECT
            ),
            className="fields",
        ),
        html.Div(
            [
                html.Button(BIND.in_(lang), id="grants-bind", type="button", className="button"),
                html.Button(UNBIND.in_(lang), id="grants-unbind", type="button", className="button"),
            ],
            className="ask",
        ),
        html.Div(id="grants-identity-said", role="status"),
        note=NOTE.in_(lang),
        class_name="form",
    )  # fmt: skip


def _facts(account: Account, issuer: str, lang: Lang) -> Component:
    bound = identities.subjects(session.casework()).get(account.login)
    shown = html.Code(bound) if bound else UNBOUND.in_(lang)
    return facts([(ISSUER.in_(lang), html.Code(issuer)), (BOUND.in_(lang), shown)])


def add_identity_callback(app: Dash, path: str) -> None:
    """Binding and unbinding; the page's permission is the security administrator's."""

    @app.callback(
        Output("grants-identity-said", "children"),
        Output("grants-identity-facts", "children"),
        Input("grants-bind", "n_clicks"),
        Input("grants-unbind", "n_clicks"),
        State("grants-subject", "value"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def change(bind: Any, unbind: Any, subject: Any, search: str) -> Any:
        address = read_address(path, search)
        account, issuer = account_list.chosen(address), Settings().oidc_issuer
        if account is None or issuer is None or not (bind or unbind):
            return no_update, no_update
        wanted = account_list.read_text(subject) if ctx.triggered_id == "grants-bind" else None
        try:
            administration.bind_identity(
                session.casework(), session.principal(), account.login, issuer=issuer,
                subject=wanted, address=request.remote_addr or "",
            )  # fmt: skip
        except Refused as refused:
            return refusal(refused.text, address.lang), no_update
        return None, _facts(account, issuer, address.lang)
