"""The sample of a special inspection: all of high risk, and some of the rest by chance; drawn once.

How it was drawn (seed, method, fingerprint of the frame) is kept, so that anyone can draw it again.
"""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.basis import Basis
from audit_models.casework.campaigns import tables
from audit_models.casework.campaigns.states import State
from audit_models.casework.campaigns.work import (
    Campaign,
    get,
    refuse_unless_run_by,
    set_values,
)
from audit_models.casework.findings.fields import written
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.take_up import observe_within
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change
from audit_models.casework.workflow import NotHere, refuse_without
from audit_models.errors import Refused
from audit_models.inspection_plan import make_plan
from audit_models.records import records
from audit_models.sampling import Frame, MonetaryPlan, StratifiedPlan, make_frame, random_plan
from audit_models.sampling.limits import reliability_factor
from audit_models.snapshot import Snapshot

SubjectType = Literal["project", "contract"]
FRAMES: Mapping[str, str] = {
    "project": "select project_id as id, unit_code, null as amount_cny from core.projects",
    "contract": "select contract_id as id, unit_code, amount_cny from source.contracts",
}
RISK = 0.05
METHODS = ("random", "stratified", "monetary")
"""By chance alone, by chance within each unit, by chance of each yuan."""


def draw(
    casework: Casework, reach: Reach, snapshot: Snapshot, campaign_id: str, *,
    subject_type: str, size: int, seed: int, method: str = "random",
) -> Campaign:  # fmt: skip
    """Draw and freeze the sample: every subject with a hit of high severity, and `size` of the others.

    `snapshot` is the reader's part of the newest one.

    Raises:
        NotHere: there is no such inspection in reach.
        Refused: no right, not the time for it, drawn before, nothing to draw from, or a wrong size or seed.
    """
    refuse_without(Permission.CAMPAIGN, reach.principal)
    if subject_type not in FRAMES or method not in METHODS:
        raise Refused("请选择抽样对象和方法。", "Choose what to draw from, and how.")
    with casework.write(reach.actor) as change:
        found = _to_be_drawn(change, reach, campaign_id)
        rows = _frame(snapshot, subject_type, found.units)
        high = rows[rows["is_high"]]
        others = rows[~rows["is_high"]]
        if size < 0 or size > len(others):
            raise Refused(
                f"随机样本量应为 0 至 {len(others)}。",
                f"The random part must be between 0 and {len(others)}.",
            )
        drawn, frame_hash = _drawn(others, size, seed, method)
        # What is drawn by its amount has no equal chance: no rate of the company is told from it.
        drawn = drawn.assign(is_random=method != "monetary")
        chosen = pd.concat([high.assign(is_random=False), drawn])
        facts = {
            "subject_type": subject_type, "method": method, "seed": seed,
            "frame_hash": frame_hash, "snapshot_id": snapshot.id, "population": len(rows),
            "high": len(high), "random": len(drawn),
        }  # fmt: skip
        return _freeze(change, reach, found, chosen, facts)


def take_plan(
    casework: Casework, reach: Reach, snapshot: Snapshot, campaign_id: str, *, unit: str, days: int
) -> Campaign:
    """Freeze what a unit's inspection plan holds of the inspected units: contracts by risk, and its control.

    The plan follows from snapshot, unit and days alone, so it is drawn anew here and not taken from the page.

    Raises:
        NotHere: there is no such inspection in reach.
        Refused: no right, not the time for it, drawn before, or nothing of the plan lies in those units.
    """
    refuse_without(Permission.CAMPAIGN, reach.principal)
    plan = make_plan(snapshot, unit, days=days)
    with casework.write(reach.actor) as change:
        found = _to_be_drawn(change, reach, campaign_id)
        inside = plan.rows[plan.rows["unit_code"].isin(found.units)]
        chosen = inside.rename(columns={"subject_id": "id", "is_control": "is_random"})
        facts = {
            "subject_type": "contract", "method": "inspection_plan", "plan_unit": unit,
            "days": days, "seed": plan.seed, "frame_hash": None, "snapshot_id": snapshot.id,
            "population": len(_frame(snapshot, "contract", found.units)),
            "high": int((~chosen["is_random"]).sum()), "random": int(chosen["is_random"].sum()),
        }  # fmt: skip
        return _freeze(change, reach, found, chosen, facts)


def _to_be_drawn(change: Change, reach: Reach, campaign_id: str) -> Campaign:
    """The inspection, where its sample is still to be drawn and this person runs it."""
    found = get(change.connection, reach, campaign_id)
    refuse_unless_run_by(reach, found)
    if found.state != State.SAMPLING or found.sample is not None:
        raise Refused(
            "只能在抽样阶段抽样一次；样本冻结后不再更改。",
            "A sample is drawn once, in the sampling state; once frozen it stays.",
        )
    return found


