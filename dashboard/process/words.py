"""How stages and the ways through them are called."""

from audit_models.contract import load_contract
from audit_models.words import code_name
from dashboard.view import View


def classes() -> list[str]:
    """Codes of the customer classes."""
    return list(load_contract()["client_projects"].columns["customer_class"].codes)


def stage_names(view: View) -> dict[str, str]:
    """Every stage in words, in the normal order."""
    stages = load_contract()["work_orders"].columns["stage"].codes
    return {stage: code_name("stage", stage, view.lang) for stage in stages}


def way(path: str, names: dict[str, str], *, sign: str = " → ") -> str:
    """`accept>survey` in words."""
    return sign.join(names.get(stage, stage) for stage in path.split(">"))
