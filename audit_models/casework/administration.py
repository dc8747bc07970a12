"""What the administrators may do to accounts, so that none of them can make himself what he is not.

The system administrator opens accounts, but an account that nobody has granted its role cannot sign in;
the security administrator grants roles and units, but opens nothing and grants nothing to himself. The
one exception makes a start possible: the first security and the first audit administrator need no
grant. Passwords and locks of administrators are the command line's, for whoever resets a password can
sign in with it. What is refused here is entered in the trail.
"""

from collections.abc import Callable, Collection
from datetime import date

from audit_models.access import PERMISSIONS, Permission, Principal, Role
from audit_models.casework import accounts, identities
from audit_models.casework.accounts import Account
from audit_models.casework.store import Actor, Casework
from audit_models.casework.workflow import refuse_without
from audit_models.errors import Refused
from audit_models.text import Text

ADMINISTRATORS = frozenset(
    role for role, permissions in PERMISSIONS.items() if Permission.READ not in permissions
)
FIRST_OF_THEIR_KIND = frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})

OWN = Text("不能改变自己的账号。", "Nobody changes his own account.")
OF_ADMINISTRATORS = Text(
    "管理员账号只能由服务器维护人员在命令行中处理（python app.py users）。",
    "Accounts of administrators are changed on the command line only (python app.py users).",
)
NO_PASSWORD = Text("演示账号没有口令。", "A demonstration account has no password.")


def open_account(
    casework: Casework, principal: Principal, *, login: str, name: str, role: Role,
    unit_code: str | None, units: Collection[str], address: str = "",
) -> str:  # fmt: skip
    """Open an account that waits for its grant; returns its one-time password.

    Raises:
        Refused: no right, no such unit, or what `accounts.add_account` refuses.
    """
    refuse_without(Permission.ACCOUNTS, principal)
    _refuse_unknown(unit_code, units)
    held = {one.role for one in accounts.list_accounts(casework) if not one.is_demonstration}
    return accounts.add_account(
        casework, Actor.of(principal, address), login=login, name=name, role=role,
        unit_code=unit_code, is_granted=role in FIRST_OF_THEIR_KIND - held,
    )  # fmt: skip


def reset_password(
    casework: Casework, principal: Principal, login: str, *, address: str = ""
) -> str:
    """A new one-time password for the account of somebody who is no administrator."""
    account = _changeable(casework, principal, login, address)
    if account.is_demonstration:
        raise Refused(*NO_PASSWORD)
    return accounts.reset_password(casework, Actor.of(principal, address), login)


def set_disabled(
    casework: Casework, principal: Principal, login: str, *, is_disabled: bool, address: str = ""
) -> None:
    """Disable or enable the account of somebody who is no administrator."""
    _changeable(casework, principal, login, address)
    accounts.set_disabled(casework, Actor.of(principal, address), login, is_disabled=is_disabled)


def grant(
    casework: Casework, principal: Principal, login: str, *, role: Role, unit_code: str | None,
    units: Collection[str], valid_from: date | None = None, address: str = "",
) -> None:  # fmt: skip
    """Give an account its role and unit, now or from a day on; an administrator stays what he is.

    Raises:
        Refused: no right, the own account, an administrator's, or no such unit.
    """
    refuse_without(Permission.GRANTS, principal)
    account = accounts.existing(casework, login)
    deny = _denial(casework, principal, login, address)
    if account.login == principal.login:
        raise deny(OWN)
    if account.is_granted and {account.role, role} & ADMINISTRATORS:
        raise deny(OF_ADMINISTRATORS)
    _refuse_unknown(unit_code, units)
    accounts.change_grant(
        casework, Actor.of(principal, address), login, role=role, unit_code=unit_code,
        valid_from=valid_from,
    )  # fmt: skip


def bind_identity(
    casework: Casework, principal: Principal, login: str, *, issuer: str, subject: str | None,
    address: str = "",
) -> None:  # fmt: skip
    """Bind somebody's account to a subject of the identity provider; None unbinds it.

    Whoever is bound to an account signs in as it: so nobody binds his own, and an administrator's is bound
    on the command line, as its password is reset there.

    Raises:
        Refused: no right, the own account, an administrator's, or what `identities` refuses.
    """
    refuse_without(Permission.GRANTS, principal)
    account = _somebody_elses(casework, principal, login, address)
    actor = Actor.of(principal, address)
    if subject is None:
        identities.unbind(casework, actor, account.login)
    else:
        identities.bind(casework, actor, account.login, issuer=issuer, subject=subject)


def _changeable(casework: Casework, principal: Principal, login: str, address: str) -> Account:
    refuse_without(Permission.ACCOUNTS, principal)
    return _somebody_elses(casework, principal, login, address)


def _somebody_elses(casework: Casework, principal: Principal, login: str, address: str) -> Account:
    account = accounts.existing(casework, login)
    deny = _denial(casework, principal, login, address)
    if account.login == principal.login:
        raise deny(OWN)
    if account.role in ADMINISTRATORS:
        raise deny(OF_ADMINISTRATORS)
    return account


def _denial(
    casework: Casework, principal: Principal, login: str, address: str
) -> Callable[[Text], Refused]:
    def deny(why: Text) -> Refused:
        casework.note(Actor.of(principal, address), "denied", object_kind="account",
                      object_id=login, result="denied", reason=why.zh)  # fmt: skip
        return Refused(*why)

    return deny


def _refuse_unknown(unit_code: str | None, units: Collection[str]) -> None:
    """A misspelt unit would be an account that sees nothing, and nobody would know why."""
    if unit_code is not None and unit_code not in units:
        raise Refused(
            f"当前数据中没有单位 {unit_code}。",
            f"There is no unit {unit_code} in the present data.",
        )
