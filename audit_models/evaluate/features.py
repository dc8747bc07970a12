"""Features: numbers of one subject on its scoring date, and the matrix that the models read.

A contract is seen together with its tender, contractor, account manager and unit as they were known on
the same day. A feature whose columns were never delivered has no values: missing. One whose query fails has
none either, but that is an error, and is told apart.
"""

from collections.abc import Sequence

import duckdb
import pandas as pd

from audit_models.definitions import Feature, load_features
from audit_models.durable import DISK_ERRORS
from audit_models.evaluate.relations import create_params, read_supplied

SEARCH_PATH = "core,source,main"
UNKNOWN = "?"

CONTRACT_FACTS = """\
create or replace temp table scored_contracts as
select
    scorings.subject_id,
    cast(scorings.scored_on as date) as scored_on,
    contracts.tender_id as tender,
    contracts.contractor_id as contractor,
    projects.account_manager_id as employee,
    coalesce(contracts.unit_code, projects.unit_code) as unit,
    contracts.amount_cny,
    contracts.signed_on,
    contracts.scope,
    coalesce(cast(projects.voltage_kv as varchar), '?') as voltage,
    case
        when coalesce(projects.approved_kva, projects.applied_kva) is null then '?'
        when coalesce(projects.approved_kva, projects.applied_kva) < 100 then '<100'
        when coalesce(projects.approved_kva, projects.applied_kva) < 315 then '100–315'
        when coalesce(projects.approved_kva, projects.applied_kva) < 1000 then '315–1000'
        else '≥1000'
    end as size
from scorings
inner join contracts on contracts.contract_id = scorings.subject_id
left join projects on projects.project_id = contracts.project_id
where contracts.signed_on <= scorings.scored_on
"""
"""What surrounds every contract to be scored; a contract not yet signed on the day is not there."""


NO_HITS = (
    "select '' as rule_id, '' as subject_type, '' as subject_id, '' as severity,"
    " current_date as happened_on"
)


def contract_matrix(
    con: duckdb.DuckDBPyConnection,
    scorings: pd.DataFrame,
    features: Sequence[Feature] | None = None,
) -> pd.DataFrame:
    """One row a contract and scoring date: its facts, then one column a feature, missing as NaN.

    `scorings` has the columns subject_id and scored_on; `con` is a prepared stage file or snapshot.
    `attrs["failed"]` of the matrix says why the features failed that did, by id.
    """
    features = load_features() if features is None else features
    failed: dict[str, str] = {}
    before = con.execute("select current_setting('search_path')").fetchall()[0][0]
    con.register("scorings", scorings[["subject_id", "scored_on"]])
    con.execute(f"set search_path = '{SEARCH_PATH}'")
    try:
        create_red_flags(con)
        con.execute(CONTRACT_FACTS)
        matrix = con.execute("select * from scored_contracts order by subject_id, scored_on").df()
        for feature in features:
            values = empty_values()
            try:
                values = feature_values(con, feature)
            except DISK_ERRORS:
                raise
            except duckdb.Error as error:
                failed[feature.id] = str(error).strip()
            key = "subject_id" if feature.subject == "contract" else feature.subject
            values = values.rename(columns={"subject_id": key, "value": feature.id})
            matrix = matrix.merge(values, on=[key, "scored_on"], how="left", validate="m:1")
            matrix[feature.id] = matrix[feature.id].astype("float64")
    finally:
        con.execute("set search_path = ?", [before])
        con.unregister("scorings")
    matrix.attrs["failed"] = failed
    return matrix


def create_red_flags(con: duckdb.DuckDBPyConnection) -> None:
    """`red_flags`: what the rules found in this file; empty where they have not run."""
    [(has_run,)] = con.execute(
        "select count(*) from duckdb_tables() where schema_name = 'result' and table_name = 'rule_hits'"
        " and database_name = current_database()"
    ).fetchall()
    columns = f"select * from ({NO_HITS}) where false" if not has_run else "from result.rule_hits"
    con.execute(f"create or replace temp view red_flags as {columns}")


def feature_values(con: duckdb.DuckDBPyConnection, feature: Feature) -> pd.DataFrame:
    """subject_id, scored_on and value of one feature, for the subjects of `scored_contracts`.

    Raises:
        duckdb.Error: its query fails.
    """
    if is_absent(con, feature):
        return empty_values()
    source = "subject_id" if feature.subject == "contract" else feature.subject
    con.execute(
        "create or replace temp table scored as"
        f" select distinct {source} as subject_id, scored_on from scored_contracts"
        f" where {source} is not null"
    )
    create_params(con, feature)
    return con.execute(
        f"select subject_id, scored_on, cast(value as double) as value from ({feature.sql})"
    ).df()


def is_absent(con: duckdb.DuckDBPyConnection, feature: Feature) -> bool:
    """Whether something that the feature needs was never delivered."""
    return bool(read_supplied(con).absent(feature.needs))


def empty_values() -> pd.DataFrame:
    """No value for anybody."""
    empty = pd.DataFrame({"subject_id": [], "scored_on": pd.to_datetime([]), "value": []})
    return empty.astype({"subject_id": "str", "scored_on": "datetime64[us]"})
