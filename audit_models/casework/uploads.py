"""Uploads: extracts handed in through the browser, tried first, published by a second person.

    received → tried → approved → published
        └ refused  └ withdrawn  └ refused

The files lie under `AUDIT_HOME/uploads/<id>` until they are published or withdrawn; what they held is
then in the snapshot, or nowhere. An import's own checks decide; here is only who may go on.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.build import ImportOutcome, import_sources
from audit_models.casework.reach import Reach
from audit_models.casework.store import Actor, Casework, Change, metadata
from audit_models.errors import Refused
from audit_models.mapping.load import shipped
from audit_models.progress import Progress
from audit_models.rejected_rows import RowsRefused
from audit_models.settings import Settings
from audit_models.text import Text

RECEIVED, TRIED, APPROVED = "received", "tried", "approved"
PUBLISHED, REFUSED, WITHDRAWN = "published", "refused", "withdrawn"
STATES = {
    RECEIVED: Text("已接收", "Received"),
    TRIED: Text("试运行通过，待批准", "Tried, waiting for approval"),
    APPROVED: Text("已批准，正在导入", "Approved, importing"),
    PUBLISHED: Text("已发布", "Published"),
    REFUSED: Text("未通过", "Refused"),
    WITHDRAWN: Text("已撤回", "Withdrawn"),
}
NEXT = {
    RECEIVED: {TRIED, REFUSED, WITHDRAWN},
    TRIED: {APPROVED, WITHDRAWN},
    APPROVED: {PUBLISHED, REFUSED},
}
"""State → the states that may follow; what is not here is an end."""

MOST_FILES = 60
KINDS = frozenset({".csv", ".xlsx", ".parquet", ".json", ".jsonl", ".gz", ".xes"})

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("upload_id", sa.String(32), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("mapping", sa.String(100)),
    sa.Column("files", sa.JSON, nullable=False),
    sa.Column("report", sa.JSON),
    sa.Column("refusal_zh", sa.Text),
    sa.Column("refusal_en", sa.Text),
    sa.Column("uploaded_by", sa.Integer, nullable=False),
    sa.Column("uploader", sa.String(100), nullable=False),
    sa.Column("uploaded_at", sa.String(32), nullable=False),
    sa.Column("approved_by", sa.Integer),
    sa.Column("approver", sa.String(100)),
    sa.Column("approved_at", sa.String(32)),
    sa.Column("snapshot_id", sa.String(8)),
)


@dataclass(frozen=True)
class Upload:
    """One row of the list."""

    upload_id: str
    state: str
    mapping: str | None
    files: Sequence[dict[str, Any]]
    report: dict[str, Any] | None
    refusal: Text | None
    uploaded_by: int
    uploader: str
    uploaded_at: str
    approver: str | None
    snapshot_id: str | None


def receive(
    casework: Casework,
    home: Path,
    reach: Reach,
    files: Iterable[tuple[str, IO[bytes]]],
    *,
    mapping: str | None = None,
) -> str:
    """Keep the files and enter them in the list; returns the upload's id.

    Raises:
        Refused: no right over the whole company, no file, a kind that is never imported, or an unknown
            mapping.
    """
    _require(reach, Permission.IMPORT)
    if mapping is not None and mapping not in shipped():
        raise Refused(f"没有名为 {mapping} 的映射。", f"There is no mapping {mapping}.")
    upload_id = uuid4().hex
    folder = _folder(home, upload_id)
    folder.mkdir(parents=True)
    try:
        kept = [_keep(folder, name, stream) for name, stream in _few(files)]
        if not kept:
            raise Refused("没有选择文件。", "No file was chosen.")
        with casework.write(reach.actor) as change:
            change.connection.execute(
                uploads.insert().values(
                    upload_id=upload_id,
                    state=RECEIVED,
                    mapping=mapping,
                    files=kept,
                    uploaded_by=reach.principal.account_id,
                    uploader=reach.principal.name,
                    uploaded_at=_now(),
                )
            )
            change.record("upload", object_kind="upload", object_id=upload_id, after=kept)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload_id


def try_out(
    casework: Casework, settings: Settings, actor: Actor, upload_id: str, progress: Progress
) -> None:
    """Import without publishing, and keep what it would do, or why it may not."""
    found = _one(casework, upload_id)
    try:
        outcome = _import(settings, found, progress, dry_run=True)
    except RowsRefused as refused:
        refused.path.replace(rejects_path(settings.home, upload_id))
        _move(casework, actor, upload_id, REFUSED, refusal=refused.said)
        return
    except Refused as refused:
        _move(casework, actor, upload_id, REFUSED, refusal=refused.text)
        return
    if outcome.rejects:
        outcome.rejects.replace(rejects_path(settings.home, upload_id))
    _move(casework, actor, upload_id, TRIED, report=_report(outcome))


def approve(casework: Casework, reach: Reach, upload_id: str) -> None:
    """Agree to the import; never the person who handed it in.

    Raises:
        Refused: no right over the whole company, own upload, or not waiting for an approval.
    """
    _require(reach, Permission.APPROVE_IMPORT)
    person = reach.principal
    if _one(casework, upload_id).uploaded_by == person.account_id:
        raise Refused("不能批准自己上传的数据。", "Nobody approves his own upload.")
    _move(
        casework, reach.actor, upload_id, APPROVED,
        approved_by=person.account_id, approver=person.name, approved_at=_now(),
    )  # fmt: skip


def publish(
    casework: Casework, settings: Settings, actor: Actor, upload_id: str, progress: Progress
) -> None:
    """Import what was approved into a new snapshot."""
    found = _one(casework, upload_id)
    if found.state != APPROVED:
        raise _not_now(found)
    try:
        outcome = _import(settings, found, progress, dry_run=False)
    except Refused as refused:
        _move(casework, actor, upload_id, REFUSED, refusal=refused.text)
        return
    _move(
        casework, actor, upload_id, PUBLISHED,
        report=_report(outcome), snapshot_id=outcome.snapshot_id,
    )  # fmt: skip
    shutil.rmtree(_folder(settings.home, upload_id), ignore_errors=True)


def give_up(casework: Casework, actor: Actor, upload_id: str) -> None:
    """An import that failed for a fault of ours: said as such, so that nobody waits for it."""
    fault = Text(
        "程序出错，未导入任何内容；详情已记入服务器日志。",
        "The program failed and imported nothing; the server's log has the details.",
    )
    _move(casework, actor, upload_id, REFUSED, refusal=fault)


def withdraw(casework: Casework, home: Path, reach: Reach, upload_id: str) -> None:
    """Take an upload back before it is approved; its files are deleted."""
    _require(reach, Permission.IMPORT)
    _move(casework, reach.actor, upload_id, WITHDRAWN)
    shutil.rmtree(_folder(home, upload_id), ignore_errors=True)
    rejects_path(home, upload_id).unlink(missing_ok=True)


def list_uploads(casework: Casework, *, limit: int = 50) -> list[Upload]:
    """The latest uploads, newest first."""
    order = uploads.c.uploaded_at.desc(), uploads.c.upload_id
    with casework.read() as connection:
        rows = connection.execute(sa.select(uploads).order_by(*order).limit(limit)).mappings()
        return [_upload(row) for row in rows]


def approval_of(casework: Casework, snapshot_id: str) -> tuple[str, str] | None:
    """Who approved the import that made a snapshot, and when; None where none was asked for."""
    c = uploads.c
    query = sa.select(c.approver, c.approved_at).where(c.snapshot_id == snapshot_id)
    with casework.read() as connection:
        row = connection.execute(query).first()
    return (str(row.approver), str(row.approved_at)) if row and row.approver else None


def uploaders(connection: sa.Connection, snapshot_ids: Iterable[str]) -> dict[str, str]:
    """Snapshot → who handed in what it was made from; an import from the command line is not among them."""
    c = uploads.c
    query = sa.select(c.snapshot_id, c.uploader).where(c.snapshot_id.in_(sorted(snapshot_ids)))
    return {str(row.snapshot_id): str(row.uploader) for row in connection.execute(query)}


def count_to_approve(casework: Casework, reach: Reach) -> int:
    """How many uploads wait for this person's approval; never one that he handed in himself."""
    if not concerns(reach, Permission.APPROVE_IMPORT):
        return 0
    own = reach.principal.account_id
    return sum(one.state == TRIED and one.uploaded_by != own for one in list_uploads(casework))


