"""`result.ties`: who is tied to whom by what, with the rows that say so. One row a pair and kind.

Recorded ties stand in a source table as such. An equal entry (phone, address, account, legal
representative) ties everybody who has it; one that more than twenty hold (a switchboard, a business park)
says nothing of any two of them and ties nobody. Names that only sound alike, and an employee who has a
legal representative's name, are possible ties. Values are stored masked, never as they are.
"""

import duckdb
import pandas as pd

from audit_models.networks.names import name_key, outline, sound_key

MOST_HOLDERS = 20

COLUMNS = (
    "kind varchar, strength varchar, first_type varchar, first_id varchar, second_type varchar,"
    " second_id varchar, shown varchar, times bigint, first_row varchar, second_row varchar,"
    " unit_code varchar"
)

ENTRIES = """
create or replace temp table entries as
with others as (
    select 'employee' as party, employee_id as id, 'phone' as kind, code_key(phone) as content,
        'employees ' || employee_id as place, unit_code
    from employees
    union all
    select 'employee', employee_id, 'address', text_key(address), 'employees ' || employee_id, unit_code
    from employees
    union all
    select 'employee', employee_id, 'account', code_key(bank_account), 'employees ' || employee_id, unit_code
    from employees
    union all
    select 'contractor', contractor_id, 'phone', code_key(phone), 'contractors ' || contractor_id, null
    from contractors
    union all
    select 'contractor', contractor_id, 'address', text_key(address), 'contractors ' || contractor_id, null
    from contractors
    union all
    select 'contractor', contractor_id, 'account', code_key(bank_account), 'contractors ' || contractor_id, null
    from contractors
    union all
    select 'contractor', contractor_id, 'legal_rep', text_key(legal_rep), 'contractors ' || contractor_id, null
    from contractors
    union all
    select 'employee', employee_id, 'legal_rep', text_key(name), 'employees ' || employee_id, unit_code
    from employees
    union all
    select 'contractor', contractor_id, 'account', code_key(payee_account), 'payments ' || payment_id, null
    from (
        select contracts.contractor_id, payments.payee_account, min(payments.payment_id) as payment_id
        from payments
        inner join contracts on contracts.contract_id = payments.contract_id
        group by contracts.contractor_id, payments.payee_account
    )
    union all
    select 'contractor', contractor_id, 'account', code_key(bond_account), 'bids ' || bid_id, null
    from (
        select contractor_id, bond_account, min(bid_id) as bid_id
        from bids
        group by contractor_id, bond_account
    )
    union all
    select party, id, 'name', name_key, place, null from companies
    union all
    select party, id, 'sound', sound_key, place, null from companies
),
customers_phones as (
    select customer_id, code_key(phone) as content, 'customers ' || customer_id as place, null as unit_code
    from customers
    union all
    select customer_id, code_key(contact_phone), 'client_projects ' || project_id, unit_code
    from client_projects
),
everything as (
    select *
    from others
    union all
    -- Customers are not tied among each other, so of millions of phones only those that somebody else has matter.
    select 'customer', customer_id, 'phone', content, place, unit_code
    from customers_phones
    where content in (select content from others where kind = 'phone')
)
select party, id, kind, content, min(place) as place, min_by(unit_code, place) as unit_code
from everything
where content is not null and id is not null
group by party, id, kind, content
"""
"""One row a party and entry; where a party has it in several rows, the first of them."""

