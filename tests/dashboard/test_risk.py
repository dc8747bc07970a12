"""From a scored contract to its contractor's ties, one of which does not hold, and the plan into the sample."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.build import import_sources
from audit_models.casework import sessions
from audit_models.casework.basis import basis_of
from audit_models.casework.campaigns import work
from audit_models.casework.campaigns.work import Plan
from audit_models.casework.reach import Reach
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from tests.dashboard.accounts import token_of
from tests.dashboard.conftest import STORES, casework_of, serve, window
from tests.dashboard.many_rules import chosen_rules
from tests.dashboard.world import write_world

CONTRACTS = 40
PHONE = "13800000001"
STEPS = ((Role.EXECUTIVE, "approve"), (Role.INSPECTOR, "begin_self_check"), (Role.INSPECTOR, "begin_sampling"))  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The province with forty contracts of D1 and a contractor who has the phone of one of its officers."""
    root = tmp_path_factory.mktemp("risk")
    folder = write_world(root / "extracts")
    for name, lines in {
        "contractors": ["contractor_id,name,kind,is_affiliate,phone", f"b1,甲公司,private,false,{PHONE}"],
        "employees": ["employee_id,name,unit_code,phone", f"e1,张三,D1,{PHONE}"],
        "contracts": [
            "contract_id,project_id,unit_code,contractor_id,scope,amount_cny,signed_on",
            *(f"k{n:02},quick,D1,b1,construction,{100_000 + n},2026-03-02" for n in range(1, CONTRACTS)),
            f"k{CONTRACTS},quick,D1,b1,construction,900000,2026-03-02",
        ],
    }.items():  # fmt: skip
        (folder / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    home = root / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: chosen_rules(root))
        import_sources(Settings(home=home), [folder])
    _take_to_sampling(Warehouse(home))
    yield from serve(Warehouse(home))


def _take_to_sampling(warehouse: Warehouse) -> None:
    casework = casework_of(warehouse)
    who = {}
    for role in (Role.INSPECTOR, Role.EXECUTIVE):
        principal = sessions.principal_of(casework, token_of(casework, role, "P"))
        assert principal is not None
        who[role] = Reach(principal, None)
    days = date(2026, 3, 1), date(2026, 4, 30)
    team = (who[Role.INSPECTOR].principal.account_id,)
    plan = Plan("P", "合同专项", "公司〔2026〕1号", *days, ("D1",), ("是否指定施工单位",), team)
    made = work.plan(casework, who[Role.INSPECTOR], basis_of(warehouse.current()), plan)
    for role, action in STEPS:
        made = work.act(casework, who[role], made.campaign_id, action, version=made.version)


def test_a_tie_is_found_not_to_hold_and_the_plan_becomes_the_sample(
    browser: Browser, address: str
) -> None:
    opened = window(browser, address, width=1440)
    screen = next(opened)
    screen.open("/risk?unit=D1", ready=".risk-list")
    first = screen.page.locator(".risk-list tbody tr").first
    assert "k40" in first.inner_text()
    # 900 000 against the 40 of its kind: between the 20th and the 21st, 100 020.5, nine times.
    assert (
        "合同金额 90万元，为同类（施工 电压未登记 容量未登记）中位数的9.0倍" in first.inner_text()
    )
    first.locator("summary").first.click()
    assert "对照：施工 电压未登记 容量未登记，40份合同" in first.inner_text()

    screen.go(".risk-list tbody tr:first-child a.note")
    screen.page.locator("#network-review-tie").click()
    screen.page.locator("[role=option]:visible").first.click()
    screen.page.locator("#network-review-reason").fill("代办公司的电话")
    screen.settle()
    screen.go("#network-review-deny")
    assert "代办公司的电话（inspector.p" in screen.text("main")

    screen.open("/risk?unit=D1&days=1", ready="#risk-to-sample")
    screen.go("#risk-to-sample")
    assert "已冻结为样本：C000001" in screen.text("main")
    screen.go("main a[href*=C000001]")
    assert screen.address.startswith("/campaigns")
    # One day is seven contracts, one of them by chance.
    assert "总体\n40\n按风险排序纳入\n6\n随机抽取\n1" in screen.text("main")

    casework = STORES[address]
    with casework.read() as connection:
        actions = (
            connection.exec_driver_sql("select action from trail order by seq").scalars().all()
        )
    assert [one for one in actions if one in ("deny_tie", "campaign_sample")] == ["deny_tie", "campaign_sample"]  # fmt: skip
    next(opened, None)
