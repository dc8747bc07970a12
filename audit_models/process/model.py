"""The process model of each customer class, as the office decides it: `data/policy/process_models.yaml`."""

from functools import cache
from pathlib import Path

import duckdb

from audit_models.contract import load_contract
from audit_models.declared import Strict
from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER, read_policy
from audit_models.policy.limits import CustomerClass
from audit_models.policy.tables import write_table


class ProcessModel(Strict):
    """`process_models.yaml`."""

    required: dict[CustomerClass, tuple[str, ...]]
    order: tuple[str, ...]


@cache
def load_process_model(folder: Path = POLICY_FOLDER) -> ProcessModel:
    """The stages that each class requires, and their order.

    Raises:
        Refused: the file does not follow the format, or names a stage that does not exist.
    """
    path = folder / "process_models.yaml"
    model = read_policy(path, ProcessModel)
    known = load_contract()["work_orders"].columns["stage"].codes
    named = {*model.order, *(stage for stages in model.required.values() for stage in stages)}
    for stage in sorted(named - set(known)):
        raise Refused(
            f"{path}：没有环节 {stage}；可用的环节：{'、'.join(known)}。",
            f"{path}: there is no stage {stage}; stages are {', '.join(known)}.",
        )
    return model


def write_process_model(con: duckdb.DuckDBPyConnection) -> None:
    """`core.process_required` (customer_class, stage) and `core.process_order` (stage, place)."""
    model = load_process_model()
    required = ((name, stage) for name, stages in model.required.items() for stage in stages)
    order = ((stage, place) for place, stage in enumerate(model.order, start=1))
    write_table(con, "process_required", "customer_class varchar, stage varchar", required)
    write_table(con, "process_order", "stage varchar, place integer", order)
