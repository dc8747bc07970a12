"""Rules made by hand, many of them, so that what the pages say of them can be worked out on paper.

In each of the six families:
    51–53 hit: one hit in March, the project quick of D1; all other projects are clean
    54–56 clean: every project
    57 applies to nothing
    58, 59 need contracts, which are not supplied
    60 fails
Severities go H, M, L in turn from 51 on; NW61 is M, CT62 is H.
Every project is tested in March, when all 34 were energised: D1 2, D2 1, D3 31, D4 none. NW61 hits two
subjects in March: quick, and somebody who belongs to no unit. CT62 tests quick
alone, with 45 hits.
"""

from pathlib import Path

from audit_models.definitions import Rule, load_rules, read_definition

FAMILIES = ("CT", "IM", "PF", "CP", "SV", "NW")
MANY = 45

RULE = """\
/* ---
id: {id}
title: {{zh: 检验页面用的手工规则第{id}号，名称偏长, en: Made by hand to try the pages out {id}}}
says: {{zh: "{{subject_id}}被{id}看到{{note}}。", en: "{{subject_id}} was seen by {id} {{note}}."}}
why: {{zh: 检验, en: To try out.}}
innocent: {{zh: 全部, en: Everything.}}
ground: [own_practice]
severity: {severity}
subject: {subject}
hit_key: [subject_id, note]
needs: [{needs}]
status: active
--- */
{sql}
"""

TESTED = """\
select
    project_id as subject_id,
    unit_code,
    cast(energised_at as date) as tested_on,
    {is_hit} as is_hit,
    null as missing,
    cast(energised_at as date) as happened_on,
    null as amount_cny,
    {note} as note
from projects
"""
QUICK = TESTED.format(is_hit="project_id = 'quick'", note="1")
CLEAN = TESTED.format(is_hit="false", note="1")
NOTHING = CLEAN + "where false"
FAILS = TESTED.format(is_hit="cast(project_id as integer) = 1", note="1")
NO_UNIT = f"""\
{QUICK}
union all

select 'nobody', null, date '2026-03-31', true, null, date '2026-03-31', null, 2
from run
"""
OFTEN = f"""\
with found as (
{QUICK}
)

select found.* replace (copies.copy as note)
from found
cross join (select unnest(range(1, {MANY + 1})) as copy) as copies
where found.subject_id = 'quick'
"""


def handmade_rules(folder: Path) -> list[Rule]:
    """The rules of the table above."""
    kinds = [
        *[(QUICK, "")] * 3,
        *[(CLEAN, "")] * 3,
        (NOTHING, ""),
        *[(CLEAN, "contracts")] * 2,
        (FAILS, ""),
    ]
    made = [
        _rule(folder, f"{family}{number:02}", sql, needs=needs, severity="HML"[number % 3])
        for family in FAMILIES
        for number, (sql, needs) in enumerate(kinds, start=51)
    ]
    return [
        *made,
        _rule(folder, "NW61", NO_UNIT, subject="employee"),
        _rule(folder, "CT62", OFTEN, severity="H"),
    ]


def chosen_rules(folder: Path) -> tuple[Rule, ...]:
    """CP02 as it is shipped, and those made by hand."""
    shipped = [rule for rule in load_rules() if rule.id == "CP02"]
    return (*shipped, *handmade_rules(folder))


def _rule(
    folder: Path,
    name: str,
    sql: str,
    *,
    needs: str = "",
    severity: str = "M",
    subject: str = "project",
) -> Rule:
    path = folder / f"{name}_made.sql"
    text = RULE.format(id=name, sql=sql, needs=needs, severity=severity, subject=subject)
    path.write_text(text, encoding="utf-8")
    return read_definition(Rule, path)
