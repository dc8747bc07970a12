"""The contract as data against the contract as it was agreed, written out here by hand."""

from collections import Counter, defaultdict

import duckdb
import pytest
import yaml

from audit_models.contract import CONTRACT_FOLDER, Table, fold, load_contract

# table: (key, columns in order); * = required. Copied from the agreed contract, not from the YAML.
AGREED = {
    "org_units": (
        "unit_code",
        "unit_code* name_zh* name_en level* parent_code region_code valid_from valid_to",
    ),
    "calendar_days": ("day", "day* is_workday* name_zh name_en source"),
    "customer_counts": ("unit_code month", "unit_code* month* customers*"),
    "employees": (
        "employee_id",
        "employee_id* name unit_code* post phone address bank_account joined_on left_on",
    ),
    "contractors": (
        "contractor_id",
        "contractor_id* name* credit_code kind* is_affiliate* sponsor_unit_code legal_rep phone"
        " address bank_account registered_on registered_capital_cny",
    ),
    "licences": (
        "licence_id",
        "licence_id* contractor_id* category* grade max_kv valid_from* valid_to*",
    ),
    "relations": (
        "relation_id",
        "relation_id* employee_id* contractor_id* kind* is_declared valid_from valid_to source",
    ),
    "customers": (
        "customer_id",
        "customer_id* name kind* phone id_no industry_code is_micro is_critical is_high_risk"
        " is_energy_intensive",
    ),
    "client_projects": (
        "project_id",
        "project_id* customer_id* unit_code* service* customer_class* supply_sources voltage_kv"
        " applied_kva approved_kva previous_kva site_key channel account_manager_id contact_phone"
        " owner_type fund_source is_three_zero is_urban requested_voltage_kv customer_paid_cny"
        " applied_at* accepted_at* wanted_on energised_at archived_at cancelled_at cancel_reason"
        " status*",
    ),
    "work_orders": (
        "work_order_id",
        "work_order_id* project_id* stage* visit_no unit_code* handler_id started_at* finished_at"
        " recorded_at result clock clause signed_by terminal",
    ),
    "work_order_participants": (
        "work_order_id seq",
        "work_order_id* seq* employee_id contractor_id",
    ),
    "suspensions": (
        "suspension_id",
        "suspension_id* project_id* started_at* ended_at reason has_evidence is_customer_confirmed"
        " approver_id",
    ),
    "supply_plans": (
        "plan_id",
        "plan_id* project_id* version* replied_at* signed_by capacity_kva voltage_kv"
        " transformer_model source_substation feeder_id distance_km estimated_cost_cny"
        " metering_mode boundary_point valid_until",
    ),
    "documents": (
        "document_id",
        "document_id* project_id* stage* doc_type* requested_at* received_at provider asked_of"
        " is_waived request_no",
    ),
    "fee_items": ("item_code valid_from", "item_code* name_zh valid_from* valid_to basis"),
    "fees": (
        "fee_id",
        "fee_id* project_id* item_code* amount_cny* charged_on payer is_outside_boundary",
    ),
    "callbacks": ("callback_id", "callback_id* project_id* called_at* score phone"),
    "tenders": (
        "tender_id",
        "tender_id* project_id unit_code scope* method* category_code estimate_cny ceiling_cny"
        " published_at deadline_at opened_at awarded_at agency has_lots",
    ),
    "bids": (
        "bid_id",
        "bid_id* tender_id* contractor_id* amount_cny* submitted_at status* is_winner ip mac"
        " file_author bond_account",
    ),
    "contracts": (
        "contract_id",
        "contract_id* project_id unit_code tender_id contractor_id* scope* contract_no amount_cny*"
        " estimate_cny awarded_on signed_on* planned_start_on planned_finish_on actual_start_on"
        " actual_finish_on accepted_on settlement_cny settled_on own_cost_cny retention_rate"
        " performance_bond_rate advance_rate warranty_months project_manager has_entrustment",
    ),
    "contract_changes": (
        "change_id",
        "change_id* contract_id* changed_on* approved_on delta_cny* reason",
    ),
    "subcontracts": (
        "subcontract_id",
        "subcontract_id* contract_id* contractor_id* amount_cny* parent_subcontract_id signed_on"
        " kind is_approved",
    ),
    "payments": (
        "payment_id",
        "payment_id* contract_id* paid_on* amount_cny* kind payee_account invoice_no",
    ),
    "materials": (
        "material_id",
        "material_id* contract_id grid_project_id material_code* supply_mode supplier_name brand"
        " voltage_kv design_qty issued_qty returned_qty unit_price_cny ordered_on issued_on",
    ),
    "grid_projects": (
        "grid_project_id",
        "grid_project_id* project_id* voltage_kv* mode promised_on started_on finished_on"
        " investment_cny paid_by_customer_cny",
    ),
    "outages": (
        "outage_id",
        "outage_id* unit_code* feeder_id* kind* started_at* restored_at notified_at"
        " is_notice_complete customers_out* cause",
    ),
    "live_works": (
        "live_work_id",
        "live_work_id* unit_code* feeder_id done_on* saved_customer_hours*",
    ),
    "complaints": (
        "complaint_id",
        "complaint_id* unit_code* project_id channel* category* received_at* replied_at closed_at"
        " is_upheld handler_id",
    ),
    "disclosures": ("disclosure_id", "disclosure_id* unit_code* item* due_on* published_on"),
    "findings": (
        "finding_id",
        "finding_id* unit_code rule_id severity category verdict verified_on due_on closed_on",
    ),
    "inspection_results": (
        "result_id",
        "result_id* campaign subject_type* subject_id* inspected_on* verdict* topic severity"
        " amount_cny is_random_sample",
    ),
}

