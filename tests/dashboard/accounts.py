"""Accounts for the tests of the screens, signed in as a person would be."""

from dash import Dash
from flask.testing import FlaskClient

from audit_models.access import Role
from audit_models.casework import accounts, sessions
from audit_models.casework.store import Actor, Casework

PASSWORD = "Kite-27-lamp"
COOKIE = "audit-session"


def token_of(casework: Casework, role: Role, unit: str | None) -> str:
    """The token of a session of the account with this role and unit, opened where there is none."""
    login = f"{role.value.replace('_', '-')}.{(unit or 'none').lower()}"
    if login not in {one.login for one in accounts.list_accounts(casework)}:
        first = accounts.add_account(
            casework, Actor.system(), login=login, name=login, role=role, unit_code=unit
        )
        token = sessions.sign_in(casework, login, first)
        principal = sessions.principal_of(casework, token)
        assert principal is not None
        return sessions.change_password(casework, principal, first, PASSWORD)
    return sessions.sign_in(casework, login, PASSWORD)


def sign_in_as(app: Dash, casework: Casework, role: Role, unit: str | None) -> FlaskClient:
    """Requests to an app in the name of such an account."""
    client: FlaskClient = app.server.test_client()
    client.set_cookie(COOKIE, token_of(casework, role, unit))
    return client
