"""A value of a mapping as a SQL expression over the relation that a block works on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from audit_models.contract import fold
from audit_models.mapping.model import PLACEHOLDER, Condition, Extreme, Mapping, Rank, Value, Where

NULL = "cast(null as varchar)"

MACROS = (
    # Offsets are honoured and local time is Asia/Shanghai, as everywhere in the contract. A text
    # without an offset must not go through TIMESTAMPTZ, where the session's zone would be added.
    """create or replace temp macro mapping_instant(x) as case
        when regexp_matches(x, '[0-9]:[0-9]{2}.*([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)$')
            then try_cast(x as timestamptz) at time zone 'Asia/Shanghai'
        else try_cast(x as timestamp)
    end""",
    """create or replace temp macro mapping_number(x, thousands, point) as
        try_cast(replace(replace(replace(x, ' ', ''), thousands, ''), point, '.') as decimal(24, 8))""",
    # An object where an array should be is an array of one; anything else has no elements.
    """create or replace temp macro mapping_elements(found) as case json_type(found)
        when 'ARRAY' then json_extract(found, '$[*]') when 'OBJECT' then [found]
    end""",
    """create or replace temp macro mapping_plain(x) as
        regexp_replace(regexp_replace(cast(x as varchar), '(\\.[0-9]*?)0+$', '\\1'), '\\.$', '')""",
)


def quoted(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def pointer(segments: list[str]) -> str:
    """A path within a JSON value, as RFC 6901 writes it."""
    return "".join("/" + s.replace("~", "~0").replace("/", "~1") for s in segments)


def any_of(texts: tuple[str, ...]) -> str:
    return "(" + ", ".join(quoted(text) for text in texts) + ")"


@dataclass
class Scope:
    """The names that a value may use, and what each is in SQL.

    `resolve` answers None for an optional header that this file lacks; a header that is neither in the
    file nor optional, or that is doubled, is collected in `unknown`, so that all can be named at once.
    """

    mapping: Mapping
    headers: dict[str, str]
    """Folded header of the foreign file → column of the records relation."""
    doubled: frozenset[str] = frozenset()
    """Folded headers that occur more than once."""
    elements: dict[str, str] = field(default_factory=dict)
    """Name given by `each` → column that holds the JSON element."""
    positions: dict[str, str] = field(default_factory=dict)
    """Name given by `each` → column that holds its running number."""
    fields: dict[str, str | None] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=dict)
    """JSON column → the paths within it that are used, so that it is parsed once for all of them."""
    taken: dict[str, str] = field(default_factory=dict)
    """What is taken out of the records, in SQL → the column that it becomes."""
    unknown: dict[str, str] = field(default_factory=dict)
    """Header that is missing → where the mapping uses it; shared by all blocks."""
    order: tuple[str, ...] = ("source_row",)
    """Columns that order the rows of a block and tell them apart."""

    def resolve(self, name: str, place: str) -> str | None:
        if name in self.fields:
            return self.fields[name]
        if self.mapping.has_paths and (position := self._position(name)):
            return position
        found = self._json(name) if self.mapping.has_paths else self._header(name, place)
        if found is None:
            return None
        sql = f"nullif(trim({found}), '')"
        for text in self.mapping.input.missing:
            sql = f"nullif({sql}, {quoted(text)})"
        return self.taken.setdefault(sql, f"taken_{len(self.taken) + 1}")

    def for_block(self) -> "Scope":
        """The same names for one block, which opens elements and adds fields of its own."""
        return replace(
            self, elements={}, positions={}, fields=dict(self.fields), paths={}, taken={}
        )

    def _header(self, name: str, place: str) -> str | None:
        folded = fold(name)
        if folded not in self.headers:
            is_optional = folded in {fold(optional) for optional in self.mapping.optional}
            if folded in self.doubled or not is_optional:
                self.unknown.setdefault(name, place)
            return None
        return self.headers[folded]

    def _position(self, path: str) -> str | None:
        first, *rest = path.split(".")
        is_number = first in self.positions and rest == ["#"]
        return f"cast({self.positions[first]} as varchar)" if is_number else None

    def _json(self, path: str) -> str:
        column, within = self.json_root(path)
        paths = self.paths.setdefault(column, [])
        if within not in paths:
            paths.append(within)
        return f"texts_of_{column}[{paths.index(within) + 1}]"

    def json_root(self, path: str) -> tuple[str, str]:
        """The column that a path starts from, and the rest of the path."""
        first, *rest = path.split(".")
        if first in self.elements:
            column, segments = self.elements[first], rest
        elif first == "wrapper" and self.mapping.input.unwrap:
            column, segments = "wrapper", rest
        else:
            column, segments = "record", [first, *rest]
        return column, pointer(segments) if segments else "$"


def condition_sql(where: Where, scope: Scope, place: str) -> str:
    """A condition that is TRUE or FALSE, never NULL: an empty field equals nothing."""
    return " and ".join(
        f"({one})"
        for name, condition in where.items()
        for one in _tests(name, condition, scope, place)
    )


def _tests(name: str, condition: Condition, scope: Scope, place: str) -> list[str]:
    tested = scope.resolve(name, place) or NULL
    tests = []
    if condition.is_ is not None:
        tests.append(f"coalesce({tested} = {quoted(condition.is_)}, false)")
    if condition.in_ is not None:
        tests.append(f"coalesce({tested} in {any_of(condition.in_)}, false)")
    if condition.not_ is not None:
        tests.append(f"coalesce({tested} not in {any_of(condition.not_)}, true)")
    if condition.filled is not None:
        tests.append(f"{tested} is {'not ' if condition.filled else ''}null")
    if condition.same_as is not None:
        other = scope.resolve(condition.same_as, place) or NULL
        tests.append(f"coalesce({tested} = {other}, false)")
    return tests


def value_sql(value: Value, scope: Scope, place: str) -> str | None:
    """The value as VARCHAR, empty = NULL; None when every header it would come from is absent."""
    expression = _source(value, scope, place)
    if expression is None:
        return None
    for step in _STEPS:
        expression = step(value, expression, scope, place)
    return expression


def _source(value: Value, scope: Scope, place: str) -> str | None:
    if value.from_ is not None:
        return scope.resolve(value.from_, place)
    if value.constant is not None:
        return f"nullif({quoted(value.constant)}, '')"
    if value.template is not None:
        return _template(value.template, scope, place)
    if value.first_of is not None:
        parts = [
            part for one in value.first_of if (part := value_sql(one, scope, place)) is not None
        ]
        return f"coalesce({', '.join(parts)})" if parts else None
    if value.rank is not None:
        return _rank(value.rank, scope, place)
    if value.earliest is not None:
        return _extreme(value.earliest, scope, place, direction="asc")
    return _extreme(value.latest, scope, place, direction="desc") if value.latest else None


def _template(template: str, scope: Scope, place: str) -> str | None:
    """Joined with ||, so that a template with an empty part is empty."""
    parts = []
    for number, piece in enumerate(PLACEHOLDER.split(template)):
        part = scope.resolve(piece, place) if number % 2 else quoted(piece)
        if part is None:
            return None
        parts.append(part)
    return f"({' || '.join(parts)})"


def _partition(within: tuple[Value, ...], scope: Scope, place: str) -> str:
    keys = [value_sql(key, scope, place) or NULL for key in within]
    return f"partition by {', '.join(keys)} " if keys else ""


def _rank(rank: Rank, scope: Scope, place: str) -> str | None:
    """Points in time first, in their order; texts that are none after them, as texts."""
    order = []
    for value in rank.by:
        by = value_sql(value, scope, place)
        if by is not None:
            order += [f"mapping_instant({by}) asc nulls last", f"{by} asc nulls last"]
    order += scope.order
    window = f"{_partition(rank.within, scope, place)}order by {', '.join(order)}"
    return f"cast(row_number() over ({window}) as varchar)"


def _extreme(extreme: Extreme, scope: Scope, place: str, *, direction: str) -> str | None:
    """A text that is no point in time comes first, so that the import rejects it in plain sight."""
    of = value_sql(extreme.of, scope, place)
    if of is None:
        return None
    order = [
        f"({of}) is null",
        f"mapping_instant({of}) is not null",
        f"mapping_instant({of}) {direction}",
        *scope.order,
    ]
    window = f"{_partition(extreme.within, scope, place)}order by {', '.join(order)}"
    return f"first_value({of}) over ({window})"


def _where(value: Value, expression: str, scope: Scope, place: str) -> str:
    if not value.where:
        return expression
    return f"case when {condition_sql(value.where, scope, place)} then {expression} end"


def _translate(value: Value, expression: str, _scope: Scope, _place: str) -> str:
    if not value.translate:
        return expression
    cases = " ".join(
        f"when {quoted(a)} then nullif({quoted(b)}, '')" for a, b in value.translate.items()
    )
    rest = expression if value.otherwise == "keep" else NULL
    return f"case {expression} {cases} else {rest} end"


def _format(value: Value, expression: str, _scope: Scope, _place: str) -> str:
    """Rewritten as ISO; a text that fits no format stays as it is and is rejected by the import."""
    if not value.format:
        return expression
    has_time = any(
        directive in one for one in value.format for directive in ("%H", "%I", "%X", "%c")
    )
    formats = ", ".join(quoted(one) for one in value.format)
    read = f"try_strptime({expression}, [{formats}])"
    iso = f"cast({read} as varchar)" if has_time else f"cast(cast({read} as date) as varchar)"
    return f"coalesce({iso}, {expression})"


def _number(value: Value, expression: str, _scope: Scope, _place: str) -> str:
    """Plain digits with a decimal point; a text that is no number stays as it is.

    A number too large to be scaled exactly must not pass unscaled: it is made unreadable, and rejected.
    """
    if value.scale is None and value.decimal is None:
        return expression
    thousands, point = (".", ",") if value.decimal == "comma" else (",", ".")
    number = f"mapping_number({expression}, {quoted(thousands)}, {quoted(point)})"
    unread = expression
    if value.scale is not None:
        number = f"{number} * cast({quoted(repr(value.scale))} as decimal(14, 6))"
        unread = (
            f"case when try_cast({expression} as double) is null then {expression} "
            f"else {expression} || {quoted(f' * {value.scale}')} end"
        )
    return f"coalesce(mapping_plain({number}), {unread})"


def _only(value: Value, expression: str, _scope: Scope, _place: str) -> str:
    if value.only is None:
        return expression
    return f"coalesce(cast(cast(mapping_instant({expression}) as date) as varchar), {expression})"


_STEPS: tuple[Callable[[Value, str, Scope, str], str], ...] = (
    _where,
    _translate,
    _format,
    _number,
    _only,
)
