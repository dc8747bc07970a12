"""The forms of a special inspection: plan, next step, sample, outcomes on site, lists out and in."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, no_update

from audit_models.casework.campaigns import sample, self_check, work
from audit_models.casework.campaigns.states import CampaignTransition
from audit_models.casework.campaigns.work import Campaign, Plan
from audit_models.casework.findings.fields import FIELDS
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.campaigns.wizard import wizard
from dashboard.casework import answer, basis, reach, refusal
from dashboard.components import card, link, table
from dashboard.findings.paper_files import INSPECTION_FILES, paper_download
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View, open_view

NEW = Text("新建专项方案", "Plan a special inspection")
NAME = Text("名称", "Name")
BASIS = Text("依据", "Basis")
STARTS = Text("开始日期", "Begins on")
ENDS = Text("结束日期", "Ends on")
UNITS = Text("受检单位", "Inspected units")
CHECKS = Text("检查项（每行一项）", "Check items, one a line")
TEAM = Text("成员", "Team")
STEP_WHY = Text("目的与依据", "Purpose and basis")
STEP_WHERE = Text("受检单位", "Units")
STEP_WHAT = Text("检查项", "Check items")
STEP_WHO = Text("成员与保存", "Team, and save")
SAVE = Text("保存方案", "Save the plan")
NEXT = Text("您可以办理", "What you can do")
NO_STEP = Text("当前没有需要您办理的步骤。", "No step is yours now.")
REASON = Text("理由", "Reason")
DRAW = Text("抽样并冻结", "Draw and freeze")
DRAW_NOTE = Text(
    "有重大疑点的全部纳入，其余随机抽取；抽取一次后不再更改，种子与总体指纹留存。",
    "Everything with a hit of high severity, and some of the rest by chance; drawn once, with its seed kept.",
)
OBJECT = Text("抽样对象", "Draw from")
METHOD = Text("抽取方法", "Method")
METHODS = {
    "random": Text("简单随机", "Simple random"),
    "stratified": Text("按单位分层", "Stratified by unit"),
    "monetary": Text("按金额（货币单元，仅合同）", "By amount (monetary unit, contracts only)"),
    "inspection_plan": Text("检查计划", "Inspection plan"),
}
OBJECTS = {"project": Text("客户工程", "Projects"), "contract": Text("合同", "Contracts")}
SIZE = Text("随机样本量", "Random part")
SEED = Text("随机种子", "Seed")
ON_SITE = Text("登记现场核查结果", "Note what was found on site")
ITEM = Text("样本", "Item")
RESULT = Text("结果", "Result")
CLEARED = Text("无问题", "In order")
FOUND = Text("发现问题（{severity}）", "A finding ({severity})")
WHAT = Text("核查情况", "What you saw")
NOTE_IT = Text("登记", "Note it")
LISTS = Text("自查清单", "Self-check lists")
LISTS_NOTE = Text(
    "下载后填写，再上传；逐行核对，有一处错误则不导入任何内容。",
    "Download, fill in, upload; every row is checked, and one mistake leaves everything as it was.",
)
UNIT = Text("单位", "Unit")
OUT = Text("下载清单", "Download the list")
IN = Text("上传清单", "Upload the list")
ROW = Text("行", "Row")
MISTAKE = Text("问题", "Mistake")
NO_DATE = Text("日期应为 2026-11-30 形式。", "Write a date like 2026-11-30.")
NO_NUMBER = Text("样本量和种子应为整数。", "Size and seed are whole numbers.")
CHOOSE = Text("请选择。", "Choose one.")
UNREADABLE = Text("文件不能读取。", "The file cannot be read.")


def plan_form(
    team: Sequence[tuple[int, str]], units: Sequence[tuple[str, str]], view: View
) -> Component:
    """The plan of a new inspection, run by the unit that is shown, in four steps."""
    steps = (
        (STEP_WHY, [_line("campaigns-name", NAME, view), _text("campaigns-basis", BASIS, view),
                    _line("campaigns-starts", STARTS, view, hint="2026-12-01"),
                    _line("campaigns-ends", ENDS, view, hint="2026-12-31")]),
        (STEP_WHERE, [_several("campaigns-units", UNITS, units, view)]),
        (STEP_WHAT, [_text("campaigns-checks", CHECKS, view)]),
        (STEP_WHO, [_several("campaigns-team", TEAM, [(str(who), name) for who, name in team], view)]),
    )  # fmt: skip
    said = html.Div(id="campaigns-plan-said", role="status")
    named_steps = [(view.say(name), fields) for name, fields in steps]
    return card(
        view.say(NEW),
        wizard(named_steps, _button("campaigns-plan", SAVE, view), view.lang),
        said,
        class_name="form",
    )


def _several(
    field_id: str, label: Text, choices: Sequence[tuple[str, str]], view: View
) -> Component:  # fmt: skip
    data = [{"value": value, "label": name} for value, name in choices]
    return dmc.MultiSelect(
        id=field_id, label=view.say(label), searchable=True, size="sm", data=data
    )


def step_form(found: Campaign, allowed: Sequence[CampaignTransition], view: View) -> Component:
    """The steps that this person may take; the one in the address with its reason."""
    if not allowed:
        return html.P(view.say(NO_STEP), className="empty-text card")
    chosen = next((one for one in allowed if one.action == view.address.state), None)
    steps = [
        link(view.say(one.name), view.href(state=one.action.value),
             class_name="button is-current" if one is chosen else "button")
        for one in allowed
    ]  # fmt: skip
    form = None
    if chosen:
        form = html.Div(
            [
                dcc.Store(id="campaigns-seen", data={"version": found.version}),
                _text("campaigns-note", REASON, view),
                _button("campaigns-do", chosen.name, view),
                html.Div(id="campaigns-said", role="status"),
            ],
            className="form",
        )
    return html.Section(
        [html.Div([html.H2(view.say(NEXT)), *steps], className="steps"), form], className="card"
    )


def draw_form(view: View) -> Component:
    data = [{"value": code, "label": view.say(text)} for code, text in OBJECTS.items()]
    methods = [{"value": code, "label": view.say(METHODS[code])} for code in sample.METHODS]
    return card(
        view.say(DRAW),
        html.Div(
            [
                html.Div(
                    [
                        dmc.Select(id="campaigns-object", label=view.say(OBJECT), data=data,
                                   value="project", size="sm"),
                        dmc.Select(id="campaigns-method", label=view.say(METHOD), data=methods,
                                   value="random", size="sm"),
                        _line("campaigns-size", SIZE, view),
                        _line("campaigns-seed", SEED, view),
                    ],
                    className="fields",
                ),
                _button("campaigns-draw", DRAW, view),
                html.Div(id="campaigns-draw-said", role="status"),
            ],
            className="form",
        ),
        note=view.say(DRAW_NOTE),
    )  # fmt: skip


def outcome_form(items: Sequence[Mapping[str, Any]], view: View) -> Component:
    """What was seen at an item; made for a phone."""
    left = [one for one in items if one["is_cleared"] is None]
    results = [{"value": "cleared", "label": view.say(CLEARED)}]
    for code, text in (FIELDS["severity"].choices or {}).items():
        results.append({"value": code, "label": view.say(FOUND).format(severity=view.say(text))})
    return card(
        view.say(ON_SITE),
        html.Div(
            [
                html.Div(
                    [
                        dmc.Select(
                            id="campaigns-item", label=view.say(ITEM), size="sm", searchable=True,
                            data=[{"value": str(one["item_no"]), "label": one["subject_id"]}
                                  for one in left],
                        ),
                        dmc.Select(id="campaigns-result", label=view.say(RESULT), data=results,
                                   size="sm"),
                        _text("campaigns-what", WHAT, view),
                    ],
                    className="fields",
                ),
                _button("campaigns-outcome", NOTE_IT, view),
                html.Div(id="campaigns-outcome-said", role="status"),
            ],
            className="form",
        ),
    )  # fmt: skip


def list_form(units: Sequence[tuple[str, str]], view: View) -> Component:
    """Lists out, a button a unit, and one in."""
    buttons = [
        html.Button(
            f"{view.say(OUT)} · {name}", type="button", className="save",
            **{"data-page": "campaigns", "data-sheet": code, "data-format": "file"},
        )
        for code, name in units
    ]  # fmt: skip
    data = [{"value": code, "label": name} for code, name in units]
    return card(
        view.say(LISTS),
        html.Div(buttons, className="steps"),
        html.Div(
            [
                dmc.Select(id="campaigns-list-unit", label=view.say(UNIT), data=data, size="sm",
                           value=units[0][0] if len(units) == 1 else None),
                # The label names the input for who hears the page; a click on the button opens one choice.
                html.Label(
                    dcc.Upload(
                        id="campaigns-list", children=html.Button(view.say(IN), type="button", className="button"), max_size=700_000,
                    )
                ),
                html.Div(id="campaigns-list-said", role="status"),
            ],
            className="form",
        ),
        note=view.say(LISTS_NOTE),
    )  # fmt: skip


def add_callbacks(app: Dash, warehouse: Warehouse, body: Any) -> None:
    """One callback a form; each shows the page anew or says why not."""
    here = (State("shell-location", "pathname"), State("shell-location", "search"))

    def form(button: str, said: str, *states: State, trigger: str = "n_clicks") -> Any:
        return app.callback(
            Output("campaigns-body", "children", allow_duplicate=True),
            Output(said, "children"),
            Input(button, trigger),
            *here,
            *states,
            prevent_initial_call=True,
        )

    def values(*names: str) -> list[State]:
        return [State(f"campaigns-{name}", "value") for name in names]

    def answered(wanted: Any, path: str, search: str, change: Any) -> Any:
        if not wanted:
            return no_update, no_update
        return answer(warehouse, path, search, change, body, explain)

    @form(
        "campaigns-plan", "campaigns-plan-said",
        *values("name", "basis", "starts", "ends", "units", "checks", "team"),
    )  # fmt: skip
    def plan(clicks: Any, path: str, search: str, *given: Any) -> Any:
        return answered(clicks, path, search, lambda view: new_plan(view, *given))

    @form("campaigns-do", "campaigns-said", State("campaigns-seen", "data"), *values("note"))
    def do(clicks: Any, path: str, search: str, seen: Any, note: Any) -> Any:
        return answered(clicks, path, search, lambda view: take_step(view, seen, note))

    @form("campaigns-draw", "campaigns-draw-said", *values("object", "method", "size", "seed"))
    def draw(clicks: Any, path: str, search: str, *given: Any) -> Any:
        return answered(clicks, path, search, lambda view: new_sample(view, *given))

    @form("campaigns-outcome", "campaigns-outcome-said", *values("item", "result", "what"))
    def outcome(clicks: Any, path: str, search: str, item: Any, result: Any, what: Any) -> Any:
        return answered(clicks, path, search, lambda view: new_outcome(view, item, result, what))

    @form(
        "campaigns-list", "campaigns-list-said", *values("list-unit"), trigger="contents"
    )  # fmt: skip
    def take_list(contents: Any, path: str, search: str, unit: Any) -> Any:
        return answered(contents, path, search, lambda view: new_list(view, unit, contents))

    @app.callback(
        Output("campaigns-download", "data"),
        Input("campaigns-wanted", "data"),
        *here,
        prevent_initial_call=True,
    )
    def download(wanted: Any, path: str, search: str) -> Any:
        unit = wanted.get("sheet") if isinstance(wanted, dict) else None
        if not isinstance(unit, str):
            return no_update
        try:
            view = open_view(warehouse, read_address(path, search))
            if unit in INSPECTION_FILES:
                return paper_download(INSPECTION_FILES[unit], view)
            with session.casework().read() as connection:
                content = self_check.sheet_out(connection, reach(view), _id(view), unit, view.lang)
            session.note("export", kind="self_check", id=f"{_id(view)}/{unit}", unit_code=unit)
        except (Refused, Nothing):
            return no_update
        return dcc.send_bytes(content, f"{_id(view)}_{unit}.xlsx")


def new_plan(
    view: View, name: Any, ground: Any, starts: Any, ends: Any, units: Any, checks: Any, team: Any
) -> None:
    wanted = Plan(
        unit_code=view.unit.code,
        name=str(name or ""),
        basis=str(ground or ""),
        starts_on=_date(starts),
        ends_on=_date(ends),
        units=tuple(map(str, units)) if isinstance(units, list) else (),
        checks=tuple(line.strip() for line in str(checks or "").splitlines() if line.strip()),
        team=tuple(_whole(one) for one in team) if isinstance(team, list) else (),
    )
    work.plan(session.casework(), reach(view), basis(view), wanted)


def take_step(view: View, seen: Any, note: Any) -> None:
    version = seen.get("version") if isinstance(seen, dict) else None
    work.act(
        session.casework(),
        reach(view),
        _id(view),
        view.address.state or "",
        version=version if isinstance(version, int) else 0,
        note=str(note or ""),
    )


def new_sample(view: View, kind: Any, method: Any, size: Any, seed: Any) -> None:
    sample.draw(
        session.casework(), reach(view), view.snapshot, _id(view),
        subject_type=str(kind), method=str(method), size=_whole(size), seed=_whole(seed),
    )  # fmt: skip


def new_outcome(view: View, item: Any, result: Any, what: Any) -> None:
    given = (session.casework(), reach(view), basis(view), _id(view), _whole(item))
    if result == "cleared":
        sample.clear(*given, str(what or ""))
    elif isinstance(result, str) and result in (FIELDS["severity"].choices or {}):
        sample.report(*given, str(what or ""), result)
    else:
        raise Refused(*CHOOSE)


def new_list(view: View, unit: Any, contents: Any) -> None:
    try:
        content = base64.b64decode(str(contents).partition(",")[2], validate=True)
    except binascii.Error as error:
        raise Refused(*UNREADABLE) from error
    self_check.sheet_in(session.casework(), reach(view), _id(view), str(unit or ""), content)


def explain(refused: Refused, view: View) -> Component:
    """Why it was refused; of a returned list every row that is wrong."""
    said = refusal(refused.text, view.lang)
    if not isinstance(refused, self_check.BadRows):
        return said
    rows = [[str(one.row_number), one.text.in_(view.lang)] for one in refused.rows]
    return html.Div([said, table([(view.say(ROW), "num"), (view.say(MISTAKE), "")], rows)])


def _line(field_id: str, label: Text, view: View, *, hint: str = "") -> Component:
    control = dcc.Input(
        id=field_id, type="text", maxLength=200, placeholder=hint, className="field"
    )
    return html.Label([view.say(label), control])


def _text(field_id: str, label: Text, view: View) -> Component:
    control = dcc.Textarea(id=field_id, maxLength=20_000, className="field")
    return html.Label([view.say(label), control], className="wide")


def _button(button_id: str, label: Text, view: View) -> Component:
    return html.Button(view.say(label), id=button_id, type="button", className="button primary")


def _id(view: View) -> str:
    if not view.address.id:
        raise Nothing(NOT_FOUND)
    return view.address.id


def _date(given: Any) -> date:
    try:
        return date.fromisoformat(str(given or ""))
    except ValueError as error:
        raise Refused(*NO_DATE) from error


def _whole(given: Any) -> int:
    try:
        return int(str(given if given is not None else "").strip())
    except ValueError as error:
        raise Refused(*NO_NUMBER) from error
