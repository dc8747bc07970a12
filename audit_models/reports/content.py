"""What a report says, gathered once: numbers from the views, words from where the pages take theirs.

Everything is plain text and numbers, so that each form only sets it. Text that came from data passes
through `visible`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Catalogue, Definition, catalogue, name_of
from audit_models.errors import Refused
from audit_models.families import by_family
from audit_models.harmless import visible
from audit_models.headline import headline
from audit_models.judgement import (
    ASSURANCES,
    DECIDED,
    GRADES,
    MARKS,
    NOTHING_TO_DECIDE,
    SEVERITIES,
    VARIATIONS,
    Row,
    case_count,
    checked_sum,
    hit_sum,
    shown_value,
    target_text,
)
from audit_models.records import records
from audit_models.reports.findings import Findings, gather_findings
from audit_models.reports.texts import (
    ASSESSED,
    MORE,
    NO_SCHEME,
    NOT_ASSESSED,
    RANKED,
    UNASSESSED,
    UNASSESSED_UNITS,
    UNDECIDED,
    UNRANKED,
)
from audit_models.scorecard import Line, judged, read_lines
from audit_models.snapshot import Snapshot
from audit_models.sparkline import sparkline
from audit_models.text import Lang, Text
from audit_models.themes import theme_of
from audit_models.words import code_name, rule_sentence

LEADS_PER_RULE = 3
"""Leads of one rule that are told; the page and the Excel file have more."""
SEVERITY_ORDER = "HML"
SPECIAL = ("concern", "improvement", "neutral")


@dataclass(frozen=True)
class Report:
    """One unit and month, told in one language."""

    snapshot: Snapshot
    catalogue: Catalogue
    code: str
    unit: str
    level: str
    month: date
    lang: Lang
    href: str
    """The page that shows the same."""
    headline: str
    assessment: str
    lines: list[Line]
    indicators: list[dict[str, Any]]
    signals: list[dict[str, str]]
    coverage: pd.DataFrame
    families: list[dict[str, str]]
    ranking: list[dict[str, Any]]
    red_list: list[dict[str, Any]]
    undecided: str
    findings: Findings

    def say(self, text: Text) -> str:
        return text.in_(self.lang)

    @property
    def stamp(self) -> dict[str, str]:
        """What every page of paper says of its data."""
        facts = self.snapshot.facts
        return {
            "snapshot": self.snapshot.id,
            "as_of": fmt.day(facts.as_of),
            "version": facts.app_version,
            "is_demonstration": "1" if facts.is_demonstration else "",
        }


def gather(
    snapshot: Snapshot,
    unit: str,
    month: date,
    *,
    lang: Lang,
    public_url: str,
    findings: pd.DataFrame | None = None,
) -> Report:
    """Everything that the report of a unit and month says.

    Raises:
        Refused: there is no such unit, or no data of that month.
    """
    known = catalogue(snapshot)
    refuse_unknown(known, unit, month)
    lines = read_lines(snapshot, unit, month)
    coverage = views.coverage(snapshot, unit, month)
    own = known.units[unit]
    said = headline(
        [judged(line) for line in lines],
        hits=int(coverage["hits"].sum()),
        states=list(coverage["state"]),
        unit=own.name,
        month=month,
    )
    indicators = [indicator_row(line, lang) for line in lines]
    return Report(
        snapshot=snapshot,
        catalogue=known,
        code=unit,
        unit=visible(own.name.in_(lang)),
        level=code_name("level", own.level, lang),
        month=month,
        lang=lang,
        href=href(public_url, unit, month, lang),
        headline=visible(said.in_(lang)),
        assessment=assessment_text(views.assessment(snapshot, unit, month), lang),
        lines=lines,
        indicators=indicators,
        signals=[one for one in indicators if one["variation_code"] in SPECIAL],
        coverage=coverage,
        families=family_rows(coverage, lang),
        ranking=ranking_levels(views.assessed_units(snapshot, unit, month), lang),
        red_list=red_list(snapshot, known, coverage, unit, month, lang),
        undecided=undecided_text(coverage, lang),
        findings=gather_findings(snapshot, known, unit, month, lang=lang, given=findings),
    )


def refuse_unknown(known: Catalogue, unit: str, month: date) -> None:
    """Refuse a unit or a month that the snapshot does not have."""
    if unit not in known.units:
        raise Refused(
            f"没有供电单位 {unit}；请用 --unit 给出单位编码。",
            f"There is no unit {unit}; give the code of a unit with --unit.",
        )
    if month not in known.months:
        latest = f"{known.months[-1]:%Y-%m}"
        raise Refused(
            f"{month:%Y-%m} 没有数据；最近可用的月份是 {latest}。",
            f"There are no data of {month:%Y-%m}; the latest month is {latest}.",
        )


def href(public_url: str, unit: str, month: date, lang: Lang) -> str:
    """The address of the scorecard that the report is of."""
    asked = {"unit": unit, "month": f"{month:%Y-%m}", "lang": lang}
    return f"{public_url.rstrip('/')}/?{urlencode(asked, quote_via=quote)}"


def indicator_row(line: Line, lang: Lang) -> dict[str, Any]:
    """One indicator in words, and its trend as a drawing."""
    one, now = line.indicator, line.now
    signal = line.signal or {}
    shape, word = MARKS[line.state]
    target = float(now["target"]) if fmt.is_number(now["target"]) else None
    return {
        "id": one.id,
        "theme": theme_of(one.id).name.in_(lang),
        "name": one.title.in_(lang),
        "value": shown_value(now, one.unit, lang),
        "target": target_text(now["target"], one.unit, one.better, lang),
        "state": word.in_(lang),
        "state_code": line.state,
        "shape": shape,
        "trend": sparkline(line.past, target=target, better=one.better),
        "variation": VARIATIONS[signal.get("variation", "none")].in_(lang),
        "variation_code": str(signal.get("variation", "none")),
        "assurance": ASSURANCES[signal.get("assurance", "none")].in_(lang),
        "assurance_code": str(signal.get("assurance", "none")),
        "rank": rank_text(line.place, lang),
        "cases": case_count(now),
        "sentence": line.sentence.in_(lang),
    }


def rank_text(place: Row | None, lang: Lang) -> str:
    """`3/14 (1–6)`, or why there is none."""
    if place is None:
        return fmt.NO_NUMBER
    if not place["is_ranked"]:
        return UNRANKED.in_(lang)
    rank = f"{place['rank']:.0f}/{place['peers']}"
    if not fmt.is_number(place["rank_low"]):
        return rank
    return f"{rank} ({place['rank_low']:.0f}–{place['rank_high']:.0f})"


def assessment_text(found: pd.DataFrame, lang: Lang) -> str:
    """Score, grade and rank; of several schemes the first."""
    if found.empty:
        return NO_SCHEME.in_(lang)
    row = records(found)[0]
    if row["status"] != "ok" or not fmt.is_number(row["score"]):
        return NOT_ASSESSED.in_(lang)
    text = ASSESSED.in_(lang).format(score=fmt.fixed(row["score"]), grade=grade(row["grade"], lang))
    if fmt.is_number(row["rank"]) and row["peers"] > 1:
        text += RANKED.in_(lang).format(
            rank=fmt.count(row["rank"]),
            peers=fmt.count(row["peers"]),
            low=fmt.count(row["rank_low"]),
            high=fmt.count(row["rank_high"]),
        )
    return text


def grade(code: Any, lang: Lang) -> str:
    return GRADES[str(code)].in_(lang) if str(code) in GRADES else fmt.NO_NUMBER


def family_rows(coverage: pd.DataFrame, lang: Lang) -> list[dict[str, str]]:
    """Leads and what was checked, family by family."""
    if coverage.empty:
        return []
    return [
        {
            "name": family.name.in_(lang),
            "code": family.code,
            "hits": hit_sum(rules),
            "checked": checked_sum(rules),
        }
        for family, rules in by_family(coverage)
    ]


def ranking_levels(found: pd.DataFrame, lang: Lang) -> list[dict[str, Any]]:
    """Level by level, the best first; counties are compared across the cities."""
    levels = []
    for level in ("province", "city", "county"):
        among = "province_" if level == "county" else ""
        rows = [ranking_row(row, among, lang) for row in records(found[found["level"] == level])]
        if rows:
            name = code_name("level", level, lang)
            levels.append({"name": name, "rows": rows, "unassessed": unassessed_units(rows, lang)})
    return levels


def unassessed_units(rows: list[dict[str, Any]], lang: Lang) -> str:
    """Which units have no grade, in one sentence; empty where all have one."""
    names = [row["name"] for row in rows if not row["is_assessed"]]
    sign = "、" if lang == "zh" else ", "
    said = UNASSESSED_UNITS.in_(lang).format(count=len(names), names=sign.join(names))
    return said if names else ""


def ranking_row(row: Row, among: str, lang: Lang) -> dict[str, Any]:
    is_assessed = row["status"] == "ok"
    is_ranked = fmt.is_number(row[f"{among}rank"]) and row[f"{among}peers"] > 1
    places = {
        name: int(row[f"{among}{name}"]) if is_ranked else 0
        for name in ("rank", "peers", "rank_low", "rank_high")
    }
    return {
        "code": row["unit_code"],
        "name": visible(name_of(row).in_(lang)),
        "score": fmt.fixed(row["score"]),
        "score_number": float(row["score"]) if fmt.is_number(row["score"]) else None,
        "grade": grade(row["grade"], lang) if is_assessed else UNASSESSED.in_(lang),
        "is_assessed": is_assessed,
        "is_ranked": is_ranked,
        "place": f"{places['rank']}/{places['peers']}" if is_ranked else fmt.NO_NUMBER,
        **places,
    }


def red_list(
    snapshot: Snapshot,
    known: Catalogue,
    coverage: pd.DataFrame,
    unit: str,
    month: date,
    lang: Lang,
) -> list[dict[str, Any]]:
    """Every rule with leads, the gravest first, with its ground and its latest leads."""
    hit = coverage[coverage["state"] == "hit"]
    rows = [
        red_rule(snapshot, known.rules[row["rule_id"]], row, unit, month, lang)
        for row in records(hit)
        if row["rule_id"] in known.rules
    ]
    return sorted(rows, key=lambda row: (SEVERITY_ORDER.index(row["severity_code"]), -row["count"]))


def red_rule(
    snapshot: Snapshot, rule: Definition, row: Row, unit: str, month: date, lang: Lang
) -> dict[str, Any]:
    leads = views.hits(snapshot, rule.id, unit, month, offset=0, limit=LEADS_PER_RULE)
    grounds = views.grounds(snapshot, rule.header.get("ground", []))
    label = f"label_{lang}"
    sign = "、" if lang == "zh" else ", "
    severity = str(rule.header["severity"])
    more = int(row["hits"]) - len(leads)
    return {
        "id": rule.id,
        "title": rule.title.in_(lang),
        "severity": SEVERITIES[severity].in_(lang),
        "severity_code": severity,
        "count": int(row["hits"]),
        "hits": fmt.count(row["hits"]),
        "checked": fmt.count(row["checked"]),
        "ground": sign.join(grounds[label]),
        "leads": [lead_row(rule, lead, lang) for lead in records(leads)],
        "more": MORE.in_(lang).format(count=fmt.count(more)) if more > 0 else "",
    }


def lead_row(rule: Definition, lead: Row, lang: Lang) -> dict[str, str]:
    has_unit = fmt.is_number(lead["unit_code"])
    return {
        "unit": visible(name_of(lead).in_(lang)) if has_unit else fmt.NO_NUMBER,
        "day": fmt.day(lead["happened_on"]),
        "says": visible(rule_sentence(rule.text("says"), {**lead, **lead["evidence"]}, lang)),
    }


def undecided_text(coverage: pd.DataFrame, lang: Lang) -> str:
    """How many rules could not decide; empty where all could."""
    undecided = ~coverage["state"].isin([*DECIDED, *NOTHING_TO_DECIDE])
    count = int(undecided.sum())
    return UNDECIDED.in_(lang).format(count=fmt.count(count)) if count else ""
