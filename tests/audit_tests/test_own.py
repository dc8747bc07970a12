"""The tests of the company's own contracts: worked out by hand, and the same as the functions for any DataFrame."""

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from audit_models import views
from audit_models.audit_tests import benford, benford_of_counts, gaps, strata
from audit_models.audit_tests.own import write_audit_tests
from audit_models.snapshot import Facts, Snapshot

CONTRACTS = """
    id                  | unit | no       | amount    | signed     | accepted   | settled    | settlement | project | tender
    small               | D1   | HT-001   | 99999.99  | 2026-01-01 | 2026-03-01 |            |            | p1      |
    on_the_edge         | D1   | HT-002   | 100000.00 | 2026-01-02 | 2026-02-28 |            |            | p1      | t1
    settled             | D1   | HT-005   | 5.00      | 2026-01-03 | 2026-01-31 | 2026-02-10 | 0.07       |         |
    settled_after_as_of | E1   | HT-003   | 4000000   | 2026-01-04 | 2025-03-30 | 2026-04-01 |            | p2      |
    not_yet_accepted    | E1   | 无编号   |           | 2026-01-05 | 2026-04-02 |            |            |         |
    signed_after_as_of  | E1   | HT-009   | 800       | 2026-04-03 |            |            |            |         |
"""
PAYMENTS = """
    id          | contract    | on         | amount | payee | invoice
    twice       | small       | 2026-02-01 | 700.5  | x     | F1
    twice_again | small       | 2026-02-01 | 700.5  | x     | F2
    no_payee    | small       | 2026-02-01 | 700.5  |       |
    same_bill   | on_the_edge | 2026-02-03 | 31     | y     | F7
    far_away    | not_yet_accepted | 2026-02-04 | 32 | z    | F7
    later       | small       | 2026-04-01 | 900    | x     | F9
"""


def _rows(table: str) -> list[list[str | None]]:
    lines = [line.split("|") for line in table.strip().splitlines()[1:]]
    return [[cell.strip() or None for cell in line] for line in lines]


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    """Two counties of one city, as of the end of March 2026; project p3 and tender t2 have no contract."""
    con = duckdb.connect()
    con.execute(
        """
        create schema source; create schema core; create schema meta; create schema result;
        create table core.run as select date '2026-03-31' as as_of;
        create table core.unit_tree as from (values
            ('D1', 'D1'), ('D1', 'C'), ('E1', 'E1'), ('E1', 'C'), ('C', 'C')) as t(unit_code, ancestor_code);
        create table source.client_projects as from (values
            ('p1', 'D1'), ('p2', 'E1'), ('p3', 'E1')) as t(project_id, unit_code);
        create table source.tenders as from (values
            ('t1', 'D1', null), ('t2', null, 'p2')) as t(tender_id, unit_code, project_id);
        create table meta.supplied as from (values
            ('client_projects', 'project_id'), ('contracts', 'project_id'), ('contracts', 'tender_id'),
            ('tenders', 'tender_id'), ('payments', 'contract_id')) as t(table_name, column_name);
        create table source.contracts (contract_id varchar, unit_code varchar, contract_no varchar,
            amount_cny decimal(18, 2), signed_on date, accepted_on date, settled_on date,
            settlement_cny decimal(18, 2), project_id varchar, tender_id varchar);
        create table source.payments (payment_id varchar, contract_id varchar, paid_on date,
            amount_cny decimal(18, 2), payee_account varchar, invoice_no varchar);
        """
    )
    con.executemany(
        f"insert into source.contracts values ({', '.join('?' * 10)})", _rows(CONTRACTS)
    )
    con.executemany("insert into source.payments values (?, ?, ?, ?, ?, ?)", _rows(PAYMENTS))
    con.execute("create table core.placed_contracts as from source.contracts")
    write_audit_tests(con)
    moment = datetime(2026, 4, 1)  # noqa: DTZ001 — as snapshots store it
    facts = Facts("abcd1234", moment, date(2026, 3, 31), date(2026, 1, 1), "0", "", None)
    yield Snapshot(facts, con)
    con.close()


def test_digits_are_those_that_are_written(snapshot: Snapshot) -> None:
    contracts = views.digit_counts(snapshot, "C", "contracts")

    # 99999.99, 100000.00, 5.00 and 4000000; the contract signed after as_of has not happened.
    assert contracts.to_dict() == {99: 1, 10: 1, 50: 1, 40: 1}
    assert views.digit_counts(snapshot, "D1", "settlements").to_dict() == {70: 1}  # 0.07
    payments = views.digit_counts(snapshot, "D1", "payments")
    assert payments.to_dict() == {70: 3, 31: 1}  # one is paid after as_of
    same = snapshot.query(
        "select amount_cny::double as a from source.payments where paid_on < '2026-03-31'"
    )
    for digits in ("first", "second", "first_two"):
        own = benford_of_counts(views.digit_counts(snapshot, "C", "payments"), digits)
        assert own.digits.equals(benford(same["a"], digits).digits)


