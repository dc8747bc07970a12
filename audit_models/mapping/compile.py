"""A mapping's tables as SQL: one set-based select per block over the records of the foreign file.

Element and field columns get numbers (`element_1`, `shared_1`), never names out of the mapping, so that
no name can collide with a header or break out of the statement.
"""

from collections.abc import Iterator

from audit_models.contract import Table
from audit_models.mapping.model import Block, Mapping, TableMapping, Value
from audit_models.mapping.values import Scope, condition_sql, quoted, value_sql

RECORDS = "mapping_records"
"""Temp table of the records as read."""
WITH_FIELDS = "mapping_with_fields"
"""Temp table of the records with the fields that all blocks share, so that they are computed once."""


class _Steps:
    """The CTEs of one statement, each reading the one before.

    A record, and each element within it, is parsed once: the texts that are used are read out of it, and
    the JSON is let go. Only narrow columns reach sorts and windows; whole records there would fill the memory.
    """

    def __init__(self, relation: str, scope: Scope, each: dict[str, str]) -> None:
        self._relation = relation
        self._scope = scope
        self._carried = ["source_row", *(column for column in scope.fields.values() if column)]
        self._worked: list[str] = []
        self._arrays: list[tuple[str, str]] = []
        self.last = "taken"
        for number, (name, path) in enumerate(each.items(), start=1):
            self._arrays.append(scope.json_root(path))
            scope.elements[name], scope.positions[name] = f"element_{number}", f"position_{number}"
            scope.order = (*scope.order, f"position_{number}")

    def add(self, name: str, columns: str, condition: str = "true") -> None:
        """A step on what was read out of the records."""
        self._worked.append(f"{name} as (select {columns} from {self.last} where {condition})")
        self.last = name

    def end(self, select: str) -> str:
        """The whole statement."""
        carried = [*self._carried, *self._scope.positions.values()]
        taken = [f"{sql} as {column}" for sql, column in self._scope.taken.items()]
        opened = list(self._opened())
        step = f"taken as (select {', '.join(carried + taken)} from opened_{len(opened) - 1})"
        return f"with {', '.join([*opened, step, *self._worked])} {select}"

    def _opened(self) -> Iterator[str]:
        """The records, then one step per `each`, with a row per element of its array."""
        sources = self._read("record") + self._read("wrapper")
        columns = self._carried if self._scope.mapping.has_paths else ["*"]
        yield f"opened_0 as (select {', '.join(columns + sources)} from {self._relation})"
        for number in range(1, len(self._arrays) + 1):
            element, position = f"element_{number}", f"position_{number}"
            read = "".join(f", {column}" for column in self._read(element))
            yield f"""opened_{number} as (
                select * exclude ({element}){read}
                from (
                    select * exclude (array_{number}), array_{number}[{position}] as {element}
                    from (
                        select *, unnest(range(1, len(array_{number}) + 1)) as {position}
                        from opened_{number - 1}
                    )
                )
            )"""

    def _read(self, column: str) -> list[str]:
        """What is used of one JSON column: its texts, and the arrays that are opened from it."""
        paths = ", ".join(map(quoted, self._scope.paths.get(column, [])))
        texts = [f"json_extract_string({column}, [{paths}]) as texts_of_{column}"] if paths else []
        arrays = [
            f"mapping_elements(json_extract({column}, {quoted(within)})) as array_{number}"
            for number, (root, within) in enumerate(self._arrays, start=1)
            if root == column
        ]
        return texts + arrays


def fields_sql(mapping: Mapping, scope: Scope) -> str:
    """The records with the mapping's own fields, which `scope` knows from here on."""
    steps = _Steps(RECORDS, scope, {})
    _add_fields(mapping.fields, steps, scope, "fields", column="shared")
    fields = "".join(f", {column}" for column in scope.fields.values() if column)
    narrow = steps.end(f"select source_row{fields} from {steps.last}")
    return f"select * from {RECORDS} inner join ({narrow}) as fields using (source_row)"


def table_sql(mapping: Mapping, table: Table, scope: Scope) -> str:
    """The select of one contract table, its columns in the contract's order.

    A column whose sources are all absent from this file is left out: it counts as not delivered.
    """
    declared = mapping.tables[table.name]
    compiled = [_block(block, scope.for_block(), table.name) for block in declared.blocks]
    columns = [name for name in table.columns if any(name in found for _, found in compiled)]
    selects = [
        f"select {number} as block, * from ({select})"
        for number, (select, _) in enumerate(compiled)
    ]
    listed = ", ".join([*(f'"{name}"' for name in columns), "source_row"])
    return f"""
        with blocks as ({" union all by name ".join(selects)}),
        kept as ({_once(declared, columns)})
        select {listed} from kept order by block, source_row, item"""


def _once(declared: TableMapping, columns: list[str]) -> str:
    """One row a key, taken whole from the first or the last record that has it."""
    if not declared.distinct:
        return "select * from blocks"
    keys = ", ".join(f'"{name}"' for name in declared.distinct if name in columns)
    way = "desc" if declared.keep == "last" else "asc"
    order = f"source_row {way}, block {way}, item {way}"
    return f"select * from blocks qualify row_number() over (partition by {keys or 'null'} order by {order}) = 1"


def _block(block: Block, scope: Scope, table: str) -> tuple[str, list[str]]:
    steps = _Steps(WITH_FIELDS, scope, block.each)
    _add_fields(block.fields, steps, scope, f"{table}.fields", column="own")
    if block.where:
        steps.add("chosen", "*", condition_sql(block.where, scope, f"{table}.where"))
    values = {
        name: sql
        for name, value in block.columns.items()
        if (sql := value_sql(value, scope, f"{table}.{name}")) is not None
    }
    listed = "".join(f'{sql} as "{name}", ' for name, sql in values.items())
    item = f"row_number() over (order by {', '.join(scope.order)}) as item"
    return steps.end(f"select {listed}source_row, {item} from {steps.last}"), list(values)


def _add_fields(
    fields: dict[str, Value], steps: _Steps, scope: Scope, place: str, *, column: str
) -> None:
    """Each field is a step of its own, so that it may use the ones before, their windows included."""
    for number, (name, value) in enumerate(fields.items(), start=1):
        sql = value_sql(value, scope, f"{place}.{name}")
        if sql is not None:
            steps.add(f"with_{column}_{number}", f"*, {sql} as {column}_{number}")
        scope.fields[name] = f"{column}_{number}" if sql is not None else None
