"""The menu: the pages that the role has, how much waits on each, and the account that is signed in."""

from dash import dcc

from audit_models import format as fmt
from audit_models.access import ROLE_NAMES
from audit_models.text import Lang, Text
from dashboard import html, session
from dashboard.address import Address
from dashboard.frame.icons import icon
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import View

PRODUCT = Text("供电监督审计", "Power Supply Audit")
RAIL = Text("收起或展开菜单", "Fold or unfold")
WAITING = Text("待办 {count} 项", "{count} waiting for you")
SIGN_OUT = Text("退出", "Sign out")
ACCOUNT = Text("我的账号", "My account")
CHANGE_PASSWORD = Text("更改口令", "Change password")


def rail(pages: list[Page], at: Address, view: View | None) -> list[Component]:
    """Brand, pages, and the button that folds them."""
    items = [
        dcc.Link(
            [
                icon(page.icon),
                html.Span(page.title.in_(at.lang), className="rail-word"),
                _waiting(page, view),
            ],
            href=Address(page.path, unit=at.unit, month=at.month, lang=at.lang).href,
            className="rail-item is-current" if page.path == at.path else "rail-item",
        )
        for page in pages
        if page.in_menu and session.may(page.permission)
    ]
    brand = html.Div(
        [html.Span(className="brand-mark"), html.Span(PRODUCT.in_(at.lang), className="rail-word")],
        className="brand",
    )
    fold = html.Button(
        [icon("rail"), html.Span(RAIL.in_(at.lang), className="rail-word")],
        id="shell-fold",
        className="rail-item fold",
        type="button",
        title=RAIL.in_(at.lang),
        **{"aria-label": RAIL.in_(at.lang)},
    )
    return [brand, *items, fold]


def _waiting(page: Page, view: View | None) -> Component | None:
    """How much waits for this person on a page, told apart from the page's name."""
    count = page.waiting(view) if page.waiting and view else 0
    if not count:
        return None
    shown = fmt.count(count)
    label = WAITING.in_(view.lang if view else "zh").format(count=shown)
    return html.Span(
        [
            html.Span(shown, **{"aria-hidden": "true"}),
            html.Span(label, className="only-heard"),
        ],
        className="waiting",
        title=label,
    )


def account(lang: Lang) -> Component:
    """Who is signed in, and the way out: a form, so that it works without any script."""
    principal = session.principal()
    role = ROLE_NAMES[principal.role].in_(lang)
    return html.Details(
        [
            html.Summary([html.Span(principal.name), html.Span(role, className="account-role")]),
            html.Div(
                [
                    html.A(CHANGE_PASSWORD.in_(lang), href=f"/password?lang={lang}"),
                    html.Form(
                        html.Button(SIGN_OUT.in_(lang), type="submit", id="shell-sign-out"),
                        action=f"/sign-out?lang={lang}",
                        method="post",
                    ),
                ],
                className="account-menu",
            ),
        ],
        className="account",
        title=ACCOUNT.in_(lang),
    )
