"""The scoped query: every read of a page goes through here and sees only its reader's units.

A statement names relations as ever (`core.projects`). Each name is replaced by a temporary view
that holds the reader's rows only, with personal columns masked; the rewritten statement is parsed
by DuckDB and refused if it still names anything else. What has no key to filter by, and is not in
`SHARED`, is refused: a new relation is closed until somebody decides otherwise.

Rows that belong to no unit are the whole company's, and are seen from its root only. The tree is
the snapshot's own: a unit that was moved later is, in an older snapshot, where it was.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import duckdb
import pandas as pd

from audit_models.answers import Answers
from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.snapshot import Answer, Connection, Parameters, Snapshot, outdated

SHARED = frozenset(
    {
        "core.days",
        "core.grades",
        "core.legal_basis",
        "core.limits",
        "core.process_order",
        "core.process_required",
        "core.run",
        "core.stages",
        "core.targets",
        "core.tender_limits",
        "core.three_zero_ceilings",
        "core.trailing_windows",
        "meta.snapshot",
        "meta.supplied",
        "result.definitions",
        "result.failed_examples",
        "result.feature_states",
        "result.model_states",
        "result.process_variants",
        "source.calendar_days",
        "source.fee_items",
    }
)
"""Relations without a row about anybody: definitions, limits, the calendar, the run itself."""

KEYS: Mapping[str, str] = {
    "project_key": "select project_key from core.project_keys",
    "project_id": "select project_id from source.client_projects",
    "contract_id": "select contract_id from source.contracts",
    "tender_id": "select tender_id from source.tenders",
    "work_order_id": "select work_order_id from source.work_orders",
    "employee_id": "select employee_id from source.employees",
    "customer_id": "select customer_id from source.client_projects",
    "contractor_id": "select contractor_id from source.contracts"
    " union select contractor_id from source.bids",
}
"""Key column → the keys that a reader sees. A relation without `unit_code` is filtered by the first
of these that it has."""

OPEN_TO_READERS = frozenset({"duckdb_tables", "unnest", "range", "generate_series"})
"""Table functions that a statement may call; others could read around the views."""

MASK = "•••"
_RELATION = re.compile(r"(?<![\w.'\"])(source|core|result|meta|origin)\.([a-z]\w*)")


class OutOfScope(Refused):
    """The rows belong to the whole company and are shown only to who may see all of it."""

    def __init__(self) -> None:
        super().__init__(
            "这一部分属于全公司范围，仅向可查看全公司的人员显示。",
            "This part belongs to the whole company and is shown only to those who may see all of it.",
        )


class _Session:
    """One connection of one reader, with the temporary views made so far."""

    def __init__(self, scope: "ScopedSnapshot") -> None:
        self._scope = scope
        self._connection = scope.connection.cursor()
        self._made: set[str] = set()

    def ask(
        self,
        sql: str,
        names: Sequence[str],
        params: Parameters,
        read: Callable[[Connection], Answer],
    ) -> Answer:
        for name in names:
            self._make(name)
        return read(self._connection.execute(sql, params))

    def table(self, name: str) -> Any:
        self._make(name)
        return self._connection.sql(f"select * from {_view(name)}").to_arrow_table()

    def _make(self, name: str) -> None:
        if name in self._made:
            return
        definition = self._scope.definition(name)
        for needed in _names_in(definition) - {name}:
            self._make(needed)
        body = _rewritten(definition, but=name)
        self._connection.execute(f"create or replace temp view {_view(name)} as {body}")
        self._made.add(name)


@dataclass(frozen=True)
class ScopedSnapshot(Snapshot):
    """A snapshot as one reader sees it."""

    units: frozenset[str] | None = None
    """The reader's units; None: all, and what belongs to none."""
    is_revealed: bool = False
    """Personal columns are shown as they are."""
    _idle: list[_Session] = field(default_factory=list, compare=False, repr=False)
    _answers: Answers = field(default_factory=Answers, compare=False, repr=False)

    def query(self, sql: str, params: Parameters = ()) -> pd.DataFrame:
        """The rows of one statement as a frame, out of the reader's rows only.

        Raises:
            OutOfScope: a relation of the statement cannot be narrowed to the reader's units.
        """
        rewritten, names = _checked(sql)
        known = self._answers.find(rewritten, params)
        if known is not None:
            return known
        answer = self._ask(rewritten, names, params, lambda found: found.df())
        # What was shown unmasked leaves no second trace in memory.
        if not self.is_revealed:
            self._answers.keep(rewritten, params, answer)
        return answer

    def _asked(self, sql: str, params: Parameters, read: Callable[[Connection], Answer]) -> Answer:
        rewritten, names = _checked(sql)
        return self._ask(rewritten, names, params, read)

    def _ask(
        self,
        sql: str,
        names: Sequence[str],
        params: Parameters,
        read: Callable[[Connection], Answer],
    ) -> Answer:
        try:
            session = self._idle.pop()
        except IndexError:
            session = _Session(self)
        try:
            return session.ask(sql, names, params, read)
        finally:
            self._idle.append(session)

    def rows_of(self, relation: str) -> Any:
        """Every row of one relation that the reader sees, as an Arrow table, which keeps the types.

        Raises:
            OutOfScope: it cannot be narrowed to the reader's units.
        """
        return _Session(self).table(relation)

    def open_beside(self, snapshot_id: str) -> Snapshot:
        """Another snapshot of the same home, as the same reader sees it."""
        other = super().open_beside(snapshot_id)
        return _scoped(other, self.units, self.is_revealed)

    def revealed(self) -> "ScopedSnapshot":
        """The same rows with personal columns as they are; whoever asks for it leaves a trail."""
        return _scoped(self.whole(), self.units, True)

    def whole(self) -> Snapshot:
        """The snapshot behind the scope."""
        return Snapshot(self.facts, self.connection, self.notice, self.home)

    def definition(self, name: str) -> str:
        """The select that narrows and masks one relation.

        Raises:
            OutOfScope: it has no key to narrow it by.
        """
        columns = _columns(self.whole()).get(name)
        if columns is None:
            unknown = duckdb.CatalogException(f"{name} is no relation of snapshot {self.id}")
            raise outdated(self.id) from unknown
        select = f"select {self._shown(name, columns)} from {name}"
        if self.units is None or name in SHARED:
            return select
        conditions = list(self._conditions(name, columns))
        if not conditions:
            raise OutOfScope
        return f"{select} where {' and '.join(conditions)}"

    def _conditions(self, name: str, columns: Sequence[str]) -> Iterator[str]:
        if name.startswith("origin."):
            yield _is_of_a_row_seen(name.removeprefix("origin."))
            return
        if name == "meta.files":
            yield f"file_id in ({' union '.join(self._files_seen())})"
            return
        own = ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(self.units or ()))
        for column in ("unit_code", "ancestor_code"):
            if column in columns:
                yield f"{column} in ({own})"
        if "unit_code" not in columns:
            # Where a key comes from it cannot be the filter: that would be asking the row itself.
            key = next(
                (k for k, own in KEYS.items() if k in columns and f"from {name}" not in own), None
            )
            if key:
                yield f"{key} in ({KEYS[key]})"

    def _files_seen(self) -> Iterator[str]:
        """The files that any row came from which the reader sees."""
        for table in load_contract():
            with suppress(OutOfScope):
                self.definition(f"source.{table}")
                yield f"select file_id from origin.{table}"

    def _shown(self, name: str, columns: Sequence[str]) -> str:
        changed = []
        if not self.is_revealed:
            changed = [
                f"left({column}::varchar, 1) || '{MASK}' as {column}"
                for column in columns
                if column in _personal(name)
            ]
            if "evidence" in columns:
                changed.append(f"{_masked_evidence(name)} as evidence")
        if self.units is not None and name == "core.units":
            own = ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(self.units))
            # The reader's highest unit is the root of what he sees.
            changed.append(f"case when parent_code in ({own}) then parent_code end as parent_code")
        return f"* replace ({', '.join(changed)})" if changed else "*"


