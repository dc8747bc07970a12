"""A province of one county in a few lines: the smallest folder that can be imported.

Run as a process of its own, it imports a folder and is killed at the n-th report of progress:

    python -m tests.tiny HOME FOLDER STEP
"""

import sys
from pathlib import Path

from audit_models.build import import_sources
from audit_models.settings import Settings
from tests.handmade import KillAt

UNITS = """\
unit_code,name_zh,level,parent_code
P,甲省供电公司,province,
C,甲市供电公司,city,P
D,甲县供电公司,county,C
"""

PROJECT_HEADER = (
    "project_id,customer_id,unit_code,service,customer_class,applied_at,accepted_at,energised_at,"
    "status,customer_paid_cny"
)
PROJECTS = (
    "january,c1,D,new,hv,2026-01-05 09:00:00,2026-01-05 10:00:00,2026-02-06 10:00:00,energised,100.50",
    "february,c2,D,new,hv,2026-02-02 09:00:00,2026-02-03 10:00:00,,open,",
    "march,c3,D,new,lv_nonresident,2026-03-09 09:00:00,2026-03-10 10:00:00,,open,20",
)

WORK_ORDERS = """\
work_order_id,project_id,stage,unit_code,started_at,finished_at
w1,january,accept,D,2026-01-05 10:00:00,2026-01-05 11:00:00
w2,january,survey,D,2026-01-06 09:00:00,2026-01-07 11:00:00
w3,january,energise,D,2026-02-06 09:00:00,2026-02-06 10:00:00
w4,february,accept,D,2026-02-03 10:00:00,2026-02-03 11:00:00
"""


def write_projects(folder: Path, *projects: str) -> Path:
    """A file of projects alone, as a later month brings it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "client_projects.csv"
    file.write_text("\n".join([PROJECT_HEADER, *projects, ""]), encoding="utf-8")
    return folder


def write_tiny(folder: Path, *more_projects: str) -> Path:
    """The three tables that are needed to start."""
    write_projects(folder, *PROJECTS, *more_projects)
    (folder / "org_units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "work_orders.csv").write_text(WORK_ORDERS, encoding="utf-8")
    return folder


if __name__ == "__main__":
    import_sources(
        Settings(home=Path(sys.argv[1])), [Path(sys.argv[2])], progress=KillAt(int(sys.argv[3]))
    )
