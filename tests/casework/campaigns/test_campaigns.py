"""A special inspection from plan to archive: lists out and in, a sample drawn once, outcomes on site.

The province of `tests/casework/office.py`; C1 inspects its counties D1 (projects quick and
waits_for_customer) and D2 (very_late). Rules of severity H hit quick and very_late, not waits_for_customer.
"""

import io
from dataclasses import replace
from datetime import date

import duckdb
import pytest
import sqlalchemy as sa
import xlsxwriter
from python_calamine import CalamineWorkbook

from audit_models.casework import trail
from audit_models.casework.campaigns import sample, self_check, work
from audit_models.casework.campaigns.progress import progress
from audit_models.casework.campaigns.states import STATE_NAMES, TRANSITIONS, State
from audit_models.casework.campaigns.work import Campaign, Plan
from audit_models.casework.findings import register
from audit_models.casework.workflow import NotHere
from audit_models.errors import Refused
from audit_models.inspection_plan import seed_of
from audit_models.sampling import make_frame, random_plan
from audit_models.snapshot import Snapshot
from tests.casework.office import Office

PLAN = Plan(
    unit_code="C1",
    name="三指定专项",
    basis="公司〔2026〕1号",
    starts_on=date(2026, 3, 1),
    ends_on=date(2026, 4, 30),
    units=("D1", "D2"),
    checks=("是否指定设计单位", "是否指定施工单位"),
    team=(2, 4),  # inspector_c1, auditor_c1
)
GOOD = ((1, PLAN.checks[0], "合格", ""), (2, PLAN.checks[1], "不合格", "两件合同未公开"))


def planned(office: Office, plan: Plan = PLAN) -> Campaign:
    return work.plan(office.casework, office.people["inspector_c1"], office.basis(), plan)


def step(office: Office, person: str, action: str, note: str = "") -> Campaign:
    reach = office.people[person]
    with office.casework.read() as connection:
        version = work.get(connection, office.people["inspector_c1"], "C000001").version
    return work.act(office.casework, reach, "C000001", action, version=version, note=note)


def taken_to_sampling(office: Office) -> None:
    planned(office)
    step(office, "executive_c1", "approve")
    step(office, "inspector_c1", "begin_self_check")
    step(office, "inspector_c1", "begin_sampling")


def draw(
    office: Office, *, size: int = 1, seed: int = 7, person: str = "inspector_c1",
    method: str = "random",
) -> Campaign:  # fmt: skip
    return sample.draw(
        office.casework, office.people[person], office.part_of(person), "C000001",
        subject_type="project", size=size, seed=seed, method=method,
    )  # fmt: skip


def returned(rows: object = GOOD, *, heading: int = 4) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("自查清单")
        for line, row in enumerate([("序号", "检查项", "结果", "说明")[:heading], *rows]):  # type: ignore[misc]
            for at, cell in enumerate(row):
                page.write(line, at, cell)
    return out.getvalue()


def test_from_plan_to_archive(office: Office) -> None:
    assert planned(office).state == State.DRAFT
    step(office, "executive_c1", "approve")
    step(office, "inspector_c1", "begin_self_check")
    for unit, person in (("D1", "officer_d1"), ("D2", "officer_d2")):
        self_check.sheet_in(office.casework, office.people[person], "C000001", unit, returned())
    step(office, "inspector_c1", "begin_sampling")
    found = draw(office)
    assert found.sample is not None
    assert {k: found.sample[k] for k in ("population", "high", "random", "seed")} == {
        "population": 3, "high": 2, "random": 1, "seed": 7,
    }  # fmt: skip
    step(office, "inspector_c1", "go_on_site")
    with office.casework.read() as connection:
        drawn = sample.items(connection, office.people["inspector_c1"], "C000001")
    assert [(one["subject_id"], one["is_random"]) for one in drawn] == [
        ("quick", False), ("very_late", False), ("waits_for_customer", True),
    ]  # fmt: skip
    reach = office.people["inspector_c1"]
    made = sample.report(office.casework, reach, office.basis(), "C000001", 1, "指定单位", "high")
    for number in (2, 3):
        sample.clear(office.casework, reach, office.basis(), "C000001", number, "无异常")
    assert (made.campaign_id, made.subject_id, made.unit_code) == ("C000001", "quick", "D1")
    step(office, "auditor_c1", "confirm_findings")
    step(office, "executive_c1", "give_notice")
    step(office, "inspector_c1", "begin_rectification")
    step(office, "inspector_c1", "begin_review")
    step(office, "auditor_c1", "reject", "整改不到位")
    step(office, "inspector_c1", "begin_rectification")
    step(office, "inspector_c1", "begin_review")
    with pytest.raises(Refused, match="1 findings are still open"):
        step(office, "executive_c1", "close")
    with office.casework.read() as connection:
        how_far = progress(connection, reach, "C000001")
        assert trail.verify(
            connection, office.casework.secret, office.casework.anchor
        ).first_bad_seq is None  # fmt: skip
    assert (how_far.returned, how_far.units) == (2, ("D1", "D2"))
    assert how_far.coverage["D1", 2] == "not_in_order"
    assert sum(how_far.drawn.values()) == sum(how_far.looked_at.values()) == 3


