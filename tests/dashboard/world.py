"""A province made by hand, so small that every number on a screen can be worked out on paper.

March 2026 has no holiday: working days are Monday to Friday, and 1 March is a Sunday. From 5 January
to 20 March there are 50: 19 in January after the 5th, 16 in February (Spring Festival 15–23 off, the
Saturdays 14 and 28 worked), 15 in March.

    province P ─ city C1 ─ county D1: quick, waits_for_customer        (hv, energised in March)
               │         └ county D2: very_late                        (hv, energised in March)
               └ city C2 ─ county D3: promptly (hv) and 30 shops       (lv_nonresident)
                         └ county D4: nothing at all, and no English name

own working days: quick 4 (3–6 March) · waits_for_customer 10 − 2 on the customer's clock = 8 ·
very_late 50 · promptly 4 (10–13 March) · every shop 6 (3–6, 9 and 10 March)
I01 in March: D1 6 (n 2) · D2 50 (n 1) · C1 62/3 (n 3) · C2 and D3 4 (n 1) · D4 none · P 66/4 = 16.5 (n 4)
I02 in March: D3, C2, P 6 (n 30); I03: no cases; I04: archived_at is not supplied, insufficient data
I05 in March: quick in time, very_late 36 working days against 10: D1 100, D2 0, C1 and P 50 %
Rules: CP02 with one hit, very_late, tested in January, and those made by hand in `rules.py`.
"""

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from audit_models.build import import_sources
from audit_models.settings import Settings
from tests.dashboard.many_rules import chosen_rules

_FOLDER = tempfile.TemporaryDirectory(prefix="provinces_")
SHOPS = 30
CANARY_PHONE = "13912345678"

UNITS = """\
unit_code,name_zh,name_en,level,parent_code
P,甲省供电公司,Jia Province,province,
C1,乙市供电公司,Yi City,city,P
C2,丙市供电公司,Bing City,city,P
D1,丁县供电公司,Ding County,county,C1
D2,戊县供电公司,Wu County,county,C1
D3,己县供电公司,Ji County,county,C2
D4,庚县供电公司,,county,C2
"""

PROJECT_HEADER = (
    "project_id,customer_id,unit_code,service,customer_class,supply_sources,contact_phone,"
    "applied_at,accepted_at,energised_at,status"
)
PROJECTS = (
    f"quick,c1,D1,new,hv,1,{CANARY_PHONE},2026-03-02 09:00,2026-03-02 10:00,2026-03-06 10:00,energised",
    "waits_for_customer,c2,D1,new,hv,1,,2026-03-02 09:00,2026-03-02 10:00,2026-03-16 10:00,energised",
    "very_late,c3,D2,new,hv,1,,2026-01-05 09:00,2026-01-05 10:00,2026-03-20 10:00,energised",
    "promptly,c4,D3,new,hv,1,,2026-03-09 09:00,2026-03-09 10:00,2026-03-13 10:00,energised",
    *(
        f"shop_{n:02},s{n},D3,new,lv_nonresident,1,,2026-03-02 09:00,2026-03-02 10:00,"
        "2026-03-10 10:00,energised"
        for n in range(1, SHOPS + 1)
    ),
)

WORK_ORDERS = """\
work_order_id,project_id,stage,visit_no,unit_code,started_at,finished_at,recorded_at
q1,quick,plan_reply,1,D1,2026-03-03 09:00,2026-03-04 10:00,2026-03-04 10:05
w1,waits_for_customer,design,1,D1,2026-03-04 09:00,2026-03-06 17:00,2026-03-06 17:05
v1,very_late,accept,1,D2,2026-01-05 10:00,2026-01-05 10:30,2026-01-05 07:00
v2,very_late,survey,1,D2,2026-01-06 09:00,2026-01-06 11:00,2026-01-07 09:00
v3,very_late,plan_reply,1,D2,2026-02-27 09:00,2026-03-02 10:00,2026-03-06 10:00
v4,very_late,energise,1,D2,2026-03-20 09:00,2026-03-20 10:00,2026-03-20 10:05
"""

SUSPENSIONS = """\
suspension_id,project_id,started_at,ended_at,reason,has_evidence,is_customer_confirmed
x1,very_late,2026-01-12 09:00,2026-01-14 09:00,<img src=x onerror=alert(1)>资金未到位,true,false
"""


def write_world(folder: Path) -> Path:
    """The extracts of the province."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("org_units", UNITS),
        ("client_projects", "\n".join([PROJECT_HEADER, *PROJECTS, ""])),
        ("work_orders", WORK_ORDERS),
        ("suspensions", SUSPENSIONS),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def publish_world(home: Path, *, seed: int | None = None) -> None:
    """Import the province into a home; with a seed it says of itself that it is a demonstration."""
    folder = write_world(home.parent / "extracts")
    if seed is not None:
        note = {"scale": "county", "seed": seed}
        (folder / "demonstration.json").write_text(json.dumps(note), encoding="utf-8")
    import_sources(Settings(home=home), [folder])


def publish_world_with_many_rules(home: Path, *, seed: int | None = None) -> None:
    """The province under the rules of `rules.py` instead of all that are shipped.

    Imported once a process; further homes are copies.
    """
    for path in _published(seed).iterdir():
        shutil.copytree(path, home if path.name == "home" else home.parent / path.name)


@cache
def _published(seed: int | None) -> Path:
    folder = Path(_FOLDER.name) / f"seed_{seed}"
    folder.mkdir()
    rules = chosen_rules(Path(tempfile.mkdtemp(dir=_FOLDER.name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: rules)
        publish_world(folder / "home", seed=seed)
    return folder
