"""Scorecard: is anything different this month, and what must be decided? One sheet of paper."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.exports.sheet import Column, Sheet
from audit_models.headline import headline
from audit_models.judgement import (
    ASSURANCES,
    DECIDED,
    MARKS,
    VARIATIONS,
    case_count,
    judge,
    shown_value,
    target_text,
)
from audit_models.ranks import FEWEST
from audit_models.scorecard import Line, judged, read_lines
from audit_models.sparkline import sparkline
from audit_models.text import LANGS, Text
from audit_models.themes import theme_of
from audit_models.words import missing_text
from dashboard import html
from dashboard.components import card, link, mark, named, picture
from dashboard.exports import buttons
from dashboard.families import family_table
from dashboard.html import Component
from dashboard.page import Page
from dashboard.scorecard.assessed import assessment_line
from dashboard.scorecard.changes import Change, change_card, changes
from dashboard.scorecard.data_quality import QUALITIES, changed_since, quality_mark, quality_of
from dashboard.scorecard.decisions import decision_card
from dashboard.scorecard.news import Coverages, hits_in, news, restated_numbers
from dashboard.scorecard.report_download import READ_RULE, REPORTS, register_reading, report_buttons
from dashboard.scorecard.reported import reported_badge
from dashboard.signs import assurance, variation
from dashboard.view import LEVELS, Row, View

TITLE = Text("月度记分卡", "Monthly scorecard")
INDICATORS = Text("获得电力指标", "Getting Electricity indicators")
RULES = Text("疑点规则", "Red-flag rules")
RULES_NOTE = Text("疑点是待核实的线索，不是结论。", "A hit is a lead to verify, not a verdict.")
NAME = Text("指标", "Indicator")
VALUE = Text("本月值", "This month")
TARGET = Text("目标", "Target")
TREND = Text("近13个月", "13 months")
VARIATION = Text("变化", "Variation")
ASSURANCE = Text("目标保证", "Assurance")
RANK = Text("排名", "Rank")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
DATA = Text("数据", "Data")
MISSING = Text("缺少：{what}", "missing: {what}")
RANGE = Text(
    "{peers}个同级单位中第{rank}，偶然因素下可能在第{low}–{high}之间",
    "{rank} of {peers} units of this level; by chance anywhere from {low} to {high}",
)
NOT_RANKED = Text(
    "案例少于{few}件或没有数值，不参加排名", "Fewer than {few} cases or no number: not ranked"
)
NO_DIRECTION = Text("高低不分优劣，不排名", "Neither high nor low is better: not ranked")
OUT_OF_SIGHT = Text(
    "同级单位不在您的查看范围内，无从排名",
    "The units of this level are not yours to see, so there is no rank",
)
NO_PEERS = Text("没有同级单位可比", "There is no other unit of this level")
OUT_OF_SIGHT_SHORT = Text("不在范围", "not in view")
NO_PEERS_SHORT = Text("无同级", "no peers")
MEASURE = Text("计量单位", "Unit of measure")
PEERS = Text("参加排名的单位数", "Units ranked")
QUALITY = Text("数据质量", "Data quality")
SENTENCE = Text("波动还是信号", "Noise or signal")
UNRANKED = Text("不排名", "not ranked")
SPARK_ALT = Text(
    "{name}近13个月：最低{low}，最高{high}，{count}个月有数值",
    "{name}, 13 months: lowest {low}, highest {high}, {count} months with a number",
)


def body(view: View) -> Component:
    """The sheet: assessment, headline, indicators, rules, and what is new."""
    rows = read_lines(view.snapshot, view.unit.code, view.month)
    last, found = rule_months(view)
    restated = restated_numbers(view)
    sentence = headline(
        [judged(row) for row in rows],
        hits=hits_in(found),
        states=[row["state"] for row in found],
        unit=view.unit.name,
        month=view.month,
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1([named(view.unit.name, view.lang), html.Span(view.say(TITLE))]),
                    html.Span(
                        f"{view.say(LEVELS[view.unit.level])} · {fmt.month(view.month, view.lang)}",
                        className="sub",
                    ),
                    report_buttons(view),
                ],
                className="title",
            ),
            html.Div([assessment_line(view), reported_badge(view)], className="standing"),
            html.P(view.say(sentence), className="headline", id="scorecard-headline"),
            html.Div(
                [
                    card(
                        view.say(INDICATORS),
                        indicator_table(rows, changed_since(restated[1], view), view),
                        html.Div(
                            buttons("scorecard", "indicators", view.lang, has_picture=False),
                            className="under",
                        ),
                        class_name="wide",
                    ),
                    html.Div(
                        [
                            change_card(
                                since_last_month(rows, last, found, view),
                                view,
                                news(rows, (last, found), restated, view),
                            ),
                            decision_card(view),
                            card(
                                view.say(RULES),
                                family_table(found, view),
                                note=view.say(RULES_NOTE),
                            ),
                        ]
                    ),
                ],
                className="sheet",
            ),
        ]
    )


def rule_months(view: View) -> Coverages:
    """What the rules could say in the month before, None without one, and in the month."""
    before = next((one for one in reversed(view.catalogue.months) if one < view.month), None)
    found = views.rule_states(view.snapshot, view.unit.code, before or view.month, view.month)
    last = [row for row in found if row["month"] == before] if before else None
    return last, [row for row in found if row["month"] == view.month]


def since_last_month(
    rows: list[Line], last: Sequence[Row] | None, found: Sequence[Row], view: View
) -> Sequence[Change] | None:
    """What differs from the month before; None in the first month."""
    if last is None:
        return None
    names = {row.indicator.id: row.indicator.title for row in rows}
    names |= {rule.id: rule.title for rule in view.catalogue.rules.values()}
    before = {
        row.indicator.id: (judge(row.before, row.indicator.better), None)
        for row in rows
        if row.before
    }
    now = {row.indicator.id: (judge(row.now, row.indicator.better), None) for row in rows}
    return changes(names, before | rule_states(last), now | rule_states(found))


def rule_states(found: Sequence[Row]) -> dict[str, tuple[str, int | None]]:
    """State of every rule, with its hits where it could be decided."""
    return {
        row["rule_id"]: (
            row["state"],
            int(row["hits"]) if row["state"] in DECIDED else None,
        )
        for row in found
    }


def indicator_table(rows: list[Line], changed: Mapping[str, str], view: View) -> Component:
    """One line an indicator, theme by theme. `changed`: of `changed_since`."""
    headings = (
        (NAME, ""),
        (VALUE, "num"),
        (TARGET, "num"),
        (STATE, ""),
        (TREND, ""),
        (VARIATION, ""),
        (ASSURANCE, ""),
        (RANK, ""),
        (DATA, "num"),
    )
    head = html.Tr(
        [html.Th(view.say(text), className=kind, scope="col") for text, kind in headings]
    )
    groups = [
        html.Tbody(
            [
                html.Tr(
                    html.Th(theme.name.in_(view.lang), colSpan=len(headings), scope="rowgroup"),
                    className="theme",
                ),
                *[indicator_line(row, changed, view) for row in lines],
            ]
        )
        for theme, lines in groupby(rows, key=lambda row: theme_of(row.indicator.id))
    ]
    return html.Div(
        html.Table([html.Thead(head), *groups], className="table score"), className="score-frame"
    )


def indicator_line(row: Line, changed: Mapping[str, str], view: View) -> Component:
    indicator, now, lang = row.indicator, row.now, view.lang
    name = indicator.title.in_(lang)
    past = row.past
    known = [value for value in past if fmt.is_number(value)]
    spark_alt = SPARK_ALT.in_(lang).format(
        name=name,
        low=fmt.number(min(known, default=None)),
        high=fmt.number(max(known, default=None)),
        count=len(known),
    )
    target = float(now["target"]) if fmt.is_number(now["target"]) else None
    spark = sparkline(past, target=target, better=indicator.better)
    cells = (
        (
            NAME,
            "name",
            [
                link(name, view.href(path="/indicator", id=indicator.id)),
                html.Span(indicator.id, className="id"),
            ],
        ),
        (VALUE, "num value", _large(now, indicator, view)),
        (TARGET, "num", _bare_target(now["target"], indicator)),
        (STATE, "", mark(row.state, lang)),
        (TREND, "drawing", picture(spark, alt=spark_alt)),
        (VARIATION, "signal", _signal(row, view)),
        (ASSURANCE, "", assurance(row.signal, view)),
        (RANK, "", _place(row, view)),
        (DATA, "num data", [*_data(now, view), quality_mark(quality_of(now, changed, view), view)]),
    )
    return html.Tr(
        [
            html.Td(value, className=kind, **{"data-label": view.say(label)})
            for label, kind, value in cells
        ],
        className=f"line is-{row.state}",
        id=f"scorecard-{indicator.id}",
        style={"--urgency": row.urgency},
    )


def _signal(row: Line, view: View) -> list[Component]:
    """Noise or signal as a sign, with the rule that fired; the whole sentence on hover and on a phone."""
    sentence, clause = view.say(row.sentence), row.clause
    return [
        variation(row.signal, view, why=sentence),
        html.Span(view.say(clause) if clause else "", className="clause"),
        html.Span(sentence, className="sentence"),
    ]


def _place(row: Line, view: View) -> Component | str:
    """Rank, peers and the range that chance allows; hatched where it would be luck; else why there is none."""
    place = row.place
    if place is None:
        is_hidden = view.units is not None and view.unit.level != "province"
        short, why = (OUT_OF_SIGHT_SHORT, OUT_OF_SIGHT) if is_hidden else (NO_PEERS_SHORT, NO_PEERS)
        heard = html.Span(view.say(why), className="only-heard")
        return html.Span([view.say(short), heard], className="rank reason", title=view.say(why))
    if not place["is_ranked"]:
        why = NO_DIRECTION if row.indicator.better == "none" else NOT_RANKED.format(few=FEWEST)
        return html.Span(view.say(UNRANKED), className="rank is-few", title=view.say(why))
    if not fmt.is_number(place["rank_low"]):
        return f"{place['rank']:.0f}/{place['peers']}"
    low, high = f"{place['rank_low']:.0f}", f"{place['rank_high']:.0f}"
    rank = f"{place['rank']:.0f}"
    words = view.say(RANGE).format(rank=rank, peers=place["peers"], low=low, high=high)
    return html.Span(
        [f"{rank}/{place['peers']} ", html.Span(f"{low}–{high}", className="reason")],
        className="rank",
        title=words,
    )


def _large(now: Row, indicator: Definition, view: View) -> list[Any]:
    """The number large, its unit small."""
    if not fmt.is_number(now["value"]) or indicator.unit == "percent":
        return [shown_value(now, indicator.unit, view.lang)]
    unit = fmt.unit_name(indicator.unit, view.lang)
    written = fmt.number_against(now["value"], now["target"])
    return [f"{written} ", html.Span(unit, className="measure")]


def _bare_target(target: float | None, indicator: Definition) -> str:
    """The target without its unit, which stands beside the value; per cent is part of the number."""
    if indicator.unit == "percent" or not fmt.is_number(target):
        return target_text(target, indicator.unit, indicator.better, "en")
    return target_text(target, "", indicator.better, "en").rstrip()


def _data(now: Row, view: View) -> list[Any]:
    """How many cases; where nothing could be counted only why."""
    reason = _reason(now, view)
    return (
        [reason] if reason and now["status"] == "insufficient_data" else [case_count(now), reason]
    )


def _reason(now: Row, view: View) -> Component | None:
    """Why there is no number, or with what it was computed without."""
    what = missing_text(now["missing"], view.lang)
    if not what:
        return None
    words = view.say(MISSING).format(what=what)
    return html.Span(words, className="reason", title=words)


def indicator_sheet(view: View) -> Sheet:
    """What the table shows, as numbers."""
    rows = read_lines(view.snapshot, view.unit.code, view.month)
    changed = changed_since(restated_numbers(view)[1], view)
    titles = (
        NAME,
        MEASURE,
        VALUE,
        TARGET,
        STATE,
        CASES,
        VARIATION,
        ASSURANCE,
        RANK,
        PEERS,
        QUALITY,
        SENTENCE,
    )
    qualities = [QUALITIES[quality_of(row.now, changed, view)][1] for row in rows]
    cells = [_cells(row, quality) for row, quality in zip(rows, qualities, strict=True)]
    return Sheet(INDICATORS, [Column(one) for one in titles], cells)


def _cells(row: Line, quality: Text) -> list[Any]:
    signal, place = row.signal or {}, row.place or {}
    return [
        row.indicator.title,
        Text(*(fmt.unit_name(row.indicator.unit, lang) for lang in LANGS)),
        row.now["value"],
        row.now["target"],
        MARKS[row.state][1],
        int(row.now["n"]),
        VARIATIONS[signal.get("variation", "none")],
        ASSURANCES[signal.get("assurance", "none")],
        place.get("rank"),
        place.get("peers"),
        quality,
        row.sentence,
    ]


PAGE = Page(
    name="scorecard",
    path="/",
    title=Text("记分卡", "Scorecard"),
    order=1,
    icon="scorecard",
    body=body,
    register=register_reading,
    routes=(READ_RULE,),
    sheets={"indicators": indicator_sheet, **REPORTS},
)
