"""The report of a special inspection, from what was planned, sampled and found."""

import sqlalchemy as sa

from audit_models import format as fmt
from audit_models.casework.campaigns import work
from audit_models.casework.campaigns.progress import Progress, progress
from audit_models.casework.findings.register import Filters, names
from audit_models.casework.findings.states import State
from audit_models.casework.reach import Reach
from audit_models.catalogue import catalogue
from audit_models.papers.findings import register_facts
from audit_models.papers.kinds import Inspection
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text

UNITS = Text("{count}个单位：{names}", "{count} units: {names}")
OVERVIEW = Text(
    "自查清单{checks}项，{returned}个单位已全部填报；抽样{drawn}项，已检查{looked}项；"
    "列为问题{findings}项，其中已销号{closed}项，不属实{cleared}项。",
    "Check items: {checks}, answered in full by {returned} units; sampled: {drawn}, looked at: {looked};"
    " findings: {findings}, of these {closed} closed and {cleared} cleared.",
)
NO_SAMPLE = Text("（抽样情况不向被查单位显示）", " (The sample is not shown to those inspected.)")


def inspection_facts(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, campaign_id: str, *, lang: Lang
) -> Inspection:
    """What the report of an inspection in reach says; `snapshot` is the reader's own.

    Raises:
        NotHere: there is no such inspection in the reader's units.
    """
    found = work.get(connection, reach, campaign_id)
    how_far = progress(connection, reach, campaign_id)
    findings = register_facts(
        connection, reach, snapshot, lang=lang, filters=Filters(campaign_id=campaign_id)
    )
    units = catalogue(snapshot).units
    named = [units[code].name.in_(lang) if code in units else code for code in found.units]
    runs = units.get(found.unit_code)
    sign = "、" if lang == "zh" else ", "
    return Inspection(
        id=found.campaign_id,
        title=found.name,
        unit=runs.name.in_(lang) if runs else found.unit_code,
        scope=UNITS.in_(lang).format(count=fmt.count(len(named)), names=sign.join(named)),
        period=f"{fmt.day(found.starts_on)} – {fmt.day(found.ends_on)}",
        basis=found.basis.splitlines(),
        overview=overview(how_far, lang),
        recommendations=list(dict.fromkeys(one.requirement for one in findings if one.requirement)),
        findings=findings,
        preparer=names(connection, [found.planner_id]).get(found.planner_id, ""),
    )


def overview(how_far: Progress, lang: Lang) -> str:
    """How far the inspection is, in one sentence."""
    counts = how_far.findings
    told = OVERVIEW.in_(lang).format(
        checks=fmt.count(len(how_far.checks)),
        returned=fmt.count(how_far.returned),
        drawn=fmt.count(sum(how_far.drawn.values())) if how_far.drawn else fmt.NO_NUMBER,
        looked=fmt.count(sum(how_far.looked_at.values())) if how_far.drawn else fmt.NO_NUMBER,
        findings=fmt.count(sum(counts.values())),
        closed=fmt.count(counts[State.CLOSED]),
        cleared=fmt.count(counts[State.CLEARED]),
    )
    return told if how_far.drawn else told + NO_SAMPLE.in_(lang)