@pytest.mark.parametrize(
    ("person", "action"),
    [
        ("inspector_c1", "approve"),  # no right
        ("officer_d1", "approve"),
        ("executive_c1", "begin_self_check"),  # not approved yet
        ("inspector_c1", "archive"),
        ("inspector_c1", "no such step"),
    ],
)
def test_no_state_is_skipped(office: Office, person: str, action: str) -> None:
    before = planned(office)

    with pytest.raises(Refused):
        step(office, person, action)

    with office.casework.read() as connection:
        assert work.get(connection, office.people["inspector_c1"], "C000001") == before


def test_who_planned_neither_approves_nor_closes(office: Office) -> None:
    mine = replace(PLAN, team=(4,))
    work.plan(office.casework, office.people["auditor_c1"], office.basis(), mine)

    with pytest.raises(Refused, match="Who planned it"):
        step(office, "auditor_c1", "approve")


def test_the_sample_is_drawn_once(office: Office) -> None:
    taken_to_sampling(office)
    with pytest.raises(Refused, match="freeze the sample"):
        step(office, "inspector_c1", "go_on_site")
    with pytest.raises(Refused, match="between 0 and 1"):
        draw(office, size=2)
    first = draw(office)
    with pytest.raises(Refused, match="once frozen"):
        draw(office, seed=8)

    with office.casework.read() as connection:
        assert work.get(connection, office.people["inspector_c1"], "C000001") == first


def test_anyone_can_draw_the_same_sample_again(office: Office) -> None:
    """C2 has 31 projects without a hit of high severity: promptly and 30 shops."""
    reach = office.people["inspector_c2"]
    plan = replace(PLAN, unit_code="C2", units=("D3", "D4"), team=(3,))
    work.plan(office.casework, reach, office.basis(), plan)
    for version, (person, action) in enumerate(
        (("executive_p", "approve"), ("inspector_c2", "begin_self_check"),
         ("inspector_c2", "begin_sampling")), start=1,
    ):  # fmt: skip
        work.act(office.casework, office.people[person], "C000001", action, version=version)
    first = draw(office, size=5, person="inspector_c2")

    rows = office.part_of("inspector_p").query(
        "select project_id as id from core.projects where unit_code in ('D3', 'D4')"
    )
    frame = make_frame(rows, id="id")
    again = random_plan(frame, size=5).select(frame, seed=7)

    with office.casework.read() as connection:
        drawn = [one["subject_id"] for one in sample.items(connection, reach, "C000001")]
    assert first.sample is not None
    assert (drawn, first.sample["frame_hash"]) == (list(again.rows["id"]), frame.hash)


def test_a_sample_is_drawn_within_units_or_by_amount(office: Office) -> None:
    """Of D1 and D2 only waits_for_customer is left to chance; projects have no amount of their own."""
    taken_to_sampling(office)
    with pytest.raises(Refused, match="amount"):
        draw(office, method="monetary")
    with pytest.raises(Refused, match="how"):
        draw(office, method="by_hand")

    found = draw(office, method="stratified")

    assert found.sample is not None
    assert (found.sample["method"], found.sample["high"], found.sample["random"]) == (
        "stratified", 2, 1,
    )  # fmt: skip


