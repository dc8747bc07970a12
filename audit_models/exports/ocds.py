"""The procurements of a scope as Open Contracting releases (OCDS 1.1, with its bids extension), one package.

A procurement is a tender with its bids and contracts, or a contract that had no tender. Chosen are those
with a contract signed in the months asked for. Companies appear by id and name only: no addresses,
accounts, devices or persons. The `value` of an amendment, what a change costs, is ours: the standard has
no place for it and permits additional names. Standard: https://standard.open-contracting.org/1.1/en/.
"""

import json
from datetime import date
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models.records import records
from audit_models.snapshot import Snapshot

VERSION = "1.1"
PREFIX = "audit"
"""Begins every ocid; a registered publisher has a prefix of its own."""
BIDS_EXTENSION = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/master/extension.json"
OFFSET = "+08:00"
METHODS = {
    "open": "open",
    "invited": "selective",
    "negotiation": "limited",
    "inquiry": "limited",
    "single_source": "direct",
    "direct": "direct",
    "customer_choice": "direct",
}
CATEGORIES = {"equipment": "goods", "design": "services"}
"""Anything else is works."""
BID_STATES = {
    "valid": "valid",
    "disqualified": "disqualified",
    "withdrawn": "withdrawn",
    "pending": "pending",
}

CHOSEN = """
    chosen as (
        select
            contracts.*,
            coalesce(tenders.tender_id, 'contract-' || contracts.contract_id) as process_id,
            tenders.tender_id is not null as is_tendered
        from core.placed_contracts as placed
        join core.unit_tree as tree
            on tree.unit_code = placed.unit_code and tree.ancestor_code = $unit
        join source.contracts as contracts on contracts.contract_id = placed.contract_id
        left join source.tenders as tenders on tenders.tender_id = contracts.tender_id
        where contracts.signed_on >= $first and contracts.signed_on < $last::date + to_months(1)
    )
"""
"""The contracts of the scope with the procurement that each belongs to."""

Row = dict[Any, Any]