def test_an_amount_on_an_edge_is_in_the_stratum_above(snapshot: Snapshot) -> None:
    found = views.contract_strata(snapshot, "C")

    layers = {
        tuple(None if cell != cell else int(cell) for cell in row)
        for row in found[["from_cny", "below_cny", "contracts"]].to_numpy(float).tolist()
    }
    # 99999.99 and 5.00; 100000.00; 4000000; the one without an amount.
    assert layers == {
        (None, 100000, 2), (100000, 500000, 1), (4000000, None, 1), (None, None, 1),
    }  # fmt: skip


def test_ages_count_calendar_days_to_as_of(snapshot: Snapshot) -> None:
    found = views.unsettled_ages(snapshot, "C")

    # small: 30 days; on_the_edge: 31; settled_after_as_of: 366.
    assert list(found["from_days"]) == [0, 31, 366]
    assert list(found["amount_cny"]) == [99999.99, 100000.0, 4000000.0]
    assert list(views.unsettled_ages(snapshot, "E1")["contracts"]) == [1]


def test_gaps_are_found_among_what_a_unit_sees(snapshot: Snapshot) -> None:
    of_county = views.number_gaps(snapshot, "D1")
    of_city = views.number_gaps(snapshot, "C")

    assert of_county[["after", "before", "missing"]].values.tolist() == [["2", "5", 2.0]]
    # The city also sees 003 and 009.
    assert of_city[["after", "before", "missing"]].values.tolist() == [
        ["5", "9", 3.0],
        ["3", "5", 1.0],
    ]
    everything = snapshot.query("select contract_no from source.contracts")
    assert sorted(gaps(everything, "contract_no")["missing"]) == [1, 3]


def test_payments_agree_only_with_what_a_unit_sees(snapshot: Snapshot) -> None:
    of_county = views.copied_payments(snapshot, "D1")
    of_city = views.copied_payments(snapshot, "C")

    assert of_county[["payment_id", "copies"]].values.tolist() == [["twice", 2], ["twice_again", 2]]
    # The invoice that two counties paid is seen by the city alone.
    assert set(of_city.loc[of_city["kind"] == "same_invoice", "payment_id"]) == {
        "same_bill",
        "far_away",
    }


def test_rows_without_a_partner_are_counted(snapshot: Snapshot) -> None:
    found = views.partners(snapshot, "C").set_index(["one", "other"])

    assert found.loc[("projects", "contracts")].tolist() == [3, 1, 6, 3]
    assert found.loc[("tenders", "contracts")].tolist() == [2, 1, 6, 5]
    assert found.loc[("contracts", "payments")].tolist() == [6, 3, 6, 0]


def test_what_was_not_delivered_is_compared_with_nothing(snapshot: Snapshot) -> None:
    con = snapshot.connection.cursor()
    con.execute("begin")
    con.execute("delete from meta.supplied where table_name = 'payments'")
    write_audit_tests(con)
    found = con.execute(
        "select distinct one, other from result.audit_partners order by 1"
    ).fetchall()
    con.execute("rollback")

    assert found == [("projects", "contracts"), ("tenders", "contracts")]


def test_a_key_that_was_not_delivered_leaves_nobody_alone(snapshot: Snapshot) -> None:
    con = snapshot.connection.cursor()
    con.execute("begin")
    con.execute(
        "delete from meta.supplied where column_name = 'tender_id' and table_name = 'contracts'"
    )
    write_audit_tests(con)
    found = con.execute(
        "select distinct one, other from result.audit_partners order by 1"
    ).fetchall()
    con.execute("rollback")

    assert found == [("contracts", "payments"), ("projects", "contracts")]
    needs = ["contracts.tender_id", "contracts.contract_no"]
    assert views.undelivered(snapshot, needs) == ["contracts.contract_no"]


def test_strata_are_those_of_the_function(snapshot: Snapshot) -> None:
    rows = snapshot.query(
        "select amount_cny::double as amount from source.contracts where signed_on <= '2026-03-31'"
    )
    found = strata(rows, "amount", [100_000, 500_000, 1_000_000, 2_000_000, 4_000_000])

    own = views.contract_strata(snapshot, "C")
    assert sorted(own["contracts"]) == sorted(found.loc[found["rows"] > 0, "rows"])
