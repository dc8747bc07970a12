"""`python app.py models`: train, compare, promote, roll back, list.

scikit-learn is imported by the commands themselves, so that all others start without it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import duckdb
import typer

from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse

if TYPE_CHECKING:
    from audit_models.models.registry import Registry

models = typer.Typer(
    help="训练、比较、启用、退回模型 / Train, compare, promote and roll back models"
)

By = Annotated[str, typer.Option("--by", help="负责人姓名 / Name of who is responsible")]
Reason = Annotated[str, typer.Option("--reason", help="理由 / Why")]
Hash = Annotated[str, typer.Argument(metavar="MODEL", help="模型编号 / Model id, see list")]


@models.command("train")
def train_model() -> None:
    """用当前快照训练概率模型，不启用 / Train on the current snapshot; the model is not in use yet."""
    from audit_models.models.train import train

    settings = Settings()
    with _current(settings) as con:
        model, facts = train(con)
    model_hash = _registry(settings).save(model, facts)
    area = facts["card"]["rivals"]["model"]["roc_auc"]
    typer.echo(
        f"模型 {model_hash}，留出 AUC {_shown(area)} / Model {model_hash}, held-out AUC {_shown(area)}"
    )
    for zh, en in facts["notes"]:
        typer.echo(f"  {zh} / {en}")


@models.command("compare")
def compare_models(model_hash: Hash) -> None:
    """与在用模型在相同的留出月份比较 / Beside the one in use, on months that neither learned from."""
    from audit_models.models.train import compare

    settings = Settings()
    registry = _registry(settings)
    found = registry.in_use()
    if found is None:
        raise Refused("尚无在用模型可比。", "No model is in use to compare with.")
    hashes = dict.fromkeys([found[0], model_hash])
    since = max(registry.manifest(one)["card"]["held_out_from"] for one in hashes)
    loaded = {one: registry.load(one) for one in hashes}
    with _current(settings) as con:
        typer.echo(json.dumps(compare(con, loaded, held_out_from=since), indent=1))


@models.command("promote")
def promote_model(model_hash: Hash, by: By = "", reason: Reason = "") -> None:
    """启用模型，下次计算快照时生效 / Put a model in use from the next snapshot on."""
    _registry(Settings()).promote(model_hash, by=by, reason=reason, at=datetime.now(CHINA))
    typer.echo(
        f"已启用 {model_hash}；请用 run 重新计算。 / {model_hash} is in use; compute again with run."
    )


@models.command("rollback")
def roll_back_model(by: By = "", reason: Reason = "") -> None:
    """退回此前的模型 / Go back to the model before."""
    back = _registry(Settings()).roll_back(by=by, reason=reason, at=datetime.now(CHINA))
    typer.echo(f"已退回 {back}；请用 run 重新计算。 / Back to {back}; compute again with run.")


@models.command("list")
def list_models() -> None:
    """列出模型，* 为在用 / List all models; * marks the one in use."""
    registry = _registry(Settings())
    promoted = registry.promotions()
    for model_hash in registry.hashes():
        mark = "*" if promoted and promoted[-1].model_hash == model_hash else " "
        try:
            facts = registry.manifest(model_hash)
            typer.echo(
                f"{mark} {model_hash}  {facts['as_of']}  AUC {_shown(facts['card']['rivals']['model']['roc_auc'])}"
            )
        except Refused as refused:
            typer.echo(f"{mark} {model_hash}  {refused.text.zh} / {refused.text.en}")


def _registry(settings: Settings) -> "Registry":
    from audit_models.models.registry import Registry

    return Registry(settings.home)


@contextmanager
def _current(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current snapshot, read-only, on a connection that may hold the features' temporary tables."""
    warehouse = Warehouse(settings.home)
    snapshot_id = warehouse.current_id()
    if snapshot_id is None:
        raise Refused("还没有快照，请先导入数据。", "There is no snapshot yet; import data first.")
    con = duckdb.connect(str(warehouse.path(snapshot_id)), read_only=True)
    try:
        yield con
    finally:
        con.close()


def _shown(interval: list[float | None]) -> str:
    value, low, high = interval
    return "–" if value is None else f"{value:.2f} ({low:.2f}–{high:.2f})"
