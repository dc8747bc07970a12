"""What a header or a file name means: one thing, and what offices mean by it."""

from collections import Counter, defaultdict

import pytest

from audit_models.contract import fold, load_contract

CONTRACT = load_contract()
COLUMNS = [(table, column) for table in CONTRACT.values() for column in table.columns.values()]


@pytest.mark.parametrize("name", CONTRACT)
def test_no_header_means_two_columns_of_one_table(name: str) -> None:
    meanings = defaultdict(set)
    for column in CONTRACT[name].columns.values():
        for header in column.accepted_headers:
            meanings[fold(header)].add(column.name)
    assert {h: sorted(columns) for h, columns in meanings.items() if len(columns) > 1} == {}


def test_no_file_name_means_two_tables() -> None:
    names = Counter(
        folded
        for t in CONTRACT.values()
        for folded in {fold(n) for n in (t.name, t.label.zh, t.label.en, *t.file_names)}
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_an_amount_in_ten_thousands_is_never_taken_for_yuan() -> None:
    assert [h for _, c in COLUMNS for h in c.accepted_headers if "万元" in h] == []


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("work_orders", "工单编号", "work_order_id"),
        ("work_orders", "申请编号", "project_id"),
        ("work_orders", "业务发生时间", "finished_at"),
        ("work_orders", "系统录入时间", "recorded_at"),
        ("client_projects", "项目编号", "project_id"),
        ("client_projects", "申请编号", "project_id"),
        ("client_projects", "户号", "customer_id"),
        ("client_projects", "供电单位", "unit_code"),
        ("client_projects", "供电单位编码", "unit_code"),
        ("client_projects", "受理渠道", "channel"),
        ("client_projects", "申请容量", "applied_kva"),
        ("client_projects", "报装容量（千伏安）", "applied_kva"),
        ("client_projects", "申请接电时间", "wanted_on"),
        ("client_projects", "受理时间", "accepted_at"),
        ("client_projects", "送电时间", "energised_at"),
        ("client_projects", "归档时间", "archived_at"),
        ("org_units", "供电单位", "name_zh"),
        ("contracts", "合同编号", "contract_id"),
        ("payments", "合同编号", "contract_id"),
        ("outages", "停电户数", "customers_out"),
    ],
)
def test_a_header_that_offices_use_means_its_column(table: str, header: str, column: str) -> None:
    accepted = {fold(h) for h in CONTRACT[table].columns[column].accepted_headers}
    assert fold(header) in accepted
