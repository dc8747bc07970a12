"""The mappings that come with the product, each on a tiny extract with rows worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from audit_models.contract import load_contract
from audit_models.mapping import load_mapping, shipped
from audit_models.settings import PROJECT

# Case a: three tasks completed and one only started. Case b has no end, and a task nobody translated.
EVENTS = [
    # case, activity, time, transition, resource
    ("a", "Confirmation of receipt", "2026-03-02T09:00:00+01:00", "complete", "R1"),
    ("a", "T02 Check confirmation of receipt", "2026-03-03T09:00:00+01:00", "start", "R2"),
    ("a", "T02 Check confirmation of receipt", "2026-03-03T10:00:00+01:00", "complete", "R2"),
    ("a", "T02 Check confirmation of receipt", "2026-03-04T09:00:00+01:00", "start", "R3"),
    (
        "a",
        "T05 Print and send confirmation of receipt",
        "2026-03-05T09:00:00+01:00",
        "complete",
        "R1",
    ),
    ("b", "Confirmation of receipt", "2026-03-06T09:00:00+01:00", "complete", "R1"),
    ("b", "something nobody translated", "2026-03-07T09:00:00+01:00", "complete", "R1"),
]
CASES = {
    "a": {
        "startdate": "2026-03-01T23:30:00+01:00",
        "enddate": "2026-03-09T12:00:00+01:00",
        "deadline": "2026-04-26T23:30:00+02:00",
        "department": "General",
        "group": "Group 2",
        "channel": "Internet",
        "responsible": "R1",
    },
    "b": {
        "startdate": "2026-03-06T08:00:00+01:00",
        "deadline": "2026-05-01T08:00:00+02:00",
        "department": "Experts",
        "group": "EMPTY",
        "channel": "Desk",
        "responsible": "R9",
    },
}


def event_log_csv() -> str:
    attributes = list(CASES["a"])
    head = [
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "lifecycle:transition",
        "org:resource",
    ]
    lines = [",".join(head + [f"case:{name}" for name in attributes])]
    for event in EVENTS:
        lines.append(",".join([*event, *(CASES[event[0]].get(name, "") for name in attributes)]))
    return "\n".join(lines) + "\n"


def event_log_xes() -> str:
    keys = ("concept:name", "time:timestamp", "lifecycle:transition", "org:resource")
    traces = []
    for case, attributes in CASES.items():
        own = "".join(f'<string key="{k}" value="{v}"/>' for k, v in attributes.items())
        events = "".join(
            "<event>"
            + "".join(
                f'<string key="{k}" value="{v}"/>' for k, v in zip(keys, event[1:], strict=True)
            )
            + "</event>"
            for event in EVENTS
            if event[0] == case
        )
        traces.append(f'<trace><string key="concept:name" value="{case}"/>{own}{events}</trace>')
    return f'<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'


def test_an_event_log_becomes_units_projects_and_work_orders(rows_of, write):
    found = rows_of("event_log", write("log.csv", event_log_csv()))
    assert [(u["unit_code"], u["level"], u.get("parent_code")) for u in found["org_units"]] == [
        ("LOG", "province", None),
        ("LOG/General", "city", "LOG"),
        ("LOG/Experts", "city", "LOG"),
        ("LOG/General/Group 2", "county", "LOG/General"),
    ]
    first, second = found["client_projects"]
    assert first == {
        "project_id": "a",
        "customer_id": "a",
        "unit_code": "LOG/General/Group 2",
        "service": "new",
        "customer_class": "hv",
        "supply_sources": "1",
        "channel": "web",
        "account_manager_id": "R1",
        "applied_at": "2026-03-01T23:30:00+01:00",
        "accepted_at": "2026-03-02T09:00:00+01:00",
        "wanted_on": "2026-04-27",  # half past eleven in the evening is the next day in Shanghai
        "energised_at": "2026-03-09T12:00:00+01:00",
        "archived_at": "2026-03-09T12:00:00+01:00",
        "status": "archived",
        "source_row": 2,
    }
    assert (second["unit_code"], second["status"], second.get("energised_at")) == (
        "LOG/Experts",
        "open",
        None,
    )
    orders = [
        (
            o["work_order_id"],
            o["stage"],
            o["visit_no"],
            o["started_at"][8:13],
            o.get("finished_at", "")[8:13],
            o.get("result"),
        )
        for o in found["work_orders"]
    ]
    assert orders == [
        ("a/Confirmation of receipt/1", "accept", "1", "02T09", "02T09", "done"),
        ("a/T02 Check confirmation of receipt/1", "survey", "1", "03T09", "03T10", "done"),
        ("a/T02 Check confirmation of receipt/2", "survey", "2", "04T09", "", None),
        (
            "a/T05 Print and send confirmation of receipt/1",
            "plan_reply",
            "1",
            "05T09",
            "05T09",
            "done",
        ),
        ("b/Confirmation of receipt/1", "accept", "1", "06T09", "06T09", "done"),
        (
            "b/something nobody translated/1",
            "something nobody translated",
            "1",
            "07T09",
            "07T09",
            "done",
        ),
    ]


def test_the_xes_and_the_csv_form_of_one_log_give_the_same_tables(rows_of, write):
    def without_row_numbers(tables: dict[str, Any]) -> dict[str, Any]:
        return {
            t: [{k: v for k, v in r.items() if k != "source_row"} for r in rows]
            for t, rows in tables.items()
        }

    from_csv = rows_of("event_log", write("log.csv", event_log_csv()))
    from_xes = rows_of("event_log", write("log.xes", event_log_xes()))
    assert without_row_numbers(from_xes) == without_row_numbers(from_csv)
    assert [o["source_row"] for o in from_xes["work_orders"]] == [1, 3, 4, 5, 6, 7]


def test_a_log_of_names_and_times_alone_is_enough(rows_of, write):
    log = "case:concept:name,concept:name,time:timestamp\n1,accept,2026-01-05 09:00\n1,energise,2026-01-09 09:00\n"
    found = rows_of("event_log", write("log.csv", log))
    assert [u["unit_code"] for u in found["org_units"]] == ["LOG"]
    project = found["client_projects"][0]
    assert (project["accepted_at"], project["energised_at"], project["status"]) == (
        "2026-01-05 09:00",
        "2026-01-09 09:00",
        "archived",
    )
    assert "channel" not in project


QUEUE = """Project ID,Name,State,County,Status,Transmission Owner,MFO,MW Energy,Project Type,Submitted Date,Withdrawal Date,Withdrawn Remarks,Projected In Service Date,Actual In Service Date
Q1,North 138 kV,PA,Lebanon,In Service,ME,720.5,700,Generation Interconnection,2020-04-01,,,4/1/2022,2022-04-03
Q2,South,VA,Unknown,Withdrawn,DPL,,19.9,Upgrade Request,2021-02-03,2021-12-06,no money,12/31/2023,
Q3,,,,Confirmed,,,,Long-Term Firm Transmission,2021-05-05,,,,
Q4,East,PA,Lebanon,Partially in Service - Under Construction,ME,5,5,Generation Interconnection,2021-06-07,,,,2023-01-01
Q5,West,PA,York,Partially in Service - Under Construction,ME,5,5,Merchant Transmission,2021-06-07,,,,
Q6,West,PA,York,Gone Fishing,ME,5,5,Merchant Transmission,,,,,
"""


def test_a_connection_queue_becomes_three_levels_projects_and_dated_stages(rows_of, write):
    found = rows_of("connections_pjm", write("queue.csv", QUEUE))
    assert [
        (u["unit_code"], u["name_zh"], u["level"], u.get("parent_code")) for u in found["org_units"]
    ] == [
        ("PJM", "PJM 电网", "province", None),
        ("PJM/ME", "ME", "city", "PJM"),
        ("PJM/DPL", "DPL", "city", "PJM"),
        ("PJM/ME/PA/Lebanon", "Lebanon, PA", "county", "PJM/ME"),
        ("PJM/ME/PA/York", "York, PA", "county", "PJM/ME"),
    ]
    projects = {p["project_id"]: p for p in found["client_projects"]}
    assert projects["Q1"] == {
        "project_id": "Q1",
        "customer_id": "Q1",
        "unit_code": "PJM/ME/PA/Lebanon",
        "service": "new",
        "customer_class": "hv",
        "applied_kva": "720500",
        "site_key": "PA/Lebanon/North 138 kV",
        "applied_at": "2020-04-01",
        "accepted_at": "2020-04-01",
        "wanted_on": "2022-04-01",
        "energised_at": "2022-04-03",
        "status": "energised",
        "source_row": 2,
    }
    assert {
        key: projects["Q2"].get(key)
        for key in ("unit_code", "service", "applied_kva", "cancelled_at", "status", "wanted_on")
    } == {
        "unit_code": "PJM/DPL",
        "service": "capacity_increase",
        "applied_kva": "19900",
        "cancelled_at": "2021-12-06",
        "status": "cancelled",
        "wanted_on": "2023-12-31",
    }
    assert [projects[q]["status"] for q in ("Q3", "Q4", "Q5", "Q6")] == [
        "open",
        "energised",
        "open",
        "Gone Fishing",
    ]
    assert projects["Q3"]["unit_code"] == "PJM"
    assert [
        (o["work_order_id"], o["stage"], o["started_at"], o["finished_at"])
        for o in found["work_orders"]
    ] == [
        ("Q1/accept", "accept", "2020-04-01", "2020-04-01"),
        ("Q2/accept", "accept", "2021-02-03", "2021-02-03"),
        ("Q3/accept", "accept", "2021-05-05", "2021-05-05"),
        ("Q4/accept", "accept", "2021-06-07", "2021-06-07"),
        ("Q5/accept", "accept", "2021-06-07", "2021-06-07"),
        ("Q1/energise", "energise", "2022-04-03", "2022-04-03"),
        ("Q4/energise", "energise", "2023-01-01", "2023-01-01"),
    ]


TENDER = {
    "ocid": "o1",
    "date": "2026-01-05T10:00:00Z",
    "buyer": {"id": "B1", "name": "City of X"},
    "parties": [
        {"id": "B1", "name": "City of X", "roles": ["buyer"]},
        {"id": "S1", "name": "One Ltd", "roles": ["tenderer", "supplier"], "address": {"streetAddress": "1 Road"}},
    ],
    "tender": {
        "procurementMethod": "open",
        "mainProcurementCategory": "works",
        "value": {"amount": 1000.01000000001, "currency": "CNY"},
        "tenderPeriod": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-20T00:00:00Z"},
        "lots": [{"id": "L1"}, {"id": "L2"}],
        "items": [{"classification": {"id": "45000000-7"}}],
    },
    "bids": {
        "details": [
            {"id": "x", "relatedLot": "L1", "tenderers": [{"id": "S1"}], "status": "qualified", "value": {"amount": 900.50}, "date": "2026-01-19T00:00:00Z"},
            {"id": "y", "relatedLot": "L2", "tenderers": [{"id": "S1"}], "status": "not-qualified", "value": {"amount": 800}},
            {"id": "z", "relatedLot": "L1", "tenderers": [{"identifier": {"scheme": "CN", "id": "9"}, "name": "Nine"}], "status": "valid", "value": {"amount": 950}},
        ]
    },
}  # fmt: skip
AWARDED = {
    "ocid": "o1",
    "date": "2026-02-05T10:00:00Z",
    "buyer": {"id": "B1", "name": "City of X"},
    "tender": {
        "procurementMethod": "open",
        "mainProcurementCategory": "works",
        "status": "complete",
        "lots": [{"id": "L1"}],
    },
    "bids": TENDER["bids"],
    "awards": [{"id": "w1", "date": "2026-02-01T00:00:00Z", "relatedLots": ["L1"], "suppliers": [{"id": "S1"}], "value": {"amount": 900.50}}],
    "contracts": [
        {
            "id": "c1",
            "awardID": "w1",
            "value": {"amount": 900.50},
            "dateSigned": "2026-02-03T17:00:00Z",
            "amendments": [
                {"id": "m1", "date": "2026-03-01T00:00:00Z", "value": {"amount": 50}, "rationale": "rock"},
                {"id": "m2", "date": "2026-03-02T00:00:00Z", "rationale": "a date, no money"},
            ],
            "implementation": {
                "transactions": [
                    {"id": "t1", "date": "2026-04-01T00:00:00Z", "value": {"amount": 300}},
                    {"date": "2026-05-01T00:00:00Z", "amount": {"amount": 200}},
                ]
            },
        }
    ],
}  # fmt: skip
NO_METHOD = {
    "ocid": "o2",
    "date": "2026-01-07",
    "buyer": {"name": "Village"},
    "tender": {"status": "cancelled"},
}


@pytest.fixture
def ocds(rows_of, write) -> Any:
    def import_releases(*lines: dict[str, Any]) -> dict[str, Any]:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        return rows_of("ocds_releases", write("releases.jsonl", text))

    return import_releases


def test_ocds_releases_become_units_projects_and_the_contract_tables(ocds):
    publisher = {"publisher": {"name": "P"}}
    found = ocds(
        {**publisher, "releases": [TENDER, AWARDED]}, {"_publisher": "Q", "data": NO_METHOD}
    )
    assert [(u["unit_code"], u["name_zh"], u["level"]) for u in found["org_units"]] == [
        ("OCDS", "开放合同数据", "province"),
        ("OCDS/P", "P", "city"),
        ("OCDS/Q", "Q", "city"),
        ("OCDS/P/B1", "City of X", "county"),
        ("OCDS/Q/Village", "Village", "county"),
    ]
    assert [
        (p["project_id"], p["unit_code"], p["accepted_at"], p["status"])
        for p in found["client_projects"]
    ] == [
        ("o1", "OCDS/P/B1", "2026-01-05T10:00:00Z", "open"),
        ("o2", "OCDS/Q/Village", "2026-01-07", "cancelled"),
    ]
    assert [o["work_order_id"] for o in found["work_orders"]] == ["o1/accept", "o2/accept"]
    assert [
        (c["contractor_id"], c.get("name"), c.get("address")) for c in found["contractors"]
    ] == [
        ("S1", "One Ltd", "1 Road"),
        ("CN-9", "Nine", None),
    ]
    assert [(t["tender_id"], t["scope"], t["method"], t["has_lots"]) for t in found["tenders"]] == [
        ("o1", "construction", "open", "true")
    ]
    bids = {
        b["bid_id"]: (b["contractor_id"], b["amount_cny"], b["status"], b.get("is_winner"))
        for b in found["bids"]
    }
    assert bids == {
        "o1/x": ("S1", "900.5", "valid", "true"),
        "o1/y": ("S1", "800", "disqualified", "false"),
        "o1/z": ("CN-9", "950", "valid", "false"),
    }
    contract = found["contracts"][0]
    assert contract == {
        "contract_id": "o1/c1",
        "project_id": "o1",
        "unit_code": "OCDS/P/B1",
        "tender_id": "o1",
        "contractor_id": "S1",
        "scope": "construction",
        "amount_cny": "900.5",
        "awarded_on": "2026-02-01",
        "signed_on": "2026-02-04",  # one in the morning in Shanghai
        "source_row": 2,
    }
    assert [
        (c["change_id"], c["changed_on"], c["delta_cny"]) for c in found["contract_changes"]
    ] == [("o1/c1/m1", "2026-03-01", "50")]
    assert [(p["payment_id"], p["paid_on"], p["amount_cny"]) for p in found["payments"]] == [
        ("o1/c1/t1", "2026-04-01", "300"),
        ("o1/c1/2", "2026-05-01", "200"),
    ]


def test_a_bid_before_any_award_is_neither_won_nor_lost(ocds):
    assert {b.get("is_winner") for b in ocds(TENDER)["bids"]} == {None}


def test_releases_without_payments_do_not_look_like_a_delivery_of_no_payments(ocds):
    found = ocds(TENDER)
    assert "payments" not in found
    assert "contracts" not in found


def test_the_same_release_bare_in_an_envelope_and_in_a_package_gives_the_same_contracts(ocds):
    bare = ocds(AWARDED)["contracts"]
    envelope = ocds({"_publisher": "unknown", "_path": "x", "data": AWARDED})["contracts"]
    package = ocds({"publisher": {"name": "unknown"}, "releases": [AWARDED]})["contracts"]
    assert bare[0]["unit_code"] == "OCDS/unknown/B1"
    assert bare == envelope == package


def test_a_record_stands_for_its_compiled_release_or_else_for_its_releases(ocds):
    linked = {
        "releases": [{"url": "https://example.org/1", "date": "2026-01-05", "tag": ["tender"]}]
    }
    for record in (
        {"compiledRelease": AWARDED, **linked},
        {"compiledRelease": AWARDED, "releases": [TENDER, AWARDED]},
        {"releases": [TENDER, AWARDED]},
    ):
        found = ocds({"publisher": {"name": "P"}, "records": [{"ocid": "o1", **record}]})
        assert [c["unit_code"] for c in found["contracts"]] == ["OCDS/P/B1"]
        assert [p["project_id"] for p in found["client_projects"]] == ["o1"]


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_fills_what_is_needed_to_start(name):
    assert {"org_units", "client_projects", "work_orders"} <= set(load_mapping(name).tables)


@pytest.mark.parametrize("name", shipped())
def test_what_a_shipped_mapping_translates_into_is_accepted_by_the_contract(name):
    path: Path = PROJECT / "data" / "mappings" / f"{name}.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = declared.get("fields", {})
    for table, mapped in declared["tables"].items():
        for block in mapped["blocks"]:
            for column, value in block["columns"].items():
                source = fields.get(value, value) if isinstance(value, str) else value
                into = (
                    set((source.get("translate") or {}).values())
                    if isinstance(source, dict)
                    else set()
                )
                accepted = set(load_contract()[table].columns[column].codes)
                assert not accepted or into <= accepted, (table, column, into - accepted)


def test_amounts_of_releases_lose_their_float_noise(ocds):
    assert [tender["estimate_cny"] for tender in ocds(TENDER)["tenders"]] == ["1000.01"]
