"""Special inspections: on course or not, unit by check item, sample by unit, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import Dash, dcc

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework.campaigns import sample, work
from audit_models.casework.campaigns.progress import Progress, looked_by_day, progress
from audit_models.casework.campaigns.self_check import ANSWERS
from audit_models.casework.campaigns.states import STATE_NAMES
from audit_models.casework.campaigns.states import State as CampaignState
from audit_models.casework.campaigns.work import Campaign
from audit_models.casework.findings.recurrence import recurrences
from audit_models.casework.findings.register import Filters, Finding, list_findings
from audit_models.casework.workflow import NotHere
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.campaigns.forms import (
    METHOD,
    METHODS,
    OBJECTS,
    add_callbacks,
    draw_form,
    list_form,
    outcome_form,
    plan_form,
    step_form,
)
from dashboard.casework import (
    about,
    basis,
    finding_link,
    hits_of,
    note_denial,
    reach,
    state_mark,
    unit_name,
)
from dashboard.components import card, facts, link, named, table, twin
from dashboard.figures.ageing import sample_burn_up
from dashboard.figures.theme import graph
from dashboard.findings.ageing import ageing_card
from dashboard.findings.back import back_card
from dashboard.findings.paper_files import inspection_buttons
from dashboard.html import Component
from dashboard.page import Page
from dashboard.view import NOT_FOUND, Nothing, View

TITLE = Text("专项督察", "Special inspections")
LEAD = Text(
    "方案、自查、抽样、现场核查、整改到归档。",
    "From plan and self-check to sample, site and archive.",
)
BACK = Text("‹ 全部专项", "‹ All inspections")
NONE = Text("还没有专项督察。", "There is no special inspection yet.")
SPAN = Text("{first} 至 {last}", "{first} to {last}")
RUN_BY = Text("组织单位", "Run by")
BASIS = Text("依据", "Basis")
DATES = Text("起止", "Dates")
RETURNED = Text("已返回自查", "Self-checks returned")
OF = Text("{done}／{all}", "{done} of {all}")
COVERAGE = Text("覆盖情况（单位 × 检查项）", "Coverage: unit × check item")
COVERAGE_NOTE = Text(
    "✓ 合格　▲ 不合格　– 不适用；空白为未返回。",
    "✓ in order, ▲ not in order, – not applicable; empty: not returned.",
)
UNIT = Text("单位", "Unit")
LOOKED = Text("已核查样本", "Sample looked at")
SAMPLE = Text("样本", "Sample")
FINGERPRINT = Text("总体指纹", "Frame's fingerprint")
SEED = Text("随机种子", "Seed")
OBJECT = Text("抽样对象", "Drawn from")
POPULATION = Text("总体", "Population")
HIGH = Text("重大疑点全部纳入", "All with a hit of high severity")
BY_RISK = Text("按风险排序纳入", "By risk")
RANDOM = Text("随机抽取", "By chance")
PLAN = Text("取自检查计划", "From the inspection plan")
PLAN_OF = Text("{unit}，{days} 个人日", "{unit}, {days} inspector-days")
BURN_UP = Text("样本核查进度", "Sample, looked at day by day")
DAY = Text("日期", "Day")
FINDINGS = Text("发现的问题", "Findings")
NO_FINDINGS = Text("还没有问题。", "No findings yet.")
SIGNS = {"in_order": "✓", "not_in_order": "▲", "not_applicable": "–"}


def body(view: View) -> Component:
    """The list, or the inspection that the address names."""
    return one_campaign(view, view.address.id) if view.address.id else every_campaign(view)


def every_campaign(view: View) -> Component:
    who = reach(view)
    with session.casework().read() as connection:
        listed = work.list_campaigns(connection, who)
        team = work.possible_team(connection, who) if who.principal.may(Permission.CAMPAIGN) else []
    shown: Component = html.P(view.say(NONE), className="empty-text")
    if listed:
        shown = html.Ul([_item(one, view) for one in listed], className="cards")
    form = None
    if who.principal.may(Permission.CAMPAIGN):
        form = plan_form(team, _units_below(view), view)
    head = html.Div(
        [html.H1(view.say(TITLE)), html.Span(view.say(LEAD), className="sub")], className="title"
    )
    return html.Div([head, card(view.say(TITLE), shown), form])


def _units_below(view: View) -> list[tuple[str, str]]:
    line = basis(view).line
    return [
        (unit.code, unit.name.in_(view.lang))
        for unit in view.catalogue.units.values()
        if view.unit.code in line(unit.code)
    ]


def _item(one: Campaign, view: View) -> Component:
    return html.Li(
        [
            html.Div(
                [link(one.campaign_id, view.href(id=one.campaign_id)), _state(one.state, view)],
                className="own",
            ),
            html.P(named(Text(one.name, one.name), view.lang), className="says"),
            html.Div([html.Span(unit_name(one.unit_code, view)), html.Span(_span(one, view))],
                     className="own note"),
        ]
    )  # fmt: skip


def _state(state: CampaignState, view: View) -> Component:
    ended = state == CampaignState.ARCHIVED
    return html.Span(
        [html.Span("■" if ended else "◇", className="mark-shape", **{"aria-hidden": "true"}),
         view.say(STATE_NAMES[state])],
        className="mark mark-ended" if ended else "mark mark-open",
    )  # fmt: skip


def _span(one: Campaign, view: View) -> str:
    return view.say(SPAN).format(first=fmt.day(one.starts_on), last=fmt.day(one.ends_on))


def one_campaign(view: View, campaign_id: str) -> Component:
    who = reach(view)
    with session.casework().read() as connection:
        try:
            found = work.get(connection, who, campaign_id)
        except NotHere as error:
            note_denial(error, view)
            raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=BACK) from error
        how_far = progress(connection, who, campaign_id)
        items, looked = [], []
        if who.principal.may(Permission.CAMPAIGN):
            items = list(sample.items(connection, who, campaign_id))
            looked = looked_by_day(connection, who, campaign_id)
        of_this = Filters(campaign_id=campaign_id)
        findings = list_findings(connection, who, of_this)
        returned_hits = recurrences(connection, who, view.snapshot, of_this)
    may_run = who.principal.may(Permission.CAMPAIGN) and who.covers(found.unit_code)
    returned = view.say(OF).format(done=how_far.returned, all=len(how_far.units))
    name = named(Text(found.name, found.name), view.lang)
    return html.Div(
        [
            dcc.Store(id="campaigns-wanted"),
            dcc.Download(id="campaigns-download"),
            html.Div(
                [
                    html.H1([name, html.Span(found.campaign_id)]),
                    inspection_buttons("campaigns", view),
                ],
                className="title",
            ),
            html.P([link(view.say(BACK), view.href(id=None)), _state(found.state, view)],
                   className="own"),
            step_form(found, work.allowed(found, who), view),
            card(
                view.say(BASIS),
                facts(
                    [
                        (view.say(RUN_BY), unit_name(found.unit_code, view)),
                        (view.say(DATES), _span(found, view)),
                        (view.say(BASIS), named(Text(found.basis, found.basis), view.lang)),
                        (view.say(RETURNED), returned),
                    ]
                ),
            ),
            _list(found, view),
            coverage_card(how_far, view),
            draw_form(view) if may_run and _is_to_draw(found) else None,
            outcome_form(items, view) if may_run and found.state == CampaignState.ONSITE else None,
            sample_card(found, items, looked, view),
            back_card(returned_hits, len(returned_hits), view),
            findings_card(findings, view),
            ageing_card("campaigns", of_this, view),
        ]
    )  # fmt: skip


def _is_to_draw(found: Campaign) -> bool:
    return found.state == CampaignState.SAMPLING and found.sample is None


def _list(found: Campaign, view: View) -> Component | None:
    may = session.may(Permission.RECTIFY) or session.may(Permission.CAMPAIGN)
    if found.state != CampaignState.SELF_CHECK or not may:
        return None
    names = view.catalogue.units
    units = [(code, names[code].name.in_(view.lang)) for code in found.units if code in names]
    return list_form(units, view) if units else None


def coverage_card(how_far: Progress, view: View) -> Component:
    """What each unit answered to each item, and how much of its sample was looked at."""
    columns = [(view.say(UNIT), "")]
    columns += [(f"{number}", "") for number, _ in how_far.checks]
    if how_far.drawn:
        columns.append((view.say(LOOKED), "num"))
    rows: list[list[Any]] = []
    for code in how_far.units:
        cells: list[Any] = [unit_name(code, view)]
        for number, _ in how_far.checks:
            answer = how_far.coverage.get((code, number))
            title = ANSWERS[answer].in_(view.lang) if answer else ""
            cells.append(html.Span(SIGNS[answer], title=title, role="img", **{"aria-label": title})
                         if answer else "")  # fmt: skip
        if how_far.drawn:
            cells.append(view.say(OF).format(done=how_far.looked_at[code], all=how_far.drawn[code]))
        rows.append(cells)
    asked = html.Ol([html.Li(named(Text(text, text), view.lang)) for _, text in how_far.checks])
    return card(view.say(COVERAGE), table(columns, rows), asked, note=view.say(COVERAGE_NOTE))


def sample_card(
    found: Campaign, items: Sequence[Mapping[str, Any]], looked: Sequence[tuple[date, int]],
    view: View,
) -> Component | None:  # fmt: skip
    """How the sample was drawn, so that anyone can draw it again, and how far it was looked at."""
    if not found.sample:
        return None
    drawn = found.sample
    is_plan = drawn.get("method") == "inspection_plan"
    pairs: list[tuple[str, Any]] = [
        (view.say(OBJECT), view.say(OBJECTS[drawn["subject_type"]])),
        (view.say(METHOD), view.say(METHODS[drawn.get("method", "random")])),
        (view.say(POPULATION), fmt.count(drawn["population"])),
        (view.say(BY_RISK if is_plan else HIGH), fmt.count(drawn["high"])),
        (view.say(RANDOM), fmt.count(drawn["random"])),
        (view.say(SEED), html.Code(str(drawn["seed"]))),
        (view.say(FINGERPRINT), html.Code(str(drawn["frame_hash"] or "–"), className="hash")),
    ]
    if is_plan:
        said = view.say(PLAN_OF).format(
            unit=view.say(view.catalogue.units[drawn["plan_unit"]].name), days=drawn["days"]
        )
        pairs[-1] = (view.say(PLAN), f"{said} · {drawn['snapshot_id']}")
    done = sum(one["is_cleared"] is not None for one in items)
    title = f"{view.say(SAMPLE)} · {view.say(OF).format(done=done, all=len(items))}"
    return card(title, facts(pairs), *_burn_up(found, len(items), looked, view))


def _burn_up(
    found: Campaign, drawn: int, looked: Sequence[tuple[date, int]], view: View
) -> list[Component]:
    if not looked:
        return []
    figure = sample_burn_up(looked, drawn, found.ends_on, lang=view.lang)
    rows = [[fmt.day(day), fmt.count(count)] for day, count in looked]
    numbers = table([(view.say(DAY), ""), (view.say(LOOKED), "num")], rows)
    return [
        html.H3(view.say(BURN_UP)),
        graph("campaigns-burn-up-sample", figure, lang=view.lang, label=view.say(BURN_UP)),
        twin(numbers, view.lang),
    ]


def findings_card(findings: Sequence[Finding], view: View) -> Component:
    if not findings:
        return card(view.say(FINDINGS), html.P(view.say(NO_FINDINGS), className="empty-text"))
    hits = hits_of(view, findings)
    items = [
        html.Li(
            [
                html.Div([finding_link(one, view), state_mark(one.state, view.lang)],
                         className="own"),
                html.P(about(one, hits[one.finding_id], view), className="says"),
            ]
        )
        for one in findings
    ]  # fmt: skip
    title = f"{view.say(FINDINGS)} · {fmt.count(len(findings))}"
    return card(title, html.Ul(items, className="cards"))


def register_callbacks(app: Dash, warehouse: Warehouse) -> None:
    add_callbacks(app, warehouse, body)


PAGE = Page(
    name="campaigns",
    path="/campaigns",
    title=TITLE,
    order=5,
    icon="campaigns",
    body=body,
    register=register_callbacks,
)
