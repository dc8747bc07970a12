"""The contract as it was agreed, written out by hand; not copied from the YAML."""

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
