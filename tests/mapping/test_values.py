"""Each operation of a mapping on a tiny file, against rows worked out by hand."""

import pytest

# employees: employee_id, unit_code required; name, post, phone and address are free texts to try values on.
ONE_TABLE = """
input: {{kind: csv{options}}}
{more}
tables:
  employees:
    blocks:
      - columns:
          employee_id: Id
          unit_code: {{constant: U}}
          {columns}
"""


@pytest.fixture
def value_of(rows_of, mapping_file, write):
    """What one value of a mapping gives for each record of a CSV text."""

    def value(spec: str, csv: str, *, options: str = "", more: str = "") -> list[str | None]:
        text = ONE_TABLE.format(options=options, more=more, columns=f"phone: {spec}")
        found = rows_of(mapping_file(text), write("extract.csv", csv))["employees"]
        return [row.get("phone") for row in found]

    return value


def test_a_header_gives_its_cell_trimmed_and_an_empty_cell_gives_nothing(value_of):
    assert value_of("Tel", 'Id,Tel\n1, 024-1 \n2,\n3,"  "\n') == ["024-1", None, None]


def test_headers_are_found_whatever_their_case_and_width(value_of):
    assert value_of("Tel No", "Ｉｄ,TEL  no\n1,024\n") == ["024"]


def test_texts_that_stand_for_missing_give_nothing(value_of):
    found = value_of("Tel", "Id,Tel\n1,EMPTY\n2,NOT EMPTY\n", options=", missing: [EMPTY]")
    assert found == [None, "NOT EMPTY"]


def test_a_constant_is_the_same_in_every_row(value_of):
    assert value_of("{constant: true}", "Id\n1\n2\n") == ["true", "true"]


def test_a_template_with_an_empty_part_is_empty(value_of):
    assert value_of('{template: "{A}/{B}-x"}', "Id,A,B\n1,a,b\n2,,b\n") == ["a/b-x", None]


def test_quotes_in_a_mapping_are_text_and_never_sql(value_of):
    spec = """{template: "'; drop table x; --{A}"}"""
    assert value_of(spec, "Id,A\n1,O'Neill\n") == ["'; drop table x; --O'Neill"]


def test_first_of_takes_the_first_that_is_filled(value_of):
    assert value_of("{first_of: [A, B, {constant: c}]}", "Id,A,B\n1,a,b\n2,,b\n3,,\n") == [
        "a",
        "b",
        "c",
    ]


def test_translate_keeps_what_it_does_not_know_so_that_the_import_names_it(value_of):
    assert value_of("{from: A, translate: {x: y}}", "Id,A\n1,x\n2,z\n") == ["y", "z"]


def test_translate_empties_what_it_does_not_know_where_told(value_of):
    assert value_of("{from: A, translate: {x: y}, otherwise: empty}", "Id,A\n1,x\n2,z\n") == [
        "y",
        None,
    ]


def test_dates_of_two_formats_become_iso_and_an_unreadable_one_stays_as_it_is(value_of):
    spec = '{from: A, format: ["%Y-%m-%d", "%m/%d/%Y"]}'
    csv = "Id,A\n1,1997-04-01\n2,4/1/2002\n3,13/1/2002\n4,\n"
    assert value_of(spec, csv) == ["1997-04-01", "2002-04-01", "13/1/2002", None]


def test_a_format_with_hours_keeps_the_time(value_of):
    assert value_of('{from: A, format: "%d.%m.%Y %H:%M"}', "Id,A\n1,02.01.2026 08:05\n") == [
        "2026-01-02 08:05:00"
    ]


def test_megawatts_become_kilovoltamperes_exactly(value_of):
    csv = 'Id,A\n1,720.0\n2,0.1\n3,"1,200.55"\n4,some\n5,\n6,0\n'
    found = value_of("{from: A, scale: 1000}", csv)
    assert found == ["720000", "100", "1200550", "some", None, "0"]


def test_a_number_too_large_to_scale_exactly_never_passes_unscaled(value_of):
    assert value_of("{from: A, scale: 1000}", "Id,A\n1,1e30\n") == ["1e30 * 1000.0"]


