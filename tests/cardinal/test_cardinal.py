"""Cardinal's eleven indicators on small releases, worked out from its manual and program by hand."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from audit_models.cardinal import Flags, cardinal_flags
from audit_models.errors import Refused

Release = dict[str, Any]


def bid(tenderer: str, amount: object = None, status: str = "valid", **more: object) -> Release:
    """A bid in dollars; without an amount it has no value."""
    value = {} if amount is None else {"value": {"amount": amount, "currency": "USD"}}
    return {"status": status, "tenderers": [{"id": tenderer}], **value, **more}


def award(*suppliers: str, status: str = "active", items: tuple[str, ...] = ()) -> Release:
    return {
        "status": status,
        "suppliers": [{"id": supplier} for supplier in suppliers],
        "items": [{"classification": {"id": code}} for code in items],
    }


def release(ocid: str, bids: list[Release], *awards: Release, **more: object) -> Release:
    return {"ocid": ocid, "bids": {"details": bids}, "awards": list(awards), **more}


def flags(folder: Path, *releases: Release, currency: str | None = None) -> Flags:
    file = folder / "releases.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in releases), encoding="utf-8")
    return cardinal_flags([file], currency=currency)


def of(found: Flags, indicator: str) -> dict[tuple[str, str], float]:
    """(kind, id) → value of one indicator."""
    return {
        (kind, subject): values[indicator]
        for kind, subjects in found.items()
        for subject, values in subjects.items()
        if indicator in values
    }


def period(start: str, end: str) -> Release:
    return {"tenderPeriod": {"startDate": start, "endDate": end}}


def test_r003_fewer_than_fifteen_whole_days_between_two_moments(tmp_path: Path) -> None:
    day = "2025-03-01T00:00:00Z"
    found = flags(
        tmp_path,
        release("one_second_short", [], tender=period(day, "2025-03-15T23:59:59Z")),
        release("exactly_15_days", [], tender=period(day, "2025-03-16T00:00:00Z")),
        # Eight hours earlier by the offset: 14 days and 16 hours
        release("short_by_offset", [], tender=period(day, "2025-03-16T00:00:00+08:00")),
        release("without_offset", [], tender=period(day, "2025-03-05T00:00:00")),
        release("a_day", [], tender=period(day, "2025-03-05")),
        release("no_such_end", [], tender={"tenderPeriod": {"startDate": day}}),
    )
    assert of(found, "R003") == {("OCID", "one_second_short"): 1, ("OCID", "short_by_offset"): 1}


def test_r018_one_tenderer_in_an_open_or_selective_procedure(tmp_path: Path) -> None:
    def said(method: str, number: object) -> Release:
        return {"procurementMethod": method, "numberOfTenderers": number}

    found = flags(
        tmp_path,
        release("open", [bid("a"), bid("b")], tender=said("open", 1)),
        release("selective", [], tender=said("selective", 1)),
        release("limited", [], tender=said("limited", 1)),
        release("two", [], tender=said("open", 2)),
        release("as_text", [], tender=said("open", "1")),
        release("not_said", [bid("a")], tender={"procurementMethod": "open"}),
    )
    assert of(found, "R018") == {("OCID", "open"): 1, ("OCID", "selective"): 1}


def eight(lowest: float, highest: float) -> list[Release]:
    """The winner bids 8. Quartiles at places 29/12 and 79/12: 1/2 and 3/4; fences 1/8 and 9/8."""
    seconds = [lowest, 12, 12, 13, 13, 14, 14, highest]
    return [
        release(f"p{i}", [bid("w", 8), bid(f"second{i}", second), bid("third", 99)], award("w"))
        for i, second in enumerate(seconds)
    ]


def test_r024_and_r058_at_the_fences_themselves(tmp_path: Path) -> None:
    found = flags(tmp_path, *eight(9, 17))
    assert of(found, "R024") == {
        ("OCID", "p0"): 0.125,
        ("Tenderer", "w"): 0,
        ("Tenderer", "second0"): 0,
    }
    assert of(found, "R058") == {("OCID", "p7"): 1.125, ("Tenderer", "w"): 0}


def test_r024_and_r058_inside_the_fences(tmp_path: Path) -> None:
    found = flags(tmp_path, *eight(9.01, 16.99))
    assert of(found, "R024") == of(found, "R058") == {}


def test_r024_compares_nothing_where_the_winning_price_is_not_plain(tmp_path: Path) -> None:
    """Each of these would be far below the fence, or move it."""
    close = [bid("w", 8), bid("l", 8)]
    euro = {"amount": 8, "currency": "EUR"}
    found = flags(
        tmp_path,
        *eight(9, 17),
        release("pending", close, award("w", status="pending")),
        release("one_pending", close, award("w"), award("w", status="pending")),
        release("two_awards", close, award("w"), award("l")),
        release("two_suppliers", close, award("w", "l")),
        release("not_lowest", [bid("w", 8), bid("l", 7)], award("w")),
        release("only_disqualified", [bid("w", 8), bid("l", 8, "disqualified")], award("w")),
        release("other_currency", [bid("w", 8), bid("l", value=euro)], award("w")),
        release("as_text", [bid("w", 8), bid("l", "8")], award("w")),
        release("not_a_number", [bid("w", 8), bid("l", "on request")], award("w")),
        release("cancelled", close, award("w"), tender={"status": "cancelled"}),
    )
    assert set(of(found, "R024")) == {("OCID", "p0"), ("Tenderer", "w"), ("Tenderer", "second0")}


def test_r024_takes_the_winners_lowest_bid_and_passes_over_ended_awards(tmp_path: Path) -> None:
    found = flags(
        tmp_path,
        *eight(12, 14),
        release(
            "two_bids",
            [bid("w", 8.5), bid("w", 8), bid("l", 9)],
            award("l", status="cancelled"),
            award("l", status="unsuccessful"),
            award("w"),
        ),
    )
    assert of(found, "R024")[("OCID", "two_bids")] == 0.125


def test_r024_says_nothing_where_a_quarter_of_the_ratios_is_zero(tmp_path: Path) -> None:
    equal = [release(f"z{i}", [bid("w", 8), bid("l", 8)], award("w")) for i in range(4)]
    assert of(flags(tmp_path, *equal), "R024") == {}


def test_prices_are_compared_in_the_currency_asked_for_else_in_the_first(tmp_path: Path) -> None:
    euros = [{"amount": amount, "currency": "EUR"} for amount in (8, 7)]
    first = release("dollars", [bid("w", 8, "disqualified"), bid("l", 9)], award("l"))
    other = release(
        "euros",
        [bid("w", value=euros[0]), bid("l", status="disqualified", value=euros[1])],
        award("w"),
    )
    assert of(flags(tmp_path, first, other), "R036") == {("OCID", "dollars"): 1}
    assert of(flags(tmp_path, first, other, currency="EUR"), "R036") == {("OCID", "euros"): 1}


def test_r025_a_top_tenderer_at_the_fence_of_the_shares_won(tmp_path: Path) -> None:
    """Eight tenderers in eight processes: quartiles 6/8 and 1, fence 3/8; who came seven times is no top."""
    won = {"at_fence": 3, "b": 6, "c": 6, "d": 7, "e": 7, "f": 8, "g": 8, "h": 8}
    releases = [
        # A second bid of the same tenderer counts nothing
        release(f"{name}{i}", [bid(name), bid(name)], award(name if i < wins else "nobody"))
        for name, wins in won.items()
        for i in range(8)
    ]
    assert of(flags(tmp_path, *releases), "R025") == {("Tenderer", "at_fence"): 0.375}
    fewer = [one for one in releases if one["ocid"] != "at_fence7"]
    assert of(flags(tmp_path, *fewer), "R025") == {}


def test_r028_one_price_of_different_tenderers(tmp_path: Path) -> None:
    euro = {"amount": 5, "currency": "EUR"}
    found = flags(
        tmp_path,
        release("same", [bid("a", 5), bid("b", 5.0), bid("c", 6)]),
        release("of_one_tenderer", [bid("d", 5), bid("d", 5)]),
        release("other_currency", [bid("d", 5), bid("e", value=euro)]),
        release("withdrawn", [bid("d", 5), bid("e", 5, "withdrawn")]),
        release("disqualified", [bid("f", 5), bid("g", 5, "disqualified")]),
    )
    assert set(of(found, "R028")) == {
        ("OCID", "same"), ("Tenderer", "a"), ("Tenderer", "b"),
        ("OCID", "disqualified"), ("Tenderer", "f"), ("Tenderer", "g"),
    }  # fmt: skip


def test_r030_compares_the_moments_as_text(tmp_path: Path) -> None:
    end = {"tenderPeriod": {"endDate": "2025-03-10T10:00:00Z"}}
    found = flags(
        tmp_path,
        release("late", [bid("a", date="2025-03-10T10:00:01Z")], award("a"), tender=end),
        release("exactly", [bid("b", date="2025-03-10T10:00:00Z")], award("b"), tender=end),
        # 09:00 by the same clock, an hour early, and yet later as text
        release("by_text", [bid("c", date="2025-03-10T17:00:00+08:00")], award("c"), tender=end),
        release("lost", [bid("d", date="2025-03-11T10:00:00Z")], award("e"), tender=end),
        release(
            "not_active",
            [bid("f", date="2025-03-11T10:00:00Z")],
            award("f", status="cancelled"),
            tender=end,
        ),
    )
    assert set(of(found, "R030")) == {
        ("OCID", "late"), ("Tenderer", "a"), ("OCID", "by_text"), ("Tenderer", "c"),
    }  # fmt: skip


def test_r035_counts_the_others_who_were_disqualified(tmp_path: Path) -> None:
    out = [bid("x", status="disqualified"), bid("y", status="disqualified")]
    found = flags(
        tmp_path,
        release("two", [bid("a"), bid("a", status="disqualified"), *out], award("a")),
        release("another_valid", [bid("b"), bid("c"), *out], award("b")),
        release("won_by_another", [bid("b"), *out], award("c")),
        release("still_open", [bid("b"), *out], award("b"), award("b", status="pending")),
        release("nobody_out", [bid("b")], award("b")),
    )
    assert of(found, "R035") == {("OCID", "two"): 2, ("Tenderer", "a"): 0}


def test_r036_the_first_of_the_lowest_bids_is_disqualified(tmp_path: Path) -> None:
    out = bid("out", 5, "disqualified")
    found = flags(
        tmp_path,
        release("lowest_out", [bid("a", 6), out], award("a")),
        release("tie_out_first", [out, bid("a", 5)], award("a")),
        release("tie_valid_first", [bid("a", 5), out], award("a")),
        release("no_valid_amount", [bid("a"), out], award("a")),
        release("not_awarded", [bid("a", 6), out]),
        release("withdrawn", [bid("a", 6), bid("b", 5, "withdrawn")], award("a")),
    )
    assert of(found, "R036") == {("OCID", "lowest_out"): 1, ("OCID", "tie_out_first"): 1}


def of_buyers(rejected: list[int]) -> list[Release]:
    """Buyers with 16 anonymous bids each."""
    return [
        {
            "ocid": f"o{i}",
            "buyer": {"id": f"b{i}"},
            "bids": {
                "details": [{"status": "disqualified" if n < out else "valid"} for n in range(16)]
            },
        }
        for i, out in enumerate(rejected)
    ]


def test_r038_at_the_upper_fence_of_its_kind(tmp_path: Path) -> None:
    """Quartiles 2/16 and 4/16, fence 7/16."""
    assert of(flags(tmp_path, *of_buyers([7, 2, 2, 2, 3, 3, 4, 4])), "R038") == {
        ("Buyer", "b0"): 0.4375
    }
    assert of(flags(tmp_path, *of_buyers([6, 2, 2, 2, 3, 3, 4, 4])), "R038") == {}
    assert of(flags(tmp_path, *of_buyers([0] * 8)), "R038") == {}


def test_r038_counts_two_bids_of_one_process_as_enough_for_a_buyer(tmp_path: Path) -> None:
    """One process with two bids passes the least of two; one with one bid does not. One ratio is its own fence."""
    found = flags(
        tmp_path,
        release("two", [bid("a"), bid("b", status="disqualified")], buyer={"id": "buyer"}),
        release(
            "one",
            [bid("c", status="disqualified")],
            buyer={"id": "few"},
            tender={"procuringEntity": {"id": "few"}},
        ),
    )
    assert of(found, "R038") == {("Buyer", "buyer"): 0.5}


def test_r048_suppliers_of_twenty_processes_and_no_guard_where_all_are_alike(
    tmp_path: Path,
) -> None:
    def won(supplier: str, processes: int) -> list[Release]:
        items = ("1001", "1002", "2001")
        return [
            release(f"{supplier}{i}", [], award(supplier, items=items)) for i in range(processes)
        ]

    found = flags(tmp_path, *won("a", 20), *won("b", 20), *won("few", 19))
    assert of(found, "R048") == {("Tenderer", "a"): 2, ("Tenderer", "b"): 2}


def test_releases_are_found_in_wrappers_packages_and_compressed_files(tmp_path: Path) -> None:
    said = {"procurementMethod": "open", "numberOfTenderers": 1}
    one, two, three = (release(ocid, [], tender=said) for ocid in ("one", "two", "three"))
    lines = [{"data": one}, {"releases": [two, three]}]
    file = tmp_path / "releases.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n\n")
    assert set(of(cardinal_flags([file]), "R018")) == {
        ("OCID", "one"), ("OCID", "two"), ("OCID", "three"),
    }  # fmt: skip


def test_what_is_not_there_or_holds_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nowhere"):
        cardinal_flags([tmp_path / "nowhere.jsonl"])
    with pytest.raises(Refused, match="no Open Contracting release"):
        flags(tmp_path, {"hello": "world"})
