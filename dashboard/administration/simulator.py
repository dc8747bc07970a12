"""What an account of a role and unit would be let see, without seeing it: pages, permissions, units.

The security administrator checks a scope before it is granted. No row of the business is read for him:
nobody is shown by a simulation what he may not see himself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update

from audit_models import views
from audit_models.access import PERMISSIONS, ROLE_NAMES, Permission, Role
from audit_models.errors import Refused
from audit_models.records import records
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.administration import account_list
from dashboard.casework import refusal
from dashboard.components import card, facts, named
from dashboard.html import Component
from dashboard.page import find_pages

TITLE = Text("授权范围模拟", "Scope simulator")
NOTE = Text(
    "查看某角色、某单位的账号能进入哪些页面、能办什么、能看到哪些单位；不显示任何业务数据，查询记入审计日志。",
    "Which pages, permissions and units an account of a role and unit would have. No business data is shown, and the"
    " look is entered in the trail.",
)
SHOW = Text("查看", "Show")
PAGES, MAY, UNITS = Text("页面", "Pages"), Text("权限", "Permissions"), Text("单位", "Units")
COUNT = Text("{count} 个单位：", "{count} units: ")
NO_UNITS = Text("不查看业务数据", "No business data")
NEEDS_UNIT = Text("业务角色须填写单位编码。", "A business role needs the code of a unit.")
UNKNOWN = Text("当前数据中没有单位 {code}。", "There is no unit {code} in the present data.")
MOST_NAMES = 60
MORE = Text("等", "and more")
PERMISSION_NAMES: Mapping[Permission, Text] = {
    Permission.READ: Text("查看指标、疑点和案例", "See indicators, hits and cases"),
    Permission.REVEAL: Text("凭案号查看个人信息", "Reveal personal data with a case number"),
    Permission.TAKE_UP: Text("登记、下发、退回问题", "Take up, hand down, return findings"),
    Permission.VERIFY: Text("核实、验证整改", "Verify findings and rectifications"),
    Permission.DETERMINE: Text("认定问题", "Settle findings"),
    Permission.RECTIFY: Text("答复、整改", "Answer and rectify"),
    Permission.CLOSE: Text("签批销号", "Sign closures"),
    Permission.CAMPAIGN: Text("组织专项督察", "Run special inspections"),
    Permission.LEADS: Text("办理问题线索", "Handle leads"),
    Permission.IMPORT: Text("上传数据", "Hand in data"),
    Permission.APPROVE_IMPORT: Text("批准导入", "Approve imports"),
    Permission.NOTE: Text("写批注", "Write notes"),
    Permission.POLICY: Text("调整阈值和目标", "Move thresholds and targets"),
    Permission.MODELS: Text("启用和回退模型", "Promote and roll back models"),
    Permission.ACCOUNTS: Text("开设、停用账号", "Open and disable accounts"),
    Permission.GRANTS: Text("授予角色和单位", "Grant roles and units"),
    Permission.TRAIL: Text("查看和核验审计日志", "Read and verify the trail"),
}


def simulator_card(lang: Lang) -> Component:
    """A role and a unit, and what they would open."""
    return card(
        TITLE.in_(lang),
        html.Div(
            [
                account_list.role_field("grants-sim-role", lang, list(Role)),
                account_list.field("grants-sim-unit", account_list.UNIT, lang, most=40),
            ],
            className="fields",
        ),
        html.Button(SHOW.in_(lang), id="grants-sim-show", type="button", className="button"),
        html.Div(id="grants-sim-found", role="status"),
        note=NOTE.in_(lang),
        class_name="form",
    )


def add_simulator_callback(app: Dash, warehouse: Warehouse, path: str) -> None:
    """Looking; the entry in the trail comes first."""

    @app.callback(
        Output("grants-sim-found", "children"),
        Input("grants-sim-show", "n_clicks"),
        State("grants-sim-role", "value"),
        State("grants-sim-unit", "value"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def show(clicks: Any, role: Any, unit: Any, search: str) -> Any:
        lang = read_address(path, search).lang
        if not clicks:
            return no_update
        try:
            wanted = account_list.read_role(role)
            code = account_list.read_text(unit)
            units = units_of(warehouse, wanted, code, lang)
        except Refused as refused:
            return refusal(refused.text, lang)
        session.note("simulate", kind="scope", id=f"{wanted.value} {code}".strip())
        return opened(wanted, units, lang)


def units_of(
    warehouse: Warehouse, role: Role, code: str, lang: Lang
) -> Sequence[Component | str] | None:
    """The names of a unit and of all below it; None for a role that sees no unit.

    Raises:
        Refused: a business role without a unit, or a unit that there is not.
    """
    if Permission.READ not in PERMISSIONS[role]:
        return None
    if not code:
        raise Refused(*NEEDS_UNIT)
    found = views.units(warehouse.current())
    if code not in set(found["unit_code"]):
        raise Refused(UNKNOWN.zh.format(code=code), UNKNOWN.en.format(code=code))
    parents = dict(zip(found["unit_code"], found["parent_code"], strict=True))
    names = {
        row["unit_code"]: Text(row["name_zh"], row["name_en"] or row["name_zh"])
        for row in records(found)
    }
    return [named(names[one], lang) for one in parents if _is_below(one, code, parents)]


def _is_below(code: Any, top: str, parents: Mapping[Any, Any]) -> bool:
    while isinstance(code, str):
        if code == top:
            return True
        code = parents.get(code)
    return False


def opened(role: Role, units: Sequence[Component | str] | None, lang: Lang) -> Component:
    """What the role's permissions open over these units."""
    held = PERMISSIONS[role]
    comma = "、" if lang == "zh" else ", "
    pages = [one.title.in_(lang) for one in find_pages() if one.in_menu and one.permission in held]
    may = [name.in_(lang) for one, name in PERMISSION_NAMES.items() if one in held]
    shown: Any = NO_UNITS.in_(lang)
    if units is not None:
        parts: list[Any] = [COUNT.in_(lang).format(count=len(units))]
        for name in units[:MOST_NAMES]:
            parts += [name, comma]
        parts[-1:] = [f" {MORE.in_(lang)}"] if len(units) > MOST_NAMES else []
        shown = html.Span(parts)
    return facts(
        [
            (account_list.ROLE.in_(lang), ROLE_NAMES[role].in_(lang)),
            (PAGES.in_(lang), comma.join(pages)),
            (MAY.in_(lang), comma.join(may)),
            (UNITS.in_(lang), shown),
        ]
    )
