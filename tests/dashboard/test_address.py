"""All state is in the address: reading back what was written gives the same state."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import Address, read_address, read_month

ids = st.text(min_size=1, max_size=30)
addresses = st.builds(
    Address,
    path=st.sampled_from(["/", "/monitor", "/indicator", "/rules", "/project", "/dictionary"]),
    unit=st.none() | ids,
    month=st.none() | st.builds(date, st.integers(1, 9999), st.integers(1, 12), st.just(1)),
    lang=st.sampled_from(["zh", "en"]),
    id=st.none() | ids,
    family=st.none() | ids,
    state=st.none() | ids,
    severity=st.none() | ids,
    stage=st.none() | ids,
    contractor=st.none() | ids,
    selected=st.none() | ids,
    pinned=st.none() | ids,
    level=st.none() | ids,
    measure=st.none() | ids,
    peers=st.none() | ids,
    before=st.none() | ids,
    page=st.integers(1, 999_999),
)


@given(addresses)
def test_state_to_address_to_state_is_identity(address: Address) -> None:
    assert read_address(address.path, address.search) == address


@given(st.none() | st.text() | st.integers() | st.dictionaries(st.text(), st.text()))
def test_whatever_is_typed_into_the_bar_is_read_without_an_error(search: object) -> None:
    assert read_address("/", search).path == "/"


def test_the_address_is_short_and_readable() -> None:
    address = Address("/monitor", unit="210100", month=date(2026, 10, 1), lang="zh", id="I01")

    assert address.href == "/monitor?unit=210100&month=2026-10&lang=zh&id=I01"


def test_an_impossible_month_was_not_asked_for() -> None:
    assert [read_month(text) for text in ("2026-13", "2026-1", "0000-01", "2026-10-01", None)] == [
        None
    ] * 5


def test_another_page_drops_the_thing_shown_and_keeps_place_and_language() -> None:
    here = Address("/rules", unit="D1", month=date(2026, 3, 1), lang="en", id="CP02", page=3)

    assert here.to(path="/") == Address("/", unit="D1", month=date(2026, 3, 1), lang="en")


def test_the_language_switch_keeps_everything_else() -> None:
    here = Address("/rules", unit="D1", month=date(2026, 3, 1), lang="zh", id="CP02", page=3)

    assert here.to(lang="en").to(lang="zh") == here


def test_another_unit_begins_a_list_anew() -> None:
    assert Address("/rules", unit="D1", id="CP02", page=3).to(unit="D2").page == 1


def test_filters_are_kept_on_the_way_to_a_rule_and_back_and_dropped_on_another_page() -> None:
    here = Address("/rules", unit="D1", family="CT", state="hit", severity="H")

    assert here.href == "/rules?unit=D1&lang=zh&family=CT&state=hit&severity=H"
    assert here.to(id="CT01").to(id=None) == here
    assert here.to(unit="D2").family == "CT"
    assert here.to(path="/") == Address("/", unit="D1")
