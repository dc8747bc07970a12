"""The cases behind a number: in order or not only where a case is either."""

import json

from audit_models.catalogue import Definition
from audit_models.definitions import load_indicators
from dashboard.cases import is_share


def test_only_what_is_met_or_not_is_ticked() -> None:
    """I13 counts outages of a feeder, I14 and I15 hours, I21 contracts with others than affiliates."""
    ticked = {
        one.id
        for one in load_indicators()
        if is_share(Definition("indicator", one.id, json.loads(one.header), one.sql, one.hash))
    }

    assert ticked == {"I04", "I05", "I06", "I08", "I09", "I10", "I16", "I17", "I19", "I20"}