PERSONAL = {
    "employees.name",
    "employees.phone",
    "employees.address",
    "employees.bank_account",
    "contractors.legal_rep",
    "customers.name",
    "customers.phone",
    "customers.id_no",
    "client_projects.contact_phone",
    "work_orders.signed_by",
    "supply_plans.signed_by",
    "callbacks.phone",
    "contracts.project_manager",
}

MAY_LIE_AHEAD = {
    "org_units.valid_from",
    "org_units.valid_to",
    "calendar_days.day",
    "licences.valid_from",
    "licences.valid_to",
    "relations.valid_from",
    "relations.valid_to",
    "client_projects.wanted_on",
    "supply_plans.valid_until",
    "fee_items.valid_from",
    "fee_items.valid_to",
    "tenders.deadline_at",
    "contracts.planned_start_on",
    "contracts.planned_finish_on",
    "grid_projects.promised_on",
    "disclosures.due_on",
    "findings.due_on",
}

REFERENCES = {
    "org_units.parent_code": "org_units",
    "customer_counts.unit_code": "org_units",
    "employees.unit_code": "org_units",
    "contractors.sponsor_unit_code": "org_units",
    "licences.contractor_id": "contractors",
    "relations.employee_id": "employees",
    "relations.contractor_id": "contractors",
    "client_projects.customer_id": "customers",
    "client_projects.unit_code": "org_units",
    "client_projects.account_manager_id": "employees",
    "work_orders.project_id": "client_projects",
    "work_orders.unit_code": "org_units",
    "work_orders.handler_id": "employees",
    "work_order_participants.work_order_id": "work_orders",
    "work_order_participants.employee_id": "employees",
    "work_order_participants.contractor_id": "contractors",
    "suspensions.project_id": "client_projects",
    "suspensions.approver_id": "employees",
    "supply_plans.project_id": "client_projects",
    "documents.project_id": "client_projects",
    "fees.project_id": "client_projects",
    "callbacks.project_id": "client_projects",
    "tenders.project_id": "client_projects",
    "tenders.unit_code": "org_units",
    "bids.tender_id": "tenders",
    "bids.contractor_id": "contractors",
    "contracts.project_id": "client_projects",
    "contracts.unit_code": "org_units",
    "contracts.tender_id": "tenders",
    "contracts.contractor_id": "contractors",
    "contract_changes.contract_id": "contracts",
    "subcontracts.contract_id": "contracts",
    "subcontracts.contractor_id": "contractors",
    "subcontracts.parent_subcontract_id": "subcontracts",
    "payments.contract_id": "contracts",
    "materials.contract_id": "contracts",
    "materials.grid_project_id": "grid_projects",
    "grid_projects.project_id": "client_projects",
    "outages.unit_code": "org_units",
    "live_works.unit_code": "org_units",
    "complaints.unit_code": "org_units",
    "complaints.project_id": "client_projects",
    "complaints.handler_id": "employees",
    "disclosures.unit_code": "org_units",
}