def find(casework: Casework, upload_id: str) -> Upload | None:
    """One upload; None where there is none of this id."""
    with casework.read() as connection:
        row = connection.execute(_by_id(upload_id)).mappings().first()
    return _upload(row) if row else None


def _one(casework: Casework, upload_id: str) -> Upload:
    found = find(casework, upload_id)
    if found is None:
        raise Refused("没有这项上传。", "There is no such upload.")
    return found


def _move(
    casework: Casework, actor: Actor, upload_id: str, state: str,
    *, refusal: Text | None = None, **values: Any,
) -> None:  # fmt: skip
    with casework.write(actor) as change:
        row = change.connection.execute(_by_id(upload_id)).mappings().first()
        if row is None or state not in NEXT.get(row["state"], set()):
            raise _not_now(_upload(row)) if row else Refused("没有这项上传。", "No such upload.")
        if refusal:
            values |= {"refusal_zh": refusal.zh, "refusal_en": refusal.en}
        _write(change, upload_id, state, values)
        change.record(
            f"upload_{state}", object_kind="upload", object_id=upload_id,
            before=row["state"], after=state,
        )  # fmt: skip


def _write(change: Change, upload_id: str, state: str, values: dict[str, Any]) -> None:
    change.connection.execute(
        uploads.update().where(uploads.c.upload_id == upload_id).values(state=state, **values)
    )