def test_an_inspection_plan_becomes_the_sample(office: Office) -> None:
    """Ten contracts of D1 and D2 and five of D3, outside; one day is seven of them, one by chance."""
    con = duckdb.connect()
    con.execute(
        """
        create schema result; create schema source; create schema core;
        create table source.contracts as
            select printf('k%02d', n) as contract_id, null::varchar as project_id, 'b' as contractor_id,
                100 as amount_cny, if(n > 10, 'D3', if(n % 2 = 0, 'D2', 'D1')) as unit_code
            from range(1, 16) as numbers(n);
        create table result.scores as
            select model_id, contract_id as subject_id, unit_code, right(contract_id, 2)::int / 100 as score,
                50.0 as percentile, null::json as reasons
            from source.contracts
            cross join (values ('outlier'), ('finding')) as models(model_id);
        create table result.rule_hits (subject_type varchar, subject_id varchar, severity varchar, rule_id varchar);
        create table core.unit_tree as from (values ('D1', 'C1'), ('D2', 'C1'), ('D3', 'C2'))
            as tree(unit_code, ancestor_code);
        create table core.units as select unit_code, unit_code as name_zh, unit_code as name_en
            from (values ('D1'), ('D2'), ('D3')) as units(unit_code);
        """
    )
    snapshot = Snapshot(office.snapshot.facts, con)
    taken_to_sampling(office)
    reach = office.people["inspector_c1"]

    def take(person: str, unit: str = "C1") -> Campaign:
        who = office.people[person]
        return sample.take_plan(office.casework, who, snapshot, "C000001", unit=unit, days=1)

    with pytest.raises(Refused, match="sample is empty"):
        take("inspector_c1", unit="C2")
    with pytest.raises(Refused, match="role"):
        take("officer_d1")
    found = take("inspector_c1")
    with office.casework.read() as connection:
        drawn = sample.items(connection, reach, "C000001")
    chance = {one["subject_id"] for one in drawn if one["is_random"]}
    highest = [name for n in range(10, 0, -1) if (name := f"k{n:02d}") not in chance][:6]

    assert len(chance) == 1
    assert [one["subject_id"] for one in drawn if not one["is_random"]] == highest
    assert {one["unit_code"] for one in drawn} == {"D1", "D2"}
    assert found.sample is not None
    assert found.sample["seed"] == seed_of(snapshot.id, "C1")
    assert (found.sample["population"], found.sample["high"], found.sample["random"]) == (10, 6, 1)
    with pytest.raises(Refused, match="once frozen"):
        draw(office)


def test_the_inspected_do_not_see_the_sample(office: Office) -> None:
    taken_to_sampling(office)
    draw(office)
    with office.casework.read() as connection:
        seen = work.get(connection, office.people["officer_d1"], "C000001")
        assert (seen.units, seen.sample) == (("D1",), None)
        with pytest.raises(Refused):
            sample.items(connection, office.people["officer_d1"], "C000001")
        how_far = progress(connection, office.people["officer_d1"], "C000001")
    assert (how_far.drawn, how_far.units) == ({}, ("D1",))


def test_what_is_foreign_is_as_if_it_did_not_exist(office: Office) -> None:
    planned(office)
    foreign = office.people["inspector_c2"]
    with office.casework.read() as connection:
        assert work.list_campaigns(connection, foreign) == []
        # A draft is nobody's business but of those who plan it.
        assert work.list_campaigns(connection, office.people["officer_d1"]) == []
        for reach, campaign_id in ((foreign, "C000001"), (foreign, "C999999")):
            for read in (work.get, self_check.answers, sample.items, progress):
                with pytest.raises(NotHere):
                    read(connection, reach, campaign_id)
    with pytest.raises(NotHere):
        work.act(office.casework, foreign, "C000001", "approve", version=1)
    for units in (("D1", "D3"), ("D1", "nowhere")):
        with pytest.raises(NotHere):
            planned(office, replace(PLAN, units=units))
    step(office, "executive_c1", "approve")
    with pytest.raises(NotHere):
        work.act(
            office.casework, office.people["officer_d1"], "C000001", "begin_self_check", version=2
        )