SHARED = f"""
insert into result.ties
with held as (
    select kind, content
    from entries
    group by kind, content
    having count(*) between 2 and {MOST_HOLDERS}
),
pairs as (
    select
        one.kind,
        one.content,
        one.party as first_type,
        one.id as first_id,
        other.party as second_type,
        other.id as second_id,
        one.place as first_row,
        other.place as second_row,
        case
            when one.unit_code is null then other.unit_code
            when other.unit_code is null or other.unit_code = one.unit_code then one.unit_code
        end as unit_code
    from entries as one
    inner join held on held.kind = one.kind and held.content = one.content
    inner join entries as other
        on other.kind = one.kind
        and other.content = one.content
        and (other.party, other.id) > (one.party, one.id)
    where not (one.party = 'customer' and other.party = 'customer')
        and not (one.kind = 'legal_rep' and one.party = 'employee' and other.party = 'employee')
)
select
    kind,
    case
        when kind = 'sound' or (kind = 'legal_rep' and 'employee' in (first_type, second_type))
            then 'possible'
        else 'equal'
    end as strength,
    first_type,
    first_id,
    second_type,
    second_id,
    min(case kind
        when 'phone' then left(content, length(content) // 4) || '****'
            || right(content, length(content) // 5)
        when 'account' then '****' || right(content, least(4, length(content) // 4))
        when 'address' then left(content, least(4, length(content) // 3)) || '****'
        when 'legal_rep' then left(content, 1) || '**'
    end) as shown,
    count(*) as times,
    min(first_row) as first_row,
    min(second_row) as second_row,
    min(unit_code) as unit_code
from pairs
where kind <> 'sound' or not exists (
    select 1
    from pairs as named
    where named.kind = 'name'
        and named.first_type = pairs.first_type and named.first_id = pairs.first_id
        and named.second_type = pairs.second_type and named.second_id = pairs.second_id
)
group by kind, first_type, first_id, second_type, second_id
"""

RECORDED = """
insert into result.ties
select
    relations.kind, 'recorded', 'contractor', relations.contractor_id, 'employee', relations.employee_id,
    case when is_declared then 'declared' when not is_declared then 'undeclared' end,
    count(*), 'relations ' || min(relation_id), null, min(employees.unit_code)
from relations
left join employees on employees.employee_id = relations.employee_id
group by relations.kind, relations.contractor_id, relations.employee_id, is_declared
union all
select
    'subcontract', 'recorded', 'contractor', contracts.contractor_id, 'contractor', subcontracts.contractor_id,
    null, count(*), 'subcontracts ' || min(subcontract_id), null, null
from subcontracts
inner join contracts on contracts.contract_id = subcontracts.contract_id
where subcontracts.contractor_id <> contracts.contractor_id
group by contracts.contractor_id, subcontracts.contractor_id
union all
select
    'contract', 'recorded', 'contractor', contracts.contractor_id, 'customer', projects.customer_id,
    null, count(*), 'contracts ' || min(contract_id), null, projects.unit_code
from contracts
inner join client_projects as projects on projects.project_id = contracts.project_id
where projects.customer_id is not null
group by contracts.contractor_id, projects.customer_id, projects.unit_code
union all
select
    'managed', 'recorded', 'contractor', contracts.contractor_id, 'employee', projects.account_manager_id,
    null, count(*), 'contracts ' || min(contract_id), null, projects.unit_code
from contracts
inner join client_projects as projects on projects.project_id = contracts.project_id
where projects.account_manager_id is not null
group by contracts.contractor_id, projects.account_manager_id, projects.unit_code
"""


def write_ties(con: duckdb.DuckDBPyConnection) -> None:
    """Create `result.ties` from the source tables of a stage file."""
    con.execute("create schema if not exists result")
    con.execute(f"create or replace table result.ties ({COLUMNS})")
    before = con.execute("select current_setting('search_path')").fetchall()[0][0]
    con.execute("set search_path = 'source,core,main'")
    try:
        con.register("companies", _companies(con))
        con.execute(ENTRIES)
        con.execute(SHARED)
        con.execute(RECORDED)
    finally:
        con.unregister("companies")
        con.execute("drop table if exists entries")
        con.execute("set search_path = ?", [before])


def _companies(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Contractors, and customers that are organisations, with the keys of their names."""
    found = con.execute(
        "select 'contractor' as party, contractor_id as id, 'contractors ' || contractor_id as place, name"
        " from contractors"
        " union all"
        " select 'customer', customer_id, 'customers ' || customer_id, name from customers"
        " where kind = 'organisation'"
    ).df()
    keys = {name: name_key(name) for name in found["name"].dropna().unique()}
    contractors = found.loc[found["party"] == "contractor", "name"].dropna()
    # Only contractors are tied to others by name, and sounds take long: no other outline can sound like theirs.
    outlines = {outline(key) for name in contractors if (key := keys[name])}
    sounds = {
        name: sound_key(name) for name, key in keys.items() if key and outline(key) in outlines
    }
    return pd.DataFrame(
        {
            "party": found["party"].astype("string"),
            "id": found["id"].astype("string"),
            "place": found["place"].astype("string"),
            "name_key": found["name"].map(keys).astype("string"),
            "sound_key": found["name"].map(sounds).astype("string"),
        }
    )
