"""The accepted text forms of every column type, as SQL over a VARCHAR cell.

A cell takes the cheap way where its text is exactly how DuckDB would write the value (casting there and
back loses nothing), else the way with patterns. Casts alone are never trusted: they round decimals and
integers, drop offsets and times, and read `infinity`.
"""

from collections.abc import Iterable

from audit_models.contract import Column, ColumnType
from audit_models.workbook_safety import MARK

MISSING_WORDS = ("", "null", "nan", "n/a", "无", "—")
"""What stands for no value, whatever its case."""
NULL_STRINGS = ("", "NULL", "Null", "null", "NaN", "NAN", "nan", "N/A", "n/a", "无", "—")
"""The same as the CSV reader knows it; other spellings take the careful way."""

_SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"
_FULL_WIDTH, _HALF_WIDTH = "０１２３４５６７８９．，－＋￥：／", "0123456789.,-+¥:/"

_DAY = (
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})/(\d{1,2})/(\d{1,2})"
    r"|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2}))"
)
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,9})?)?"
_OFFSET = r"(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)"
_MOMENT = rf"^{_DAY}(?:(?:[Tt]|\s+){_CLOCK}\s*{_OFFSET}?)?$"
_GROUPS = "['y1','m1','d1','y2','m2','d2','y3','m3','d3','y4','m4','d4','h','mi','s','f','o']"