def _by_id(upload_id: str) -> Any:
    return sa.select(uploads).where(uploads.c.upload_id == upload_id)


def _upload(row: Any) -> Upload:
    refusal = Text(row["refusal_zh"], row["refusal_en"]) if row["refusal_zh"] else None
    return Upload(
        row["upload_id"], row["state"], row["mapping"], row["files"], row["report"], refusal,
        row["uploaded_by"], row["uploader"], row["uploaded_at"], row["approver"], row["snapshot_id"],
    )  # fmt: skip


def _import(
    settings: Settings, upload: Upload, progress: Progress, *, dry_run: bool
) -> ImportOutcome:
    folder = _folder(settings.home, upload.upload_id)
    return import_sources(
        settings, [folder], mapping=upload.mapping, dry_run=dry_run, progress=progress
    )


def _report(outcome: ImportOutcome) -> dict[str, Any]:
    counts = outcome.report.tables if outcome.report else ()
    return {
        "tables": [
            {
                "table_name": one.table_name,
                "rows_read": one.rows_read,
                "rows_accepted": one.rows_accepted,
                "rows_rejected": one.rows_rejected,
                "rows_added": one.rows_added,
                "rows_changed": one.rows_changed,
            }
            for one in counts
        ],
        "notices": [[notice.zh, notice.en] for notice in outcome.notices],
        "changes": outcome.changes.as_json() if outcome.changes else None,
    }


def _few(files: Iterable[tuple[str, IO[bytes]]]) -> Iterable[tuple[str, IO[bytes]]]:
    for number, one in enumerate(files):
        if number == MOST_FILES:
            raise Refused(
                f"一次最多 {MOST_FILES} 个文件。", f"At most {MOST_FILES} files at a time."
            )
        yield one


def _keep(folder: Path, name: str, stream: IO[bytes]) -> dict[str, Any]:
    clean = clean_name(name)
    path = folder / clean
    if path.suffix.lower() not in KINDS:
        raise Refused(
            f"文件 {clean} 的类型不能导入；请上传 csv 或 xlsx 文件。",
            f"Files like {clean} are not imported; upload csv or xlsx files.",
        )
    if path.exists():
        raise Refused(f"文件 {clean} 出现两次。", f"The file {clean} is there twice.")
    with path.open("xb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
    return {"name": clean, "bytes": path.stat().st_size}


def clean_name(name: str) -> str:
    """The last part of a file's name without signs that mean something to a file system or a reader.

    Raises:
        Refused: nothing is left of it.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")[-120:]
    if not kept:
        raise Refused("文件没有名称。", "The file has no name.")
    return kept


def files_of(home: Path, upload_id: str) -> list[Path]:
    """The files of an upload while they are kept, by name."""
    return sorted(path for path in _folder(home, upload_id).glob("*") if path.is_file())


def rejects_path(home: Path, upload_id: str) -> Path:
    """Where the rejected rows of an upload lie, as long as it does."""
    return home / "uploads" / f"{upload_id}.rejects.csv"


def _folder(home: Path, upload_id: str) -> Path:
    return home / "uploads" / upload_id


def concerns(reach: Reach, permission: Permission) -> bool:
    """Whether a person has the right over the whole company: an extract holds the rows of all units."""
    return reach.units is None and reach.principal.may(permission)


def _require(reach: Reach, permission: Permission) -> None:
    if not concerns(reach, permission):
        raise Refused(
            "上传和批准数据须有全公司范围的相应权限。",
            "Handing in and approving data takes that right over the whole company.",
        )


def _not_now(found: Upload) -> Refused:
    state = STATES[found.state]
    return Refused(
        f"该上传当前为“{state.zh}”，不能进行此操作。",
        f"The upload is in the state '{state.en}'; this cannot be done now.",
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