def narrow(snapshot: Snapshot, unit_code: str | None) -> ScopedSnapshot:
    """The snapshot for a reader of one unit and all below it.

    Raises:
        Refused: the reader has no unit, or the snapshot does not know it.
    """
    if isinstance(snapshot, ScopedSnapshot):
        # Its highest unit looks like the company's root, and who asks for that would be shown all.
        raise TypeError("the snapshot is narrowed already")
    found = _subtree(snapshot, unit_code) if unit_code else None
    if not found:
        raise Refused(
            "您的账号没有可查看的单位；请联系安全管理员。",
            "Your account has no unit to look at; ask the security administrator.",
        )
    return _scoped(snapshot, None if found.is_root else found.units, False)


@dataclass(frozen=True)
class _Subtree:
    units: frozenset[str]
    is_root: bool


@lru_cache(maxsize=256)
def _subtree(snapshot: Snapshot, unit_code: str) -> _Subtree | None:
    found = snapshot.query(
        """
        select tree.unit_code, units.parent_code is null as is_root
        from core.unit_tree as tree
        join core.units as units on units.unit_code = tree.ancestor_code
        where tree.ancestor_code = ?
        """,
        [unit_code],
    )
    if found.empty:
        return None
    return _Subtree(frozenset(found["unit_code"]), bool(found["is_root"].iloc[0]))


