"""Tiles stand in their schematic place, or in a plain grid; never two in one place."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.monitor.tiles import MOST_COLUMNS, POSITIONS, _known, tile_positions


def test_known_units_keep_their_places_relative_to_each_other() -> None:
    # In the file: 210100 at (2, 3), 210400 at (2, 4), 212999 not at all.
    assert tile_positions(("210100", "210400")) == {"210100": (1, 1), "210400": (1, 2)}


def test_one_unknown_unit_lays_all_out_in_order_of_code() -> None:
    assert tile_positions(("210400", "210100", "212999")) == {
        "210100": (1, 1),
        "210400": (1, 2),
        "212999": (2, 1),
    }


@given(st.lists(st.text(min_size=1), unique=True, max_size=60))
def test_any_tree_has_one_place_for_each(codes: list[str]) -> None:
    places = tile_positions(tuple(codes))

    assert set(places) == set(codes)
    assert max((column for _, column in places.values()), default=0) <= MOST_COLUMNS
    assert len(set(places.values())) == len(codes)


def test_the_file_gives_no_place_twice() -> None:
    places = list(_known(POSITIONS).values())

    assert len(set(places)) == len(places)