def release_package(snapshot: Snapshot, unit: str, first: date, last: date) -> bytes:
    """The package as JSON; `first` and `last` are the first days of months, both included."""
    asked = {"unit": unit, "first": first, "last": last}
    read = {name: _rows(snapshot, sql, asked) for name, sql in QUERIES.items()}
    parts = {
        name: dict(tuple(rows.groupby("process_id")))
        for name, rows in read.items()
        if name != "contracts"
    }
    made = f"{snapshot.facts.as_of.isoformat()}T00:00:00{OFFSET}"
    releases = [
        _release(
            str(process_id),
            _records(contracts),
            {name: _records(found.get(process_id)) for name, found in parts.items()},
            made,
        )
        for process_id, contracts in read["contracts"].groupby("process_id", sort=True)
    ]
    package = {
        "uri": f"urn:audit:snapshot:{snapshot.id}:{unit}:{first:%Y-%m}:{last:%Y-%m}",
        "version": VERSION,
        "extensions": [BIDS_EXTENSION],
        "publishedDate": made,
        "publisher": {"name": unit},
        "releases": releases,
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")


QUERIES = {
    "contracts": f"""
        with {CHOSEN}
        select chosen.*, contractors.name as contractor
        from chosen
        left join source.contractors as contractors
            on contractors.contractor_id = chosen.contractor_id
        order by chosen.process_id, chosen.contract_id
    """,
    "tenders": f"""
        with {CHOSEN}
        select distinct tenders.*, tenders.tender_id as process_id
        from source.tenders as tenders
        join chosen on chosen.tender_id = tenders.tender_id
    """,
    "bids": f"""
        with {CHOSEN}
        select distinct bids.*, bids.tender_id as process_id, contractors.name as contractor
        from source.bids as bids
        join chosen on chosen.tender_id = bids.tender_id
        left join source.contractors as contractors
            on contractors.contractor_id = bids.contractor_id
        order by bids.bid_id
    """,
    "changes": f"""
        with {CHOSEN}
        select changes.*, chosen.process_id
        from source.contract_changes as changes
        join chosen on chosen.contract_id = changes.contract_id
        order by changes.change_id
    """,
    "payments": f"""
        with {CHOSEN}
        select payments.*, chosen.process_id
        from source.payments as payments
        join chosen on chosen.contract_id = payments.contract_id
        order by payments.payment_id
    """,
    "buyers": f"""
        with {CHOSEN}
        select distinct chosen.process_id, units.unit_code, units.name_zh
        from chosen
        join core.placed_contracts as placed on placed.contract_id = chosen.contract_id
        join core.units as units on units.unit_code = placed.unit_code
        order by units.unit_code
    """,
}


def _rows(snapshot: Snapshot, sql: str, asked: dict[str, object]) -> pd.DataFrame:
    return snapshot.query(sql, asked)


def _records(found: pd.DataFrame | None) -> list[Row]:
    """The rows as dicts; an empty cell is None."""
    if found is None:
        return []
    return records(found.astype(object).where(found.notna(), None))


def _release(
    process_id: str, contracts: list[Row], parts: dict[str, list[Row]], made: str
) -> dict[str, Any]:
    """One compiled release: everything known of the procurement today."""
    buyer = parts["buyers"][0] if parts["buyers"] else None
    tender = parts["tenders"][0] if parts["tenders"] else None
    tags = ["tender"] if tender else []
    release: dict[str, Any] = _without_empty(
        {
            "ocid": f"{PREFIX}-{process_id}",
            "id": f"{process_id}-{made[:10]}",
            "date": made,
            "tag": [*tags, "award", "contract"],
            "initiationType": "tender",
            "language": "zh",
            "parties": _parties(contracts, parts["bids"], buyer),
            "buyer": {"id": buyer["unit_code"], "name": buyer["name_zh"]} if buyer else None,
            "tender": _tender(tender, contracts[0], parts["bids"]),
            "bids": {"details": [_bid(bid) for bid in parts["bids"]]} if parts["bids"] else None,
            "awards": [_award(contract, tender) for contract in contracts],
            "contracts": [_contract(contract, parts) for contract in contracts],
        }
    )
    return release


def _parties(contracts: list[Row], bids: list[Row], buyer: Row | None) -> list[dict[str, Any]]:
    """Every organisation once, with all its roles."""
    roles: dict[str, set[str]] = {}
    names: dict[str, str | None] = {}
    for role, rows in (("tenderer", bids), ("supplier", contracts)):
        for row in rows:
            roles.setdefault(row["contractor_id"], set()).add(role)
            names[row["contractor_id"]] = row["contractor"]
    parties = [
        {"id": key, "name": names[key] or key, "roles": sorted(roles[key])}
        for key in sorted(key for key in roles if key)
    ]
    if buyer:
        parties.append({"id": buyer["unit_code"], "name": buyer["name_zh"], "roles": ["buyer"]})
    return parties


def _tender(tender: Row | None, contract: Row, bids: list[Row]) -> dict[str, Any]:
    """The tender; of a contract without one only what kind of work it was and that it was direct."""
    scope = (tender or contract)["scope"]
    if tender is None:
        return {"id": contract["contract_id"], **_category(scope)}
    return {
        "id": tender["tender_id"],
        "status": "complete",
        **_category(scope),
        "procurementMethod": METHODS.get(tender["method"]),
        "procurementMethodDetails": tender["method"],
        "value": _money(tender["estimate_cny"]),
        "tenderPeriod": {
            "startDate": _moment(tender["published_at"]),
            "endDate": _moment(tender["deadline_at"]),
        },
        "numberOfTenderers": len({bid["contractor_id"] for bid in bids}) or None,
    }


def _category(scope: str | None) -> dict[str, str]:
    return {"mainProcurementCategory": CATEGORIES.get(scope or "", "works")} if scope else {}


def _bid(bid: Row) -> dict[str, Any]:
    return {
        "id": bid["bid_id"],
        "date": _moment(bid["submitted_at"]),
        "status": BID_STATES.get(bid["status"] or ""),
        "tenderers": [{"id": bid["contractor_id"], "name": bid["contractor"]}],
        "value": _money(bid["amount_cny"]),
    }


def _award(contract: Row, tender: Row | None) -> dict[str, Any]:
    awarded = contract["awarded_on"] or (tender or {}).get("awarded_at")
    return {
        "id": f"award-{contract['contract_id']}",
        "date": _moment(awarded),
        "status": "active",
        "value": _money(contract["amount_cny"]),
        "suppliers": [{"id": contract["contractor_id"], "name": contract["contractor"]}],
    }


def _contract(contract: Row, parts: dict[str, list[Row]]) -> dict[str, Any]:
    key = contract["contract_id"]
    payments = [one for one in parts["payments"] if one["contract_id"] == key]
    changes = [one for one in parts["changes"] if one["contract_id"] == key]
    return {
        "id": key,
        "awardID": f"award-{key}",
        "status": "terminated" if contract["settled_on"] else "active",
        "dateSigned": _moment(contract["signed_on"]),
        "value": _money(contract["amount_cny"]),
        "period": {
            "startDate": _moment(contract["planned_start_on"]),
            "endDate": _moment(contract["planned_finish_on"]),
        },
        "amendments": [
            {
                "id": one["change_id"],
                "date": _moment(one["changed_on"]),
                "rationale": one["reason"],
                "value": _money(one["delta_cny"]),
            }
            for one in changes
        ],
        "implementation": {
            "transactions": [
                {
                    "id": one["payment_id"],
                    "date": _moment(one["paid_on"]),
                    "value": _money(one["amount_cny"]),
                }
                for one in payments
            ]
        },
    }


def _money(amount: Any) -> dict[str, Any] | None:
    return {"amount": float(amount), "currency": "CNY"} if fmt.is_number(amount) else None


def _moment(moment: Any) -> str | None:
    return pd.Timestamp(moment).isoformat() + OFFSET if fmt.is_number(moment) else None


def _without_empty(value: Any) -> Any:
    """The standard has no nulls: what is not known is left out."""
    if isinstance(value, dict):
        pairs = ((name, _without_empty(part)) for name, part in value.items())
        return {name: part for name, part in pairs if part not in (None, [], {}, "")}
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    return value
