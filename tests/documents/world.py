"""The province of the screens with three contracts, two of them from one tender with three bids.

T1 (open, D1, quick): 甲公司 900,000 won, 乙公司 950,000, 丙公司 disqualified
   H1 with 甲公司, signed on 10 March, 900,000; 50,000 added on 12 March; 300,000 paid on 20 March
   H2 with 乙公司, signed on 11 March, 80,000.50
H3 without a tender, D3 (promptly), with 乙公司, signed on 2 March, 10,000
H4 as H3, but signed in February: not in a package of March
"""

from pathlib import Path

from audit_models.build import import_sources
from audit_models.settings import Settings
from tests.dashboard.world import write_world

FILES = {
    "contractors": """\
contractor_id,name,kind,is_affiliate
K1,甲公司,other,false
K2,乙公司,other,false
K3,=丙公司,other,false
""",
    "tenders": """\
tender_id,project_id,unit_code,scope,method,estimate_cny,published_at,deadline_at,awarded_at,has_lots
T1,quick,D1,construction,open,1000000,2026-02-01 09:00,2026-02-25 09:00,2026-03-05 09:00,false
""",
    "bids": """\
bid_id,tender_id,contractor_id,amount_cny,submitted_at,status,is_winner
B1,T1,K1,900000,2026-02-20 10:00,valid,true
B2,T1,K2,950000,2026-02-21 10:00,valid,false
B3,T1,K3,850000,2026-02-22 10:00,disqualified,false
""",
    "contracts": """\
contract_id,project_id,unit_code,tender_id,contractor_id,scope,amount_cny,signed_on
H1,quick,D1,T1,K1,construction,900000,2026-03-10
H2,quick,D1,T1,K2,construction,80000.50,2026-03-11
H3,promptly,D3,,K2,design,10000,2026-03-02
H4,promptly,D3,,K2,design,10000,2026-02-27
""",
    "contract_changes": """\
change_id,contract_id,changed_on,delta_cny,reason
X1,H1,2026-03-12,50000,增加电缆
""",
    "payments": """\
payment_id,contract_id,paid_on,amount_cny
Y1,H1,2026-03-20,300000
""",
}


def publish(home: Path) -> None:
    """Import the province with its contracts, under every rule that is shipped."""
    folder = write_world(home.parent / "extracts")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_sources(Settings(home=home), [folder])