def _freeze(
    change: Change, reach: Reach, found: Campaign, chosen: pd.DataFrame, facts: Mapping[str, Any]
) -> Campaign:
    if chosen.empty:
        raise Refused("样本为空。", "The sample is empty.")
    change.connection.execute(
        tables.items.insert(),
        [
            {
                "campaign_id": found.campaign_id, "item_no": number,
                "subject_type": facts["subject_type"], "subject_id": row["id"],
                "unit_code": row["unit_code"], "is_random": bool(row["is_random"]),
            }
            for number, row in enumerate(records(chosen), start=1)
        ],
    )  # fmt: skip
    set_values(change, found, sample=dict(facts))
    change.record(
        "campaign_sample", object_kind="campaign", object_id=found.campaign_id,
        unit_code=found.unit_code, after=facts,
    )  # fmt: skip
    return get(change.connection, reach, found.campaign_id)


def _frame(snapshot: Snapshot, subject_type: str, units: tuple[str, ...]) -> pd.DataFrame:
    """Everything of the inspected units, with whether a rule of high severity hit it."""
    found = snapshot.query(
        f"""
        with frame as ({FRAMES[subject_type]})
        select
            frame.id, frame.unit_code, frame.amount_cny,
            frame.id in (
                select subject_id from result.rule_hits
                where subject_type = $type and severity = 'H'
            ) as is_high
        from frame
        where frame.unit_code in (select unnest($units))
        order by frame.id
        """,
        {"type": subject_type, "units": list(units)},
    )
    return found.astype({"is_high": bool})


def _drawn(
    others: pd.DataFrame, size: int, seed: int, method: str
) -> tuple[pd.DataFrame, str | None]:
    """`size` of the others by a method; by amount, an item that holds several of the drawn yuan is one."""
    if size == 0:
        return others.head(0), None
    frame = make_frame(
        others,
        id="id",
        amount="amount_cny" if method == "monetary" else None,
        stratum="unit_code" if method == "stratified" else None,
    )
    sample = _plan(frame, size, method).select(frame, seed=seed)
    return others.set_index("id").loc[sample.rows["id"]].reset_index(), sample.frame_hash


def _plan(frame: Frame, size: int, method: str) -> StratifiedPlan | MonetaryPlan:
    if method == "random":
        return random_plan(frame, size=size)
    if method == "stratified":
        return StratifiedPlan.of(frame, size=size)
    # As many yuan as items were asked for: the tolerable amount that needs just this size.
    book = float(frame.rows["amount"].sum())
    return MonetaryPlan.of(
        frame, tolerable_cny=reliability_factor(0, risk=RISK) * book / size, risk=RISK
    )


def items(connection: sa.Connection, reach: Reach, campaign_id: str) -> list[Mapping[str, Any]]:
    """The frozen sample, as far as it is in reach; those who are inspected do not see it beforehand."""
    get(connection, reach, campaign_id)
    refuse_without(Permission.CAMPAIGN, reach.principal)
    c = tables.items.c
    query = sa.select(tables.items).where(c.campaign_id == campaign_id, reach.within(c.unit_code))
    return [dict(row) for row in connection.execute(query.order_by(c.item_no)).mappings()]


def clear(
    casework: Casework, reach: Reach, basis: Basis, campaign_id: str, item_no: int, note: str
) -> None:
    """Note that an item was looked at and is in order; a label for the models like any other.

    Raises:
        NotHere: there is no such item in reach.
        Refused: no right, not on site, looked at before, or nothing written.
    """
    _look(casework, reach, basis, campaign_id, item_no, note, severity=None)


def report(
    casework: Casework, reach: Reach, basis: Basis, campaign_id: str, item_no: int, note: str,
    severity: str,
) -> Finding:  # fmt: skip
    """Make a finding of an item on site; it then goes the way of every finding."""
    made = _look(casework, reach, basis, campaign_id, item_no, note, severity=severity)
    assert made is not None  # noqa: S101 (a severity always makes one)
    return made


def _look(
    casework: Casework, reach: Reach, basis: Basis, campaign_id: str, item_no: int, note: str,
    *, severity: str | None,
) -> Finding | None:  # fmt: skip
    refuse_without(Permission.CAMPAIGN, reach.principal)
    said = written(note)
    if not said:
        raise Refused("请写明核查情况。", "Write down what you saw.")
    with casework.write(reach.actor) as change:
        found = get(change.connection, reach, campaign_id)
        item = next(
            (i for i in items(change.connection, reach, campaign_id) if i["item_no"] == item_no),
            None,
        )
        if item is None:
            raise NotHere
        if found.state != State.ONSITE or item["is_cleared"] is not None:
            raise Refused(
                "只能在现场核查阶段登记一次结果。", "An outcome is noted once, while on site."
            )
        made = None
        if severity is not None:
            made = observe_within(
                change, reach, basis,
                {"unit_code": item["unit_code"], "description": said, "severity": severity},
                subject=(item["subject_type"], item["subject_id"]), campaign_id=campaign_id,
                is_random_sample=item["is_random"],
            )  # fmt: skip
        c = tables.items.c
        values = {
            "is_cleared": made is None, "finding_id": made.finding_id if made else None,
            "inspected_on": basis.today, "inspector_id": reach.principal.account_id,
            "note": said,
        }  # fmt: skip
        change.connection.execute(
            tables.items.update()
            .where(c.campaign_id == campaign_id, c.item_no == item_no)
            .values(**values)
        )
        change.record(
            "campaign_outcome", object_kind="campaign", object_id=f"{campaign_id}/{item_no}",
            unit_code=item["unit_code"], after=values,
        )  # fmt: skip
        return made
