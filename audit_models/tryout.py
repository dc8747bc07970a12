"""A rule tried on the past with other thresholds: what it would have found, beside what it did find.

The snapshot's own file is read as any reader reads it; what is computed lies in memory and is gone
afterwards. Nothing here is a result: a threshold counts from the day on which it is saved.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd

from audit_models.definitions import Dated, Rule, load_rules
from audit_models.errors import Refused
from audit_models.evaluate.relations import (
    create_found_by_rules,
    create_months,
    create_params,
    read_supplied,
)
from audit_models.evaluate.rules import examine_subjects, hit_id_sql
from audit_models.policy.dated import ALWAYS
from audit_models.scope import ScopedSnapshot
from audit_models.snapshot import Snapshot
from audit_models.thresholds import Threshold, checked, moved
from audit_models.trials import Opened
from audit_models.warehouse import Warehouse

SEARCH_PATH = "past.core,past.source,past.main,memory.main"
LIMITS: dict[str, Any] = {"memory_limit": "1GB", "threads": 2}


def rule_of(rule_id: str) -> Rule:
    """The rule of this id as its file declares it.

    Raises:
        Refused: there is none.
    """
    found = [rule for rule in load_rules() if rule.id == rule_id]
    if not found:
        raise Refused(f"没有规则 {rule_id}。", f"There is no rule {rule_id}.")
    return found[0]


def _silent(_: duckdb.DuckDBPyConnection) -> None:
    """Nobody wants to know."""


def try_out(
    snapshot: Snapshot, rule_id: str, values: Mapping[str, float], *, opened: Opened = _silent
) -> pd.DataFrame:
    """Hits by month, as published and with other values of the rule's parameters over all of the past.

    Columns: month, hits_before, hits_after, hits_both, amount_before_cny, amount_after_cny,
    confirmed_before, confirmed_after (hits whose subject an inspection confirmed). A
    reader of some units sees the hits of these alone. `opened` is told the connection, by which another thread
    can ask how far it is, or interrupt it.

    Raises:
        Refused: no such rule or parameter, or the rule needs what the snapshot does not have.
    """
    rule = rule_of(rule_id)
    wanted = [
        Threshold(rule_id, name, ALWAYS, checked(rule, name, v)) for name, v in values.items()
    ]
    # In place of every period of the parameter, so that the whole past is judged by the new value.
    latest = {name: (_always(rule, name),) for name in values}
    tried = moved(rule.model_copy(update={"params": {**rule.params, **latest}}), wanted)
    units = snapshot.units if isinstance(snapshot, ScopedSnapshot) else None
    with _memory(snapshot) as con:
        opened(con)
        supplied = read_supplied(con)
        missing = supplied.absent(rule.needs)
        if missing:
            raise Refused(
                f"快照缺少 {'、'.join(missing)}，不能试算。",
                f"The snapshot lacks {', '.join(missing)}; nothing can be tried.",
            )
        try:
            create_months(con)
            create_found_by_rules(con)
            create_params(con, tried)
            examine_subjects(con, tried, supplied=supplied)
        except duckdb.CatalogException as error:
            raise Refused(
                "该快照由其他版本的程序生成，不能试算；请先运行 run 重新计算。",
                "The snapshot was made by another version of the program; compute it again with run first.",
            ) from error
        compared = COMPARED.format(hit_id=hit_id_sql(rule))
        return con.execute(compared, {"rule": rule_id, "units": _list(units)}).df()


def _always(rule: Rule, parameter: str) -> Dated:
    return Dated.model_validate({"from": ALWAYS, "value": rule.params[parameter][0].value})


def _list(units: frozenset[str] | None) -> list[str] | None:
    return None if units is None else sorted(units)


@contextmanager
def _memory(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory beside the snapshot's file, which stays read-only."""
    if snapshot.home is None:
        raise Refused(
            "该快照没有文件，不能试算。", "This snapshot has no file; nothing can be tried."
        )
    path = str(Warehouse(snapshot.home).path(snapshot.id)).replace("'", "''")
    with duckdb.connect(config=LIMITS) as con:
        con.execute(f"attach '{path}' as past (read_only)")
        con.execute(f"set search_path = '{SEARCH_PATH}'")
        con.execute("set enable_external_access = false")
        yield con


COMPARED = """
with seen as (
    select distinct subject_type, subject_id
    from past.source.inspection_results
    where verdict in ('confirmed', 'partly_confirmed')
),
before_ as (
    select hit_id, subject_id, month, amount_cny
    from past.result.rule_hits
    where rule_id = $rule and ($units is null or list_contains($units, unit_code))
),
after_ as (
    select {hit_id} as hit_id, subject_id, month_start(happened_on) as month, amount_cny
    from own_rows
    where ($units is null or list_contains($units, unit_code))
),
joined as (
    select
        coalesce(before_.month, after_.month) as month,
        before_.subject_id is not null as is_before,
        after_.subject_id is not null as is_after,
        before_.amount_cny as amount_before,
        after_.amount_cny as amount_after,
        coalesce(before_.subject_id, after_.subject_id) in (select subject_id from seen) as is_confirmed
    from before_
    full join after_
        on after_.hit_id = before_.hit_id
)
select
    month,
    count(*) filter (where is_before) as hits_before,
    count(*) filter (where is_after) as hits_after,
    count(*) filter (where is_before and is_after) as hits_both,
    sum(amount_before) as amount_before_cny,
    sum(amount_after) as amount_after_cny,
    count(*) filter (where is_before and is_confirmed) as confirmed_before,
    count(*) filter (where is_after and is_confirmed) as confirmed_after
from joined
group by month
order by month
"""