_GROUPED = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_MONEY = rf"^([-+]?)[¥]?\s*([-+]?)((?:{_GROUPED}(?:\.\d+)?)|\.\d+)\s*(万元|万|元)?$"
_NUMBER = rf"^[-+]?(?:{_GROUPED}(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{{1,3}})?$"
_INTEGER = rf"^[-+]?{_GROUPED}(?:\.0+)?$"


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Texts as an SQL list."""
    return "[" + ", ".join(literal(value) for value in values) + "]"


def one_of(value: str, options: Iterable[str]) -> str:
    """Whether a value is one of several SQL literals.

    `in (…)` and `list_contains` with many constants become a join, after which rows no longer arrive
    in the order of the file, and their numbers are lost.
    """
    cases = " ".join(f"when {option} then true" for option in options)
    return f"(case {value} {cases} else false end)"


def _one_of_texts(value: str, options: Iterable[str]) -> str:
    return one_of(value, map(literal, options))


MACROS = (
    f"""form_trimmed(x) as trim(x, {literal(_SPACES)})""",
    f"""form_cell(x) as case
        when {_one_of_texts("lower(form_trimmed(x))", MISSING_WORDS)} then null
        else form_trimmed(x) end""",
    f"""form_is_damaged(x) as starts_with(x, {literal(MARK)}) or contains(x, '\ufffd')""",
    f"""form_folded(x) as translate(form_trimmed(x), '{_FULL_WIDTH}', '{_HALF_WIDTH}')""",
    """form_day(p) as
        (p.y1 || p.y2 || p.y3 || p.y4) || '-' || lpad(p.m1 || p.m2 || p.m3 || p.m4, 2, '0')
        || '-' || lpad(p.d1 || p.d2 || p.d3 || p.d4, 2, '0')""",
    """form_clock(p) as
        case when p.h = '' then '00:00:00'
        else lpad(p.h, 2, '0') || ':' || p.mi || ':' || case when p.s = '' then '00' else p.s end || p.f end""",
    """form_offset(p) as
        case when lower(p.o) = 'z' then '+00:00'
        when length(p.o) = 3 then p.o || ':00'
        when length(p.o) = 5 then p.o[1:3] || ':' || p.o[4:5]
        else p.o end""",
    """form_local(p) as list_transform([form_day(p) || ' ' || form_clock(p)], lambda iso: case
        when p.o = '' then try_cast(iso as timestamp)
        else try_cast(iso || form_offset(p) as timestamptz) at time zone 'Asia/Shanghai' end)[1]""",
    f"""form_is_moment(x) as regexp_matches(form_folded(x), {literal(_MOMENT)})""",
    """form_in_range(t) as case
        when t >= timestamp '1900-01-01' and t < timestamp '10000-01-01' then t end""",
    # The lambdas bind the matched groups once; macros alone would repeat the pattern for each of them.
    f"""form_moment(x) as case when form_is_moment(x) then list_transform(
        [regexp_extract(form_folded(x), {literal(_MOMENT)}, {_GROUPS})],
        lambda groups: list_transform([form_local(groups)], lambda t: form_in_range(t))[1])[1] end""",
    """form_serial(x, epoch, first) as case
        when regexp_full_match(x, '\\d{1,7}(\\.\\d+)?') then list_transform([cast(x as double)], lambda days: case
            when days >= first and (days < 73051 or days = 2958465)
            then cast(epoch as timestamp) + to_seconds(cast(round(days * 86400) as bigint)) end)[1] end""",
    """form_midnight(moment) as list_transform([moment], lambda t:
        case when t = date_trunc('day', t) then cast(t as date) end)[1]""",
    f"""form_is_money(x) as regexp_matches(form_folded(x), {literal(_MONEY)})
        and not regexp_matches(form_folded(x), '^[-+].?[-+]')""",
    f"""form_money_parts(x) as regexp_extract(
        form_folded(x), {literal(_MONEY)}, ['sign', 'sign2', 'digits', 'unit'])""",
    """form_money_exact(x) as list_transform([form_money_parts(x)], lambda p:
        try_cast(p.sign || p.sign2 || replace(p.digits, ',', '') as decimal(38, 12))
        * case when p.unit like '万%' then 10000 else 1 end)[1]""",
    """form_decimals(x) as list_transform([form_money_parts(x)], lambda p: case
        when p.unit like '万%' then 0
        else length(regexp_extract(p.digits, '\\.(\\d+)$', 1)) end)[1]""",
    """form_money(x) as case when form_is_money(x) and form_decimals(x) <= 2
        then list_transform([form_money_exact(x)], lambda d: case
            when d = round(d, 2) and abs(d) < 10000000000000000 then cast(d as decimal(18, 2)) end)[1] end""",
    f"""form_number(x) as case
        when regexp_matches(form_folded(x), {literal(_NUMBER)})
            and isfinite(try_cast(replace(form_folded(x), ',', '') as double))
        then try_cast(replace(form_folded(x), ',', '') as double) end""",
    f"""form_integer(x) as case
        when regexp_matches(form_folded(x), {literal(_INTEGER)})
        then try_cast(regexp_replace(replace(form_folded(x), ',', ''), '\\.0+$', '') as integer) end""",
    """form_boolean(x) as case lower(x)
        when 'true' then true when '1' then true when 'yes' then true when 'y' then true when '是' then true
        when 'false' then false when '0' then false when 'no' then false when 'n' then false when '否' then false
        end""",
)
"""Bodies of the temporary macros that the expressions below use."""

_CASTS: dict[ColumnType, str] = {
    "timestamp": "timestamp",
    "date": "date",
    "month": "date",
    "integer": "integer",
}
"""Types whose canonical text can be recognised by casting there and back."""


def cast_sql(column: Column, cell: str) -> str | None:
    """The cheap cast of a cell, computed once and used twice; None where the type needs none."""
    target = _CASTS.get(column.type)
    return f"try_cast({cell} as {target})" if target else None


def cell_sql(raw: str, *, is_careful: bool) -> str:
    """The cell without white space around it; the plain way is for text that is known to need no care."""
    return f"form_cell({raw})" if is_careful else raw


def value_sql(column: Column, *, cell: str, cast: str, serial: str | None, is_careful: bool) -> str:
    """The typed value of a cell, bounds not yet applied, NULL where it is missing or cannot be read.

    `serial` is the workbook's day zero and its first credible day number, where the file is Excel.
    """
    read = _READERS[column.type](column, cell, cast, serial)
    if is_careful and column.type in ("id", "text"):
        return f"case when not form_is_damaged({cell}) then {cell} end"
    return read


def _text(_column: Column, cell: str, _cast: str, _serial: str | None) -> str:
    return cell


def _code(column: Column, cell: str, _cast: str, _serial: str | None) -> str:
    return f"case when {_one_of_texts(cell, column.codes)} then {cell} end"


def _timestamp(_column: Column, cell: str, cast: str, serial: str | None) -> str:
    return f"""case when {cell} is null then null
        when cast({cast} as varchar) = {cell} then form_in_range({cast})
        else {_slow_moment(cell, serial)} end"""


def _date(_column: Column, cell: str, cast: str, serial: str | None) -> str:
    return f"""case when {cell} is null then null
        when cast({cast} as varchar) = {cell} then cast(form_in_range(cast({cast} as timestamp)) as date)
        else form_midnight({_slow_moment(cell, serial)}) end"""


def _slow_moment(cell: str, serial: str | None) -> str:
    if serial is None:
        return f"form_moment({cell})"
    return f"coalesce(form_moment({cell}), form_serial({cell}, {serial}))"


def _money(_column: Column, cell: str, _cast: str, _serial: str | None) -> str:
    return f"""case when {cell} is null then null
        when regexp_full_match({cell}, '-?\\d{{1,16}}(\\.\\d{{1,2}})?') then try_cast({cell} as decimal(18, 2))
        else form_money({cell}) end"""


def _number(_column: Column, cell: str, _cast: str, _serial: str | None) -> str:
    return f"""case when {cell} is null then null
        when regexp_full_match({cell}, '-?\\d{{1,15}}(\\.\\d{{1,15}})?') then try_cast({cell} as double)
        else form_number({cell}) end"""


def _integer(_column: Column, cell: str, cast: str, _serial: str | None) -> str:
    return f"""case when {cell} is null then null
        when cast({cast} as varchar) = {cell} then {cast}
        else form_integer({cell}) end"""


def _boolean(_column: Column, cell: str, _cast: str, _serial: str | None) -> str:
    return f"form_boolean({cell})"


_READERS = {
    "id": _text,
    "text": _text,
    "code": _code,
    "timestamp": _timestamp,
    "date": _date,
    "month": _date,
    "money": _money,
    "number": _number,
    "rate": _number,
    "integer": _integer,
    "boolean": _boolean,
}


def bounds_sql(column: Column, value: str) -> str | None:
    """The condition that type, list and limits put on a value that was read."""
    minimum = 0.0 if column.type == "rate" and column.minimum is None else column.minimum
    maximum = 1.0 if column.type == "rate" and column.maximum is None else column.maximum
    conditions = [f"day({value}) = 1"] if column.type == "month" else []
    if column.values:
        options = (f"{value!r}::double" for value in column.values)
        conditions.append(one_of(f"cast({value} as double)", options))
    if minimum is not None:
        conditions.append(f"{value} >= {minimum!r}")
    if maximum is not None:
        conditions.append(f"{value} <= {maximum!r}")
    return " and ".join(conditions) or None