CODES = {
    "org_units.level": "province city county",
    "employees.post": "account_manager clerk dispatcher surveyor planner reviewer inspector"
    " meter_installer archivist fee_clerk procurement finance manager",
    "contractors.kind": "collective affiliate private state_owned other",
    "licences.category": "install repair test design supervise",
    "relations.kind": "shareholder director legal_rep relative concurrent_post former_employee",
    "customers.kind": "person organisation",
    "client_projects.service": "new capacity_increase temporary change",
    "client_projects.customer_class": "hv lv_nonresident lv_resident",
    "client_projects.channel": "app web gov_portal counter phone agent",
    "client_projects.owner_type": "private state government individual",
    "client_projects.fund_source": "state government private foreign",
    "client_projects.status": "open energised archived cancelled",
    "work_orders.stage": "pre accept dispatch survey plan_draft plan_review plan_reply fee design"
    " design_review construct grid_work mid_check final_check contract meter energise archive"
    " visit",
    "work_orders.result": "passed failed returned done",
    "work_orders.clock": "utility customer government",
    "documents.stage": "pre accept dispatch survey plan_draft plan_review plan_reply fee design"
    " design_review construct grid_work mid_check final_check contract meter energise archive"
    " visit",
    "documents.doc_type": "identity property application_form authorisation"
    " environment_assessment safety_assessment design_drawing qualification completion_report"
    " test_report inspection_record other",
    "documents.provider": "customer designer builder tester supplier utility",
    "documents.asked_of": "customer designer builder tester supplier utility",
    "fees.payer": "customer utility government",
    "tenders.scope": "design construction equipment supervision testing epc",
    "tenders.method": "open invited negotiation inquiry single_source direct customer_choice",
    "bids.status": "valid disqualified withdrawn pending",
    "contracts.scope": "design construction equipment supervision testing epc",
    "subcontracts.kind": "labour professional main_works",
    "payments.kind": "advance progress settlement retention_release wages safety_fee",
    "materials.supply_mode": "consignment physical_reserve framework hq_framework hq_other"
    " customer_purchase",
    "grid_projects.mode": "contracted pre_arranged",
    "outages.kind": "planned temporary fault",
    "complaints.channel": "95598 12398 12345 counter",
    "complaints.category": "service business outage quality construction designation other",
    "disclosures.item": "grid_capacity project_progress outage_plan tariff fees procedures quality"
    " annual_report",
    "findings.severity": "low medium high",
    "findings.verdict": "confirmed partly_confirmed cleared",
    "inspection_results.subject_type": "project contract contractor employee unit",
    "inspection_results.verdict": "confirmed partly_confirmed cleared",
    "inspection_results.topic": "undertaking implementation performance process integrity",
    "inspection_results.severity": "low medium high",
}

CONTRACT = load_contract()
COLUMNS = [(table, column) for table in CONTRACT.values() for column in table.columns.values()]
VOLTAGES = (0.22, 0.38, 10, 20, 35, 66, 110, 220)
TYPE_BY_NAME = {
    "_at": {"timestamp"},
    "_on": {"date"},
    "_cny": {"money"},
    "_kva": {"number"},
    "_kv": {"number"},
    "_km": {"number"},
    "_hours": {"number"},
    "_rate": {"rate"},
    "_id": {"id"},
    "_code": {"id"},
}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """An empty database with a `source` schema."""
    connection = duckdb.connect()
    connection.execute("create schema source")
    return connection


def test_exactly_the_agreed_tables_exist() -> None:
    assert set(CONTRACT) == set(AGREED)


@pytest.mark.parametrize("name", AGREED)
def test_a_table_has_exactly_the_agreed_columns_key_and_required_cells(name: str) -> None:
    key, columns = AGREED[name]
    table = CONTRACT[name]
    assert table.key == tuple(key.split())
    assert [c.name + "*" * c.required for c in table.columns.values()] == columns.split()


def test_references_are_exactly_the_agreed_arrows() -> None:
    found = {f"{t.name}.{c.name}": c.references for t, c in COLUMNS if c.references}
    assert found == REFERENCES


def test_parents_come_before_their_children() -> None:
    order = list(CONTRACT)
    for table in CONTRACT.values():
        for parent in set(table.references.values()) - {table.name}:
            assert order.index(parent) < order.index(table.name)


def test_code_lists_are_exactly_the_agreed_ones() -> None:
    found = {f"{t.name}.{c.name}": list(c.codes) for t, c in COLUMNS if c.codes}
    assert found == {column: codes.split() for column, codes in CODES.items()}


