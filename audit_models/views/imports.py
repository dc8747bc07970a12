"""What the snapshot was made of: files, rejected rows, oddities. All of it is the whole company's."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS


def imports(snapshot: Snapshot) -> pd.DataFrame:
    """Every file that went in, by table; at most 200."""
    return snapshot.query(
        """
        select table_name, file_name, rows_read, rows_accepted, rows_rejected, control_total_cny,
            file_sha256, mapping
        from meta.imports
        order by table_name, file_name
        limit ?
        """,
        [PAGE_ROWS],
    )


def reject_reasons(snapshot: Snapshot) -> pd.DataFrame:
    """Rejected values by table, column and reason, the most frequent first, with one example each."""
    return snapshot.query(
        """
        select
            table_name,
            column_name,
            reason_code,
            min(reason_zh) as reason_zh,
            min(reason_en) as reason_en,
            count(*) as rows,
            min(file_name) as file_name,
            min(row_number) as row_number,
        from meta.rejects
        group by all
        order by rows desc, table_name, column_name, reason_code
        limit ?
        """,
        [PAGE_ROWS],
    )


def oddities(snapshot: Snapshot) -> pd.DataFrame:
    """Rows that were taken though they are odd, by table and kind."""
    return snapshot.query(
        "select table_name, kind, count, example_key from meta.oddities"
        " order by table_name, kind limit ?",
        [PAGE_ROWS],
    )


def missing_tables(snapshot: Snapshot) -> pd.DataFrame:
    """Source tables of the contract, and how many of their columns were supplied."""
    return snapshot.query(
        "select table_name, count(distinct column_name) as columns from meta.supplied group by all"
    )