def test_a_decimal_comma_is_read_as_declared(value_of):
    csv = "Id;A\n1;1.234,50\n2;0,5\n3;1200\n"
    found = value_of("{from: A, decimal: comma}", csv, options=', delimiter: ";"')
    assert found == ["1234.5", "0.5", "1200"]


def test_eight_decimals_are_kept_so_that_float_noise_goes_and_real_decimals_stay(value_of):
    csv = "Id,A\n1,75500.01000000001\n2,0.09508\n3,24996.600000000002\n4,1e3\n5,-0.50\n"
    assert value_of("{from: A, decimal: point}", csv) == [
        "75500.01",
        "0.09508",
        "24996.6",
        "1000",
        "-0.5",
    ]


def test_only_the_date_of_a_point_in_time_is_the_day_in_shanghai(value_of):
    csv = "Id,A\n1,2016-07-17T21:00:00+00:00\n2,2016-07-17T15:59:59Z\n3,2016-07-17 23:30\n4,2016-07-17\n5,soon\n"
    assert value_of("{from: A, only: date}", csv) == [
        "2016-07-18",
        "2016-07-17",
        "2016-07-17",
        "2016-07-17",
        "soon",
    ]


def test_a_value_with_where_is_empty_elsewhere(value_of):
    spec = "{from: A, where: {B: {is: x}}}"
    assert value_of(spec, "Id,A,B\n1,a,x\n2,b,y\n3,c,\n") == ["a", None, None]


def test_rank_numbers_a_group_by_instant_not_by_text(value_of):
    # 10:00+02:00 is 08:00 UTC, before 09:00+00:00, though its text sorts after it.
    csv = (
        "Id,Case,T\n1,a,2026-01-01T09:00:00+00:00\n2,a,2026-01-01T10:00:00+02:00\n3,b,2026-01-01\n"
    )
    assert value_of("{rank: {within: Case, by: T}}", csv) == ["2", "1", "1"]


def test_ties_of_rank_keep_the_order_of_the_file(value_of):
    assert value_of(
        "{rank: {within: Case, by: T}}", "Id,Case,T\n1,a,2026-01-01\n2,a,2026-01-01\n"
    ) == [
        "1",
        "2",
    ]


def test_earliest_and_latest_of_a_group_compare_instants_and_keep_the_text(value_of):
    csv = (
        "Id,Case,T\n1,a,2026-01-01T09:00:00+00:00\n2,a,2026-01-01T10:00:00+02:00\n"
        "3,b,2026-01-05\n4,b,\n5,c,\n"
    )
    assert value_of("{earliest: {of: T, within: Case}}", csv) == [
        "2026-01-01T10:00:00+02:00",
        "2026-01-01T10:00:00+02:00",
        "2026-01-05",
        "2026-01-05",
        None,
    ]
    assert value_of("{latest: {of: T, within: Case}}", csv)[0] == "2026-01-01T09:00:00+00:00"


def test_an_unreadable_time_in_a_group_comes_out_so_that_it_is_rejected(value_of):
    csv = "Id,Case,T\n1,a,2026-01-01\n2,a,31.12.25\n"
    assert value_of("{earliest: {of: T, within: Case}}", csv) == ["31.12.25", "31.12.25"]


def test_fields_build_on_each_other_windows_included(value_of):
    more = """
fields:
  nth: {rank: {within: Case, by: T}}
  partner: {latest: {of: {from: T, where: {Kind: {is: end}}}, within: [Case, nth]}}
"""
    csv = "Id,Case,Kind,T\n1,a,end,2026-01-01\n2,a,end,2026-01-03\n3,b,start,2026-01-02\n"
    assert value_of("partner", csv, more=more) == ["2026-01-01", "2026-01-03", None]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("{is: x}", ["1"]),
        ("{in: [x, y]}", ["1", "2"]),
        ("{not: x}", ["2", "3"]),
        ("{not: [x, y]}", ["3"]),
        ("{filled: true}", ["1", "2"]),
        ("{filled: false}", ["3"]),
        ("{same_as: B}", ["2"]),
        ("{in: [x, y], not: x}", ["2"]),
    ],
)
def test_where_keeps_the_records_that_fit(rows_of, mapping_file, write, condition, kept):
    text = (
        ONE_TABLE.format(options="", more="", columns="name: Id")
        + f"        where: {{A: {condition}}}\n"
    )
    found = rows_of(mapping_file(text), write("extract.csv", "Id,A,B\n1,x,y\n2,y,y\n3,,\n"))
    assert [row["employee_id"] for row in found["employees"]] == kept