def test_personal_columns_are_exactly_those_marked_in_the_contract() -> None:
    found = {f"{t.name}.{c.name}" for t, c in COLUMNS if c.sensitivity == "personal"}
    assert found == PERSONAL


def test_dates_that_may_lie_ahead_are_exactly_plans_and_validity() -> None:
    assert {f"{t.name}.{c.name}" for t, c in COLUMNS if c.is_plan} == MAY_LIE_AHEAD


def test_supply_voltages_are_limited_to_the_list_and_a_material_is_not() -> None:
    limited = {f"{t.name}.{c.name}" for t, c in COLUMNS if c.values == VOLTAGES}
    assert limited == {
        "client_projects.voltage_kv",
        "client_projects.requested_voltage_kv",
        "supply_plans.voltage_kv",
        "grid_projects.voltage_kv",
    }
    assert CONTRACT["materials"].columns["voltage_kv"].values == ()


def test_a_grade_is_one_to_five_and_a_score_too() -> None:
    assert CONTRACT["licences"].columns["grade"].values == (1, 2, 3, 4, 5)
    score = CONTRACT["callbacks"].columns["score"]
    assert (score.minimum, score.maximum) == (1, 5)


def test_every_rate_lies_between_nought_and_one() -> None:
    rates = [c for _, c in COLUMNS if c.type == "rate"]
    assert {c.name for c in rates} == {"retention_rate", "performance_bond_rate", "advance_rate"}
    assert {(c.minimum, c.maximum) for c in rates} == {(0, 1)}


def test_types_follow_the_names_of_columns() -> None:
    for table, column in COLUMNS:
        for suffix, types in TYPE_BY_NAME.items():
            if column.name.endswith(suffix):
                assert column.type in types, f"{table.name}.{column.name} is {column.type}"
        if column.name.startswith(("is_", "has_")):
            assert column.type == "boolean", f"{table.name}.{column.name} is {column.type}"
    assert CONTRACT["customer_counts"].columns["month"].type == "month"


def test_the_unlisted_fee_can_be_told_because_item_code_is_not_a_reference() -> None:
    assert CONTRACT["fees"].columns["item_code"].references is None


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