@pytest.mark.parametrize(
    "change",
    [{"name": " "}, {"basis": ""}, {"units": ()}, {"checks": ()}, {"checks": ("a", " ")},
     {"team": ()}, {"team": (8,)}, {"team": (999,)}, {"ends_on": date(2026, 2, 1)},
     {"name": "x" * 201}],
)  # fmt: skip
def test_a_plan_that_is_not_whole_is_refused(office: Office, change: dict[str, object]) -> None:
    with pytest.raises(Refused):
        planned(office, replace(PLAN, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([GOOD[0]], {1}),  # an item is missing
        ([GOOD[0], GOOD[0], GOOD[1]], {3}),
        ([("x", *GOOD[0][1:]), GOOD[1]], {2}),
        ([GOOD[0], (2, "改写的检查项", "合格", "")], {3}),
        ([(1, PLAN.checks[0], "也许", ""), (2, PLAN.checks[1], "不合格", "")], {2, 3}),
        ([*GOOD, (3, "多出一项", "合格", "")], {4}),
    ],
    ids=["missing", "twice", "no number", "rewritten", "two mistakes", "more"],
)
def test_a_list_with_mistakes_is_refused_row_by_row_and_nothing_is_taken_over(
    office: Office, rows: object, wrong: set[int]
) -> None:
    planned(office)
    step(office, "executive_c1", "approve")
    step(office, "inspector_c1", "begin_self_check")

    with pytest.raises(self_check.BadRows) as refused:
        self_check.sheet_in(
            office.casework, office.people["officer_d1"], "C000001", "D1", returned(rows)
        )

    assert {one.row_number for one in refused.value.rows} == wrong
    with office.casework.read() as connection:
        assert self_check.answers(connection, office.people["officer_d1"], "C000001") == []


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 damaged"])
def test_what_is_no_workbook_is_refused(office: Office, content: bytes) -> None:
    planned(office)
    step(office, "executive_c1", "approve")
    step(office, "inspector_c1", "begin_self_check")
    with pytest.raises(Refused):
        self_check.sheet_in(office.casework, office.people["officer_d1"], "C000001", "D1", content)


def test_the_list_goes_out_and_comes_back(office: Office) -> None:
    planned(office)
    step(office, "executive_c1", "approve")
    step(office, "inspector_c1", "begin_self_check")
    officer = office.people["officer_d1"]
    self_check.sheet_in(office.casework, officer, "C000001", "D1", returned())
    with office.casework.read() as connection:
        out = self_check.sheet_out(connection, officer, "C000001", "D1", "en")
        with pytest.raises(NotHere):
            self_check.sheet_out(connection, officer, "C000001", "D2", "en")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out)).get_sheet_by_index(0).to_python()

    assert rows[1] == [1, "是否指定设计单位", "in order", ""]
    assert self_check.sheet_in(office.casework, officer, "C000001", "D1", out) == 2
    with pytest.raises(NotHere):
        self_check.sheet_in(office.casework, officer, "C000001", "D2", out)
    step(office, "inspector_c1", "begin_sampling")
    with pytest.raises(Refused, match="not the time"):
        self_check.sheet_in(office.casework, officer, "C000001", "D1", out)


def test_an_outcome_is_noted_once_and_nothing_is_half_done(office: Office) -> None:
    taken_to_sampling(office)
    draw(office)
    step(office, "inspector_c1", "go_on_site")
    reach = office.people["inspector_c1"]
    sample.clear(office.casework, reach, office.basis(), "C000001", 1, "无异常")
    with pytest.raises(Refused, match="once"):
        sample.report(office.casework, reach, office.basis(), "C000001", 1, "有问题", "high")
    with pytest.raises(NotHere):
        sample.clear(office.casework, reach, office.basis(), "C000001", 99, "无异常")
    with pytest.raises(Refused, match="2 items"):
        step(office, "inspector_c1", "confirm_findings")
    with office.casework.read() as connection:
        assert register.list_findings(connection, reach) == []
        actions = connection.scalars(sa.select(trail.entries.c.action)).all()
    assert actions.count("campaign_outcome") == 1


def test_the_table_names_every_state_and_reaches_it() -> None:
    assert set(STATE_NAMES) == set(State)
    assert {t.target for t in TRANSITIONS} | {State.DRAFT} == set(State)
    assert all(any(s in t.sources for t in TRANSITIONS) for s in set(State) - {State.ARCHIVED})