def test_rank_in_columns_counts_only_the_records_that_where_left(rows_of, mapping_file, write):
    columns = "phone: {rank: {within: Case, by: T}}"
    text = ONE_TABLE.format(options="", more="", columns=columns) + "        where: {A: {is: x}}\n"
    csv = "Id,Case,T,A\n1,a,2026-01-01,y\n2,a,2026-01-02,x\n3,a,2026-01-03,x\n"
    found = rows_of(mapping_file(text), write("extract.csv", csv))["employees"]
    assert [(row["employee_id"], row["phone"]) for row in found] == [("2", "1"), ("3", "2")]


LEVELS = """
input: {kind: csv}
fields:
  city: {template: "N/{Owner}"}
tables:
  org_units:
    distinct: unit_code
    blocks:
      - columns:
          unit_code: {constant: N}
          name_zh: {constant: 北}
          level: {constant: province}
      - where: {city: {filled: true}}
        columns: {unit_code: city, name_zh: Owner, level: {constant: city}, parent_code: {constant: N}}
  work_orders:
    blocks:
      - columns: &order
          work_order_id: {template: "{Id}/accept"}
          project_id: Id
          stage: {constant: accept}
          unit_code: {first_of: [city, {constant: N}]}
          started_at: Submitted
      - where: {Served: {filled: true}}
        columns:
          <<: *order
          work_order_id: {template: "{Id}/energise"}
          stage: {constant: energise}
          started_at: Served
"""


def test_one_wide_row_becomes_units_of_two_levels_and_a_work_order_per_stage(
    rows_of, mapping_file, write
):
    csv = "Id,Owner,Submitted,Served\np,A,2026-01-01,2026-02-01\nq,A,2026-01-02,\nr,,2026-01-03,\n"
    found = rows_of(mapping_file(LEVELS), write("extract.csv", csv))
    assert found["org_units"] == [
        {"unit_code": "N", "name_zh": "北", "level": "province", "source_row": 2},
        {"unit_code": "N/A", "name_zh": "A", "level": "city", "parent_code": "N", "source_row": 2},
    ]
    assert [
        (o["work_order_id"], o["unit_code"], o["started_at"], o["source_row"])
        for o in found["work_orders"]
    ] == [
        ("p/accept", "N/A", "2026-01-01", 2),
        ("q/accept", "N/A", "2026-01-02", 3),
        ("r/accept", "N", "2026-01-03", 4),
        ("p/energise", "N/A", "2026-02-01", 2),
    ]


@pytest.mark.parametrize(("keep", "name", "row"), [("first", "old", 2), ("last", "new", 4)])
def test_distinct_keeps_one_whole_row_a_key(rows_of, mapping_file, write, keep, name, row):
    text = f"""
input: {{kind: csv}}
tables:
  customers:
    distinct: customer_id
    keep: {keep}
    blocks:
      - columns: {{customer_id: Id, name: Name, kind: {{constant: person}}, phone: Tel}}
"""
    found = rows_of(
        mapping_file(text), write("extract.csv", "Id,Name,Tel\n1,old,\n2,other,5\n1,new,\n")
    )
    kept = next(r for r in found["customers"] if r["customer_id"] == "1")
    assert len(found["customers"]) == 2
    assert kept == {"customer_id": "1", "name": name, "kind": "person", "source_row": row}


def test_a_column_whose_optional_header_is_absent_counts_as_not_delivered(con, mapping_file, write):
    from audit_models.mapping import apply_mapping, load_mapping

    text = ONE_TABLE.format(options="", more="optional: [Tel]", columns="phone: Tel")
    tables = apply_mapping(con, load_mapping(mapping_file(text)), write("extract.csv", "Id\n1\n"))
    columns = [row[0] for row in con.execute(f"describe {tables['employees']}").fetchall()]
    assert columns == ["employee_id", "unit_code", "source_row"]
    types = {row[1] for row in con.execute(f"describe {tables['employees']}").fetchall()}
    assert types == {"VARCHAR", "BIGINT"}