@pytest.mark.parametrize("name", CONTRACT)
def test_a_table_is_really_created_with_its_columns_and_its_row_rules_run(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    table = CONTRACT[name]
    con.execute(table.ddl())
    described = con.execute(f"describe source.{name}").fetchall()
    assert [row[0] for row in described] == list(table.columns)
    assert [row[1].replace(" ", "") for row in described] == [
        c.sql_type.replace(" ", "") for c in table.columns.values()
    ]
    for rule in (*table.must, *table.odd):
        found = con.execute(f"select {rule.sql} from source.{name}")
        assert found.description[0][1] == "BOOLEAN", f"{name}: {rule.code} is not a condition"


@pytest.mark.parametrize("name", CONTRACT)
def test_row_rules_of_a_table_have_codes_of_their_own(name: str) -> None:
    codes = [rule.code for rule in (*CONTRACT[name].must, *CONTRACT[name].odd)]
    assert len(codes) == len(set(codes))


def broken(con: duckdb.DuckDBPyConnection, table: str, row: str) -> dict[str, set[str]]:
    """Codes of the must rules that reject `row` and of the odd rules that count it."""
    con.execute(CONTRACT[table].ddl())
    con.execute(f"insert into source.{table} by name {row}")

    def holds(sql: str, value: str) -> bool:
        return bool(
            con.execute(f"select 1 from source.{table} where ({sql}) is {value}").fetchall()
        )

    return {
        "must": {r.code for r in CONTRACT[table].must if holds(r.sql, "false")},
        "odd": {r.code for r in CONTRACT[table].odd if holds(r.sql, "true")},
    }


@pytest.mark.parametrize(
    ("table", "row", "must", "odd"),
    [
        ("org_units", "select 'p' as unit_code, 'province' as level", "", ""),
        ("org_units", "select 'c' as unit_code, 'city' as level", "parent_below_province", ""),
        ("org_units", "select 'c' as unit_code, 'city' as level, 'p' as parent_code", "", ""),
        (
            "client_projects",
            "select 'new' as service, 'open' as status, timestamp '2026-01-02' as applied_at,"
            " timestamp '2026-01-02' as accepted_at",
            "",
            "",
        ),
        (
            "client_projects",
            "select 'energised' as status, timestamp '2026-01-05' as accepted_at,"
            " timestamp '2026-01-04 23:59:59' as energised_at",
            "",
            "energised_before_accepted",
        ),
        (
            "client_projects",
            "select 'cancelled' as status, timestamp '2026-01-05' as accepted_at,"
            " timestamp '2026-01-06' as energised_at, timestamp '2026-01-06' as cancelled_at",
            "",
            "cancelled_yet_energised",
        ),
        (
            "client_projects",
            "select 'archived' as status, timestamp '2026-01-05' as accepted_at",
            "",
            "status_contradicts_dates",
        ),
        (
            "client_projects",
            "select 'open' as status, 'lv_resident' as customer_class, 10 as voltage_kv",
            "",
            "class_contradicts_voltage",
        ),
        (
            "client_projects",
            "select 'open' as status, 'hv' as customer_class, 10 as voltage_kv",
            "",
            "",
        ),
        (
            "work_orders",
            "select timestamp '2026-01-05' as started_at, timestamp '2026-01-05' as finished_at",
            "",
            "",
        ),
        (
            "work_orders",
            "select timestamp '2026-01-05' as started_at, timestamp '2026-01-04' as finished_at",
            "",
            "finished_before_started",
        ),
        ("payments", "select -1 as amount_cny", "", "negative_amount"),
        ("contract_changes", "select -1 as delta_cny", "", ""),
        ("contractors", "select '91210100MA0XXXXXX' as credit_code", "", "credit_code_length"),
        ("contractors", "select '91210100MA0XXXXXX1' as credit_code", "", ""),
    ],
)
def test_a_row_is_rejected_or_odd_for_the_reason_it_was_made_for(
    con: duckdb.DuckDBPyConnection, table: str, row: str, must: str, odd: str
) -> None:
    assert broken(con, table, row) == {"must": set(must.split()), "odd": set(odd.split())}


MINIMAL = {
    "label": {"zh": "表", "en": "Table"},
    "group": "results",
    "grain": {"zh": "一行", "en": "One row"},
    "key": ["a_id"],
    "columns": {"a_id": {"label": {"zh": "编号", "en": "Id"}, "type": "id", "required": True}},
}


def changed(path: str, value: object) -> dict:
    """`MINIMAL` with one entry set."""
    declared = yaml.safe_load(yaml.safe_dump(MINIMAL))
    *parents, last = path.split(".")
    place = declared
    for parent in parents:
        place = place[parent]
    place[last] = value
    return declared


def test_the_smallest_declaration_is_accepted() -> None:
    assert list(Table(name="t", **MINIMAL).columns) == ["a_id"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("labels", "misspelt"),
        ("columns.a_id.requried", True),
        ("columns.a_id.type", "varchar"),
        ("columns.a_id.type", "code"),
        ("columns.a_id.required", False),
        ("columns.a_id.label", {"zh": "编号"}),
        ("columns.a_id.label", {"zh": "编号", "en": " "}),
        ("group", "other"),
        ("key", ["b_id"]),
        ("must", [{"code": "x", "label": {"zh": "甲", "en": "x"}, "sql": "true", "why": "?"}]),
    ],
)
def test_a_declaration_that_does_not_follow_the_format_is_refused(path: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"validation error|must exist and be required"):
        Table(name="t", **changed(path, value))


def test_a_column_with_a_shared_list_and_a_list_of_its_own_is_refused() -> None:
    column = {
        "label": {"zh": "环节", "en": "Stage"},
        "type": "code",
        "codelist": "stages",
        "codes": {"a": {"zh": "甲", "en": "a"}},
    }
    with pytest.raises(ValueError, match="not both"):
        Table(name="t", **changed("columns.b", column))


def test_a_reference_to_a_table_that_does_not_exist_is_refused(tmp_path) -> None:
    declared = changed("columns.a_id.references", "nowhere")
    (tmp_path / "t.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    with pytest.raises(ValueError, match="nowhere"):
        load_contract(tmp_path)


def test_no_yaml_key_is_written_twice() -> None:
    """YAML keeps the last of two equal keys without a word, which would lose a column."""
    for path in CONTRACT_FOLDER.glob("*.yaml"):
        root = yaml.compose(path.read_text(encoding="utf-8"))
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.MappingNode):
                keys = [key.value for key, _ in node.value]
                assert len(keys) == len(set(keys)), f"{path.name}: {keys}"
                waiting += [value for _, value in node.value]
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value


def test_only_findings_are_written_by_the_system() -> None:
    assert [t.name for t in CONTRACT.values() if t.written_by_system] == ["findings"]
