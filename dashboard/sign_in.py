"""Sign-in, sign-out, and the change of one's own password: plain forms, without any script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, make_response, redirect, render_template, request

from audit_models.access import ROLE_NAMES, Role
from audit_models.casework import passwords, sessions
from audit_models.casework.demonstration import list_demonstration_accounts
from audit_models.casework.oidc import ANSWER_PATH, PASSWORD_ROLES, Provider
from audit_models.casework.store import Casework
from audit_models.errors import Refused
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import oidc, session
from dashboard.frame.menu import PRODUCT
from dashboard.gate import LOOPBACK

WORDS = {
    "product": PRODUCT,
    "sign_in": Text("登录", "Sign in"),
    "login": Text("账号", "Account"),
    "password": Text("口令", "Password"),
    "provider": Text("统一身份认证登录", "Sign in with your office account"),
    "emergency": Text("管理员应急登录", "Emergency door for administrators"),
    "other": Text("English", "中文"),
    "demonstration": Text(
        "演示登录：仅在演示数据上可用，无需口令",
        "Demonstration sign-in: works on demonstration data only, without a password",
    ),
    "change": Text("更改口令", "Change password"),
    "old": Text("现口令", "Present password"),
    "new": Text("新口令（至少10位，含大写、小写、数字、符号中的三类）",
                "New password (10 signs or more; three of capitals, small letters, digits, signs)"),
    "again": Text("再输入一次新口令", "New password again"),
    "must": Text("首次登录须更改口令。", "Change the password before you go on."),
    "differ": Text("两次输入的新口令不一致。", "The two new passwords differ."),
    "back": Text("返回", "Back"),
}  # fmt: skip
UNFINISHED = Text(
    "登录已超时，或不是在本浏览器中开始的；请重新登录。",
    "The sign-in took too long, or was begun in another browser; begin again.",
)


def register(
    server: Flask, warehouse: Warehouse, casework: Casework, provider: Provider | None = None
) -> None:
    """The routes of the session; the gate lets only these take a form."""
    password_roles = provider.password_roles if provider else PASSWORD_ROLES["everyone"]
    # Made now: the first login that does not exist must not take longer than the next.
    passwords.of_nobody()

    def sign_in_page(error: Text | None = None) -> str:
        """The ways in: the office's provider, a password, the demonstration's accounts, as far as
        each may be used."""
        choices = demonstration_choices(warehouse, casework)
        return _page(
            "sign_in.html", error, choices=choices, start=oidc.START_PATH if provider else "",
            takes_passwords=bool(password_roles),
            is_emergency=password_roles == PASSWORD_ROLES["administrators"],
        )  # fmt: skip

    @server.get("/sign-in")
    def ask_who() -> str:
        return sign_in_page()

    @server.post("/sign-in")
    def sign_in() -> Any:
        login, password = request.form.get("login", ""), request.form.get("password", "")
        try:
            token = sessions.sign_in(
                casework, login, password, address=_address(), roles=password_roles
            )
        except Refused as refused:
            return sign_in_page(refused.text), 401
        return _enter(token)

    @server.post("/sign-in/demonstration")
    def sign_in_demonstration() -> Any:
        login = request.form.get("login", "")
        if login not in {row["login"] for row in demonstration_choices(warehouse, casework)}:
            return sign_in_page(), 403
        return _enter(sessions.sign_in_demonstration(casework, login, address=_address()))

    @server.post("/sign-out")
    def sign_out() -> Any:
        sessions.sign_out(casework, request.cookies.get(session.cookie_name(), ""))
        response = make_response(redirect(f"/sign-in?lang={_lang()}", 303))
        session.take_cookie(response)
        return response

    @server.get("/password")
    def ask_password() -> str:
        return password_page()

    @server.post("/password")
    def change_password() -> Any:
        form = request.form
        if form.get("new", "") != form.get("again", ""):
            return password_page(WORDS["differ"]), 400
        try:
            token = sessions.change_password(
                casework, session.principal(), form.get("old", ""), form.get("new", ""),
                address=_address(),
            )  # fmt: skip
        except Refused as refused:
            return password_page(refused.text), 400
        return _enter(token)

    if provider:
        _register_provider(server, casework, provider, sign_in_page)


def _register_provider(
    server: Flask, casework: Casework, provider: Provider, page: Callable[[Text], str]
) -> None:
    """The way out to the identity provider, and the way back."""

    @server.get(oidc.START_PATH)
    def ask_provider() -> Any:
        try:
            url, attempt = provider.begin()
        except Refused as refused:
            return page(refused.text), 503
        response = make_response(redirect(url, 303))
        oidc.remember(response, casework, attempt, inner_path(_wanted()))
        return response

    @server.get(ANSWER_PATH)
    def hear_provider() -> Any:
        kept = oidc.recall(casework)
        if kept is None:
            return page(UNFINISHED), 401
        attempt, g.wanted = kept
        try:
            subject = provider.finish(attempt, request.args)
            token = sessions.sign_in_by_identity(
                casework, provider.issuer, subject, address=_address()
            )
            response = _enter(token)
        except Refused as refused:
            response = make_response(page(refused.text), 401)
        oidc.forget(response)
        return response


def password_page(error: Text | None = None) -> str:
    return _page("password.html", error, must=session.principal().must_change_password)


def demonstration_choices(warehouse: Warehouse, casework: Casework) -> list[dict[str, str]]:
    """Accounts without a password: only while demonstration data is shown, only on this machine."""
    try:
        snapshot = warehouse.current()
    except Refused:
        return []
    if not snapshot.facts.is_demonstration or request.remote_addr not in LOOPBACK:
        return []
    lang = _lang()
    names = snapshot.query(
        "select unit_code, case when ? = 'en' then coalesce(name_en, name_zh) else name_zh end"
        " as name from core.units",
        [lang],
    )
    known = dict(zip(names["unit_code"], names["name"], strict=True))
    return [
        {
            "login": login,
            "role": ROLE_NAMES[Role(role)].in_(lang),
            "unit": known.get(unit, "") if unit else "",
        }
        for login, role, unit in list_demonstration_accounts(casework)
        if unit is None or unit in known
    ]


def inner_path(wanted: str | None) -> str:
    """Where to go after sign-in: a path of this server, whatever the address said."""
    home = f"/?lang={_lang()}"
    if not wanted or wanted == "/" or not wanted.startswith("/") or wanted.startswith("//"):
        return home
    if "\\" in wanted or any(ord(sign) < ord(" ") for sign in wanted):
        return home
    return wanted


def _enter(token: str) -> Response:
    response = make_response(redirect(inner_path(_wanted()), 303))
    session.give_cookie(response, token)
    return response


def _page(template: str, error: Text | None, **more: Any) -> str:
    lang = _lang()
    other = "en" if lang == "zh" else "zh"
    return render_template(
        template,
        lang="zh-CN" if lang == "zh" else "en",
        words={name: text.in_(lang) for name, text in WORDS.items()},
        error=error.in_(lang) if error else "",
        query=f"?lang={lang}&next={_next()}",
        other=f"?lang={other}&next={_next()}",
        **more,
    )


def _next() -> str:
    return quote(inner_path(_wanted()), safe="")


def _wanted() -> str | None:
    """Where the person wanted to go: as he said before he left for the provider, or as the address does."""
    before: str | None = g.get("wanted")
    return before or request.args.get("next")


def _lang() -> Lang:
    asked = request.args.get("lang")
    if asked is None and "lang=en" in (_wanted() or ""):
        return "en"
    return "en" if asked == "en" else "zh"


def _address() -> str:
    return request.remote_addr or ""
