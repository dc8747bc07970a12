"""`python -m benchmarks planted`: what the rules found of what was planted in the demonstration province.

Reads the newest demonstration of the home folder (`python app.py demo` makes one) and the snapshot of it.
One line a rule: planted irregularities, how many of them were found and missed, and false hits, on subjects
that the truth does not name for this rule. Hits that follow from another rule's irregularity
(`consequence`) are neither found nor false. A unit or contractor counts once, however many windows it has.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from audit_models.settings import Settings
from audit_models.warehouse import Warehouse

Con = duckdb.DuckDBPyConnection


class Line(NamedTuple):
    """One rule; counts of subjects."""

    rule_id: str
    planted: int
    found: int
    missed: int
    consequences: int
    false: int


def compare(con: Con, truth: Path) -> list[Line]:
    """Every rule that was planted or found something, by id: `result.rule_hits` against the truth file.

    Raises:
        duckdb.Error: the truth file cannot be read, or the snapshot has no hits table.
    """
    rows = con.execute(
        """
        with truth as (
            select rule_id, subject_type, subject_id, bool_or(kind = 'irregularity') as is_planted
            from read_csv(?, all_varchar = true)
            where rule_id is not null
            group by all
        ),
        hits as (
            select distinct rule_id, subject_type, subject_id
            from result.rule_hits
        ),
        joined as (
            select
                rule_id,
                coalesce(truth.is_planted, false) as is_planted,
                truth.rule_id is not null as is_true,
                hits.rule_id is not null as is_hit
            from truth
            full join hits using (rule_id, subject_type, subject_id)
        )
        select
            rule_id,
            count(*) filter (where is_planted),
            count(*) filter (where is_planted and is_hit),
            count(*) filter (where is_planted and not is_hit),
            count(*) filter (where is_true and is_hit and not is_planted),
            count(*) filter (where is_hit and not is_true)
        from joined
        group by rule_id
        order by rule_id
        """,
        [str(truth)],
    ).fetchall()
    return [Line(*row) for row in rows]


def titles(con: Con) -> dict[str, str]:
    """The English title of every rule that the snapshot was made with."""
    rows = con.execute(
        "select id, json_extract_string(header, '$.title.en') from result.definitions where kind = 'rule'"
    ).fetchall()
    return dict(rows)


def report(lines: Sequence[Line], rules: Mapping[str, str]) -> str:
    """The lines as a table, with the totals of the rules that the snapshot was made with."""
    head = f"{'rule':6}{'planted':>9}{'found':>9}{'missed':>9}{'follow':>9}{'false':>9}  title"
    body = [_row(line, rules.get(line.rule_id, "not a rule of this snapshot")) for line in lines]
    counted = [line[1:] for line in lines if line.rule_id in rules]
    total = Line("total", *(sum(column) for column in zip(*counted, strict=True)))
    return "\n".join([head, *body, _row(total, f"{len(counted)} rules")])


def _row(line: Line, title: str) -> str:
    return f"{line.rule_id:6}" + "".join(f"{number:9,}" for number in line[1:]) + f"  {title}"


def newest_truth(home: Path) -> Path:
    """The truth of the demonstration written last.

    Raises:
        FileNotFoundError: the home folder holds no demonstration.
    """
    written = list(home.glob("demonstration/*/truth/irregularities.csv"))
    if not written:
        raise FileNotFoundError(f"no demonstration in {home}: run `python app.py demo` first")
    return max(written, key=lambda path: path.stat().st_mtime)


def main(arguments: Sequence[str]) -> None:
    """Print the report of the current snapshot."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks planted")
    parser.add_argument("--home", type=Path, default=Settings().home)
    parser.add_argument(
        "--snapshot", help="id of a snapshot of the demonstration; default the current"
    )
    asked = parser.parse_args(arguments)
    warehouse = Warehouse(asked.home)
    snapshot = asked.snapshot or warehouse.current_id()
    if snapshot is None:
        raise SystemExit(f"no snapshot in {asked.home}: run `python app.py demo` first")
    with duckdb.connect(warehouse.path(snapshot), read_only=True) as con:
        print(report(compare(con, newest_truth(asked.home)), titles(con)))
