"""Definitions keep to the SQL that DuckDB and Apache Spark read alike."""

import re
from pathlib import Path

import pytest
from sqlglot import exp, parse_one
from sqlglot.tokens import Tokenizer, TokenType

from audit_models.definitions import AnyDefinition, Rule, load_indicators, load_rules
from audit_models.prepare import CORE_FOLDER

DEFINITIONS = [*load_indicators(), *load_rules()]

OWN_FUNCTIONS = {"days_between", "seconds_between", "month_start", "text_key", "code_key"}
"""Defined per engine; the only ones beyond the common subset."""

COMMON_FUNCTIONS = {
    "abs", "asin", "avg", "cast", "coalesce", "count", "dense_rank", "exp", "first_value", "floor", "greatest", "lag",
    "last_value", "lead", "least", "length", "ln", "lower", "max", "min", "nullif", "percentile_cont", "power",
    "rank", "regexp_extract", "round", "row_number", "sqrt", "sum", "trim", "upper",
    "and", "or", "case", "if", "exists",
}  # fmt: skip
"""Functions with one meaning in both engines (sqlglot counts and, or and case among them)."""

FORBIDDEN = {
    "qualify": exp.Qualify,
    "a bind parameter": (exp.Placeholder, exp.Parameter),
    "a lambda": exp.Lambda,
    "a list or struct": (exp.Array, exp.Struct, exp.Bracket, exp.Explode, exp.Unnest),
    "JSON by arrow": (exp.JSONExtract, exp.JSONExtractScalar),
}


def every(definitions: list) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("definition", definitions, ids=lambda found: found.id)


def complaints(sql: str) -> list[str]:
    """What in a query another engine would not read, or read differently."""
    query = parse_one(sql, dialect="duckdb")
    found = [name for name, kinds in FORBIDDEN.items() if list(query.find_all(kinds))]
    found += [f"function {name}" for name in _functions(query) - COMMON_FUNCTIONS - OWN_FUNCTIONS]
    found += [f"schema-qualified {table.sql()}" for table in query.find_all(exp.Table) if table.db]
    found += [
        "a star with exclude or replace"
        for star in query.find_all(exp.Star)
        if any(star.args.values())
    ]
    found += ["distinct on" for distinct in query.find_all(exp.Distinct) if distinct.args.get("on")]
    found += [
        "quantile_cont"
        for call in query.find_all(exp.PercentileCont)
        if not isinstance(call.parent, exp.WithinGroup)
    ]
    found += [
        "regexp_extract without the number of its group"
        for line in sql.splitlines()
        if re.search(r"regexp_extract\((?!.*, \d+\))", line)
    ]
    found += ["asof" for join in query.find_all(exp.Join) if join.method.lower() == "asof"]
    found += [
        "a cast by ::"
        for token in Tokenizer().tokenize(sql)
        if token.token_type == TokenType.DCOLON
    ]
    found += ["a comma before the end of a list" for _ in re.findall(r",\s*(?:from\b|\))", sql)]
    found += ["order by without nulls first or last"] * (
        _null_orders(sql, "duckdb") != _null_orders(sql, "spark")
    )
    found += [
        f"window without a unique end of its order: {w.sql()}" for w in _ambiguous_windows(query)
    ]
    return found


def _functions(query: exp.Expression) -> set[str]:
    return {
        (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).lower()
        for call in query.find_all(exp.Func)
    }


def _null_orders(sql: str, dialect: str) -> list[bool]:
    """Where the engines' defaults differ, only what is written out is the same in both."""
    return [
        bool(order.args.get("nulls_first"))
        for order in parse_one(sql, dialect=dialect).find_all(exp.Ordered)
    ]


def _ambiguous_windows(query: exp.Expression) -> list[exp.Expression]:
    windows = [window for window in query.find_all(exp.Window) if window.args.get("order")]
    return [
        window
        for window in windows
        if not re.search(r"(_id|_key)$", window.args["order"].expressions[-1].this.name)
    ]


@every(DEFINITIONS)
def test_a_definition_keeps_to_the_common_subset(definition: AnyDefinition) -> None:
    assert complaints(definition.sql) == []


@every([rule for rule in load_rules() if rule.hit_when])
def test_what_decides_after_the_steps_keeps_to_it_too(definition: Rule) -> None:
    assert complaints(f"select {definition.hit_when} from stepped") == []


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("select date_diff('day', a, b) from t", "function date"),
        ("select a from t qualify row_number() over (order by a_id nulls last) = 1", "qualify"),
        ("select list(a) from t", "function array"),
        ("select [1, 2] from t", "list or struct"),
        ("select a ->> 'b' from t", "JSON by arrow"),
        ("select quantile_cont(a, 0.5) from t", "quantile_cont"),
        ("select a from t where b = ?", "bind parameter"),
        ("select a from t where b = $b", "bind parameter"),
        ("select a from source.t", "schema-qualified"),
        ("select regexp_extract(a, 'b') from t", "number of its group"),
        ("select * exclude (a) from t", "star"),
        ("select distinct on (a) a from t", "distinct on"),
        ("select a from t asof join u on t.a >= u.a", "asof"),
        ("select a::date from t", "cast by ::"),
        ("select a, from t", "comma"),
        ("select row_number() over (order by a_id) from t", "nulls"),
        ("select row_number() over (order by a nulls last) from t", "unique"),
        ("select a from t order by a", "nulls"),
        ("select current_date from t", "function current_date"),
        ("select now() from t", "function now"),
        ("select random() from t", "function rand"),
        ("select a from t where strftime(b, '%Y') = '2025'", "function"),
    ],
)
def test_what_another_engine_reads_differently_is_noticed(sql: str, complaint: str) -> None:
    assert any(complaint in found for found in complaints(sql)), complaints(sql)


def test_the_common_subset_itself_is_accepted() -> None:
    sql = """
        with a as (select b_id, cast(c as date) as c from d where c is not null)
        select b_id, days_between(c, c), percentile_cont(0.5) within group (order by c nulls last)
        from a group by b_id, c
    """
    assert complaints(sql) == []


@pytest.mark.parametrize("path", sorted(CORE_FOLDER.glob("*.sql")), ids=lambda path: path.stem)
def test_a_prepared_relation_is_portable_too(path: Path) -> None:
    """It names the schemas that it reads; else the same subset holds."""
    found = complaints(path.read_text(encoding="utf-8"))
    assert [one for one in found if not one.startswith("schema-qualified")] == []
