"""A definition with one of its conditions replaced by TRUE: some worked example must notice."""

from collections.abc import Iterator

from sqlglot import exp, parse_one

CONDITION = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Is,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like,
)  # fmt: skip
"""What is true or false by its form."""

LOGIC = (exp.And, exp.Or, exp.Not, exp.Paren)


def conditions(query: exp.Expression) -> list[exp.Expression]:
    """Every condition in where, on, case, filter and select; a bare column where a condition is due, too."""
    found = []
    for node in query.walk():
        if (isinstance(node, CONDITION) and not _is_negated(node)) or (
            isinstance(node, exp.Column) and _is_due(node)
        ):
            found.append(node)
    return found


def mutants(sql: str) -> Iterator[tuple[str, str]]:
    """(the condition, the query without it) for every condition of a query."""
    count = len(conditions(parse_one(sql, dialect="duckdb")))
    for index in range(count):
        query = parse_one(sql, dialect="duckdb")
        node = conditions(query)[index]
        text = node.sql(dialect="duckdb")
        context = node.find_ancestor(exp.CTE)
        node.replace(exp.true())
        name = f"{context.alias if context else 'select'}: {text}"
        yield name, query.sql(dialect="duckdb")


def _is_due(column: exp.Column) -> bool:
    parent, key = column.parent, column.arg_key
    return isinstance(parent, LOGIC) or (isinstance(parent, exp.Where | exp.If) and key == "this")


def _is_negated(node: exp.Expression) -> bool:
    """`x is not null` and `x not in (…)` are parsed as `not (…)`: the whole is the condition."""
    return isinstance(node.parent, exp.Not)
