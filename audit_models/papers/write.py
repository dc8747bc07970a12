"""Papers as files: file name and content, ready to be saved or sent."""

from collections.abc import Sequence
from datetime import date

from audit_models import format as fmt
from audit_models.exports.sheet import file_name
from audit_models.office import fill
from audit_models.papers.facts import PaperFacts
from audit_models.papers.kinds import INSPECTION, REGISTER, Inspection, Paper
from audit_models.text import Lang

BLANK = ""
"""What a person still has to write in."""


def paper(kind: Paper, facts: PaperFacts, *, lang: Lang) -> tuple[str, bytes]:
    """One paper about one finding."""
    number = kind.number(facts)
    content = fill(kind.template, lang, values(facts, lang) | {"number": number})
    return file_name(kind.name.in_(lang), facts.unit, number, kind="docx"), content


def register(
    findings: Sequence[PaperFacts], *, unit: str, on: date, lang: Lang
) -> tuple[str, bytes]:
    """The register of findings of a unit, one line each."""
    lines = [
        values(one, lang) | {"place": fmt.count(at)} for at, one in enumerate(findings, start=1)
    ]
    content = fill(
        REGISTER.template,
        lang,
        {"unit": unit, "day": fmt.day(on), "count": len(lines), "lines": lines},
    )
    return file_name(REGISTER.name.in_(lang), unit, fmt.day(on), kind="docx"), content


def inspection_report(found: Inspection, *, lang: Lang) -> tuple[str, bytes]:
    """The report of a special inspection."""
    lines = [
        values(one, lang) | {"place": fmt.count(at)}
        for at, one in enumerate(found.findings, start=1)
    ]
    amounts = [one.amount_cny for one in found.findings if one.amount_cny is not None]
    number = f"{INSPECTION.mark.zh}-{found.id}"
    content = fill(
        INSPECTION.template,
        lang,
        {
            "number": number,
            "title": found.title,
            "unit": found.unit,
            "scope": found.scope,
            "period": found.period,
            "basis": [{"text": text} for text in found.basis],
            "overview": found.overview,
            "count": len(lines),
            "amount": fmt.money(sum(amounts), lang) if amounts else fmt.NO_NUMBER,
            "lines": lines,
            "recommendations": [{"text": text} for text in found.recommendations],
            "preparer": found.preparer,
            "prepared_on": _day(found.prepared_on),
            "reviewer": found.reviewer,
        },
    )
    return file_name(INSPECTION.name.in_(lang), found.unit, number, kind="docx"), content


def values(facts: PaperFacts, lang: Lang) -> dict[str, object]:
    """What the templates of papers about one finding may ask for."""
    sign = "；" if lang == "zh" else "; "
    return {
        "id": facts.id,
        "title": facts.title,
        "unit": facts.unit,
        "unit_code": facts.unit_code,
        "rule": facts.rule_id,
        "severity": facts.severity,
        "matter": facts.matter or facts.title,
        "period": facts.period,
        "procedure": facts.procedure,
        "facts": facts.facts,
        "why": facts.why,
        "innocent": facts.innocent,
        "ground": sign.join(facts.ground),
        "amount": f"{facts.amount_cny:,.2f}" if facts.amount_cny is not None else BLANK,
        "conclusion": facts.conclusion,
        "requirement": facts.requirement,
        "owner": facts.owner,
        "happened_on": _day(facts.happened_on),
        "due_on": _day(facts.due_on),
        "closed_on": _day(facts.closed_on),
        "state": facts.state,
        "preparer": facts.preparer,
        "prepared_on": _day(facts.prepared_on),
        "reviewer": facts.reviewer,
        "reviewed_on": _day(facts.reviewed_on),
        "review_opinion": facts.review_opinion,
        "issuer": facts.issuer,
        "issued_on": _day(facts.issued_on),
        "snapshot": facts.snapshot_id,
        "evidence": [
            {
                "place": fmt.count(at),
                "name": one.name,
                "value": one.value,
                "source": one.source,
                "sha256": one.sha256,
            }
            for at, one in enumerate(facts.evidence, start=1)
        ],
    }


def _day(day: date | None) -> str:
    return fmt.day(day) if day else BLANK
