"""Nothing is lost: whatever is done to a file, its records are accepted, rejected, or the file is refused."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit_models.errors import Refused
from tests.intake.world import many_projects, projects, take_in

ROWS = many_projects(6, customer_paid_cny="1.50", cancel_reason='客户"自愿",\n取消')
GOOD = projects(*ROWS)
PIECES = st.sampled_from(
    [
        '"',
        '""',
        ",",
        ",,",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        " ",
        ' "',
        '"x"y',
        "沈",
        "NULL",
        "x",
        "'",
        ";",
        "\t",
    ]
)
PLACES = st.integers(min_value=GOOD.index("\n") + 1, max_value=len(GOOD))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "replace", "repeat"]),
        PLACES,
        PIECES,
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=4,
)

ENDS = st.sampled_from(["\n", "\r\n"])


def changed(text: str, changes: list[tuple[str, int, str, int]]) -> str:
    for way, place, piece, length in changes:
        place = min(place, len(text))
        match way:
            case "insert":
                text = text[:place] + piece + text[place:]
            case "delete":
                text = text[:place] + text[place + length :]
            case "replace":
                text = text[:place] + piece + text[place + len(piece) :]
            case "repeat":
                text = text[:place] + text[place : place + length] + text[place:]
    return text


def records_of(text: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    return sum(1 for record in reader if record) - 1


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(changes=[("insert", 634, " ", 1)], end="\r\n")  # a space after a quote, and a quote again
@given(changes=CHANGES, end=ENDS)
def test_every_record_is_accepted_or_rejected_or_the_file_is_refused(
    tmp_path: Path, changes: list[tuple[str, int, str, int]], end: str
) -> None:
    account_for(tmp_path, changes, end)


def account_for(folder: Path, changes: list[tuple[str, int, str, int]], end: str) -> None:
    """Every record of the file so changed is accepted or rejected, or the file is refused by name."""
    text = changed(GOOD.replace("\n", end), changes)
    refusal = None
    try:
        got = take_in(folder, {"client_projects.csv": text}, max_reject_share=1.0)
    except Refused as refused:
        refusal = refused.text.en
    if refusal is not None:
        assert "client_projects.csv" in refusal
        return
    read, accepted, rejected = got.counts("client_projects")
    assert read == accepted + rejected == records_of(text)
    assert got.rows("select count(*) from source.client_projects") == [(accepted,)]
    assert got.rows("select count(*) from meta.rejects") == [(rejected,)]
    assert got.rows("select count(*) from meta.rejected_rows") == [(rejected,)]
    assert got.rows(
        "select count(*) from meta.rejects where reason_zh is null or reason_en is null"
        " or reason_code is null or row_number < 2"
    ) == [(0,)]
    got.connection.close()