@lru_cache(maxsize=64)
def _scoped(snapshot: Snapshot, units: frozenset[str] | None, is_revealed: bool) -> ScopedSnapshot:
    return ScopedSnapshot(
        snapshot.facts, snapshot.connection, snapshot.notice, snapshot.home, units, is_revealed
    )


@lru_cache(maxsize=8)
def _columns(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found = snapshot.query(
        """
        select table_schema || '.' || table_name as name, list(column_name) as columns
        from information_schema.columns
        where table_schema in ('source', 'core', 'result', 'meta', 'origin')
        group by all
        """
    )
    return {row["name"]: tuple(map(str, row["columns"])) for row in found.to_dict("records")}


def _is_of_a_row_seen(table: str) -> str:
    """Whether the origin's own row is one that the reader sees."""
    same = " and ".join(f'own."{key}" = {table}."{key}"' for key in load_contract()[table].key)
    return f"exists (select 1 from source.{table} as own where {same})"


def _masked_evidence(name: str) -> str:
    """What a rule wrote down of a hit, its personal columns masked; a key that is not there stays so."""
    masked = ", ".join(
        f"'{key}', left(evidence ->> '{key}', 1) || '{MASK}'" for key in sorted(_personal(name))
    )
    return f"json_merge_patch(evidence, json_object({masked}))"


@lru_cache
def _personal(name: str) -> frozenset[str]:
    """Columns of a relation with personal data.

    A source table's own; elsewhere a name that is personal wherever the contract has it.
    """
    contract = load_contract()
    schema, _, table = name.partition(".")
    if schema == "source" and table in contract:
        return frozenset(
            c.name for c in contract[table].columns.values() if c.sensitivity == "personal"
        )
    every = [c for one in contract.values() for c in one.columns.values()]
    harmless = {c.name for c in every if c.sensitivity != "personal"}
    return frozenset(c.name for c in every if c.sensitivity == "personal") - harmless


@lru_cache(maxsize=512)
def _checked(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement on the views, and the relations that it needs.

    Raises:
        duckdb.PermissionException: it would read something else than the views.
    """
    names = tuple(sorted(_names_in(sql)))
    rewritten = _rewritten(sql)
    views = {_view(name) for name in names}
    with duckdb.connect() as parser:
        answer = parser.execute("select json_serialize_sql(?::varchar)", [rewritten]).fetchone()
    tree = json.loads(answer[0]) if answer else {"error": True}
    if tree.get("error") or not tree["statements"]:
        raise duckdb.PermissionException(f"not one select statement: {tree.get('error_message')}")
    ctes = {entry["key"] for node in _nodes(tree) for entry in _common_tables(node)}
    for node in _nodes(tree):
        _refuse_others(node, views | ctes)
    return rewritten, names


def _common_tables(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = node["cte_map"]["map"] if "cte_map" in node else []
    return list(entries)


def _refuse_others(node: Mapping[str, Any], known: set[str]) -> None:
    if node.get("type") == "BASE_TABLE":
        name = str(node.get("table_name"))
        if node.get("schema_name") or node.get("catalog_name") or name not in known:
            raise duckdb.PermissionException(f"{name} is not read through the scope")
    if node.get("type") == "TABLE_FUNCTION":
        called = node["function"]["function_name"]
        if called not in OPEN_TO_READERS:
            raise duckdb.PermissionException(f"{called}() is not open to readers")


def _nodes(tree: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _names_in(sql: str) -> set[str]:
    return {".".join(found.groups()) for found in _RELATION.finditer(sql)}


def _rewritten(sql: str, *, but: str = "") -> str:
    def view(found: re.Match[str]) -> str:
        name = found.group()
        return name if name == but else _view(name)

    return _RELATION.sub(view, sql)


def _view(name: str) -> str:
    return "scoped_" + name.replace(".", "_")
