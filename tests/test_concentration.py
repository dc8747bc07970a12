"""Concentration, screens and the model card on rows whose answers are worked out by hand."""

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from audit_models import views
from audit_models.snapshot import Facts, Snapshot


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    """Three contractors with 10, 30 and 60 yuan; one tender of three bids, one of four, one of two."""
    con = duckdb.connect()
    con.execute(
        """
        create schema source; create schema core;
        create table source.client_projects as
            from (values ('p1', 'D1'), ('p2', 'E1')) as t(project_id, unit_code);
        create table source.contracts as
            from (values ('a', 'p1', null, 10), ('b', 'p1', null, 30), ('c', 'p1', null, 20),
                ('c', null, 'D1', 40), ('z', 'p2', null, 900)
            ) as t(contractor_id, project_id, unit_code, amount_cny);
        create table source.tenders as
            from (values ('t3', 'p1', null, 'design'), ('t4', 'p1', null, 'design'),
                ('t2', 'p1', null, 'design'), ('far', 'p2', null, 'design')
            ) as t(tender_id, project_id, unit_code, scope);
        create table source.bids as
            select *, row_number() over ()::varchar as bid_id
            from (values ('t3', 100, 'valid'), ('t3', 110, 'valid'), ('t3', 150, 'disqualified'),
                ('t4', 100, 'valid'), ('t4', 101, 'valid'), ('t4', 102, 'valid'), ('t4', 103, 'valid'),
                ('t2', 100, 'valid'), ('t2', 101, 'valid'), ('t2', 102, 'withdrawn'),
                ('far', 1, 'valid'), ('far', 1, 'valid'), ('far', 1, 'valid')
            ) as t(tender_id, amount_cny, status);
        create table core.unit_tree as
            from (values ('D1', 'D1'), ('E1', 'E1')) as t(unit_code, ancestor_code);
        create table core.units as
            from (values ('D1', '丁', 'D'), ('E1', '戊', 'E')) as t(unit_code, name_zh, name_en);
        """
    )
    facts = Facts(
        snapshot_id="abcd1234",
        created_at=datetime(2026, 1, 1),  # noqa: DTZ001 — as snapshots store it
        as_of=date(2026, 1, 1),
        data_from=date(2025, 1, 1),
        app_version="0",
        definitions_hash="",
        seed=None,
    )
    yield Snapshot(facts, con)
    con.close()


def test_the_curve_adds_up_from_the_smallest(snapshot: Snapshot) -> None:
    found = views.contractor_shares(snapshot, "D1")

    assert list(found["contractors"]) == [1, 2, 3]
    assert list(found["amount_share"]) == pytest.approx([0.1, 0.4, 1.0])
    # Gini = 2 × (1×10 + 2×30 + 3×60) / (3 × 100) − 4/3.
    assert list(found["gini"]) == pytest.approx([500 / 300 - 4 / 3] * 3)
    assert set(found["largest_share"]) == {0.6}


def test_a_unit_without_contracts_has_no_curve(snapshot: Snapshot) -> None:
    assert views.contractor_shares(snapshot, "none").empty


def test_tenders_with_three_bids_the_closest_first(snapshot: Snapshot) -> None:
    found = views.screened_tenders(snapshot, "D1", offset=0, limit=9)

    # A withdrawn bid is none, so t2 has two; a disqualified one was a bid.
    assert list(found["tender_id"]) == ["t4", "t3"]
    assert list(found["amounts"].iloc[1]) == [100, 110, 150]
    assert set(found["tenders"]) == {2}
