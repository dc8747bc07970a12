"""Evidence in and out: a plain form for files of any size and for a phone's camera, and the files themselves."""

from typing import Any

from flask import Flask, abort, redirect, render_template, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge

from audit_models.access import Permission
from audit_models.casework.findings import evidence, register
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import session
from dashboard.address import Address, read_address
from dashboard.frame.menu import PRODUCT

FORM_PATH = "/finding/evidence"
FILE_RULE = f"{FORM_PATH}/<evidence_id>"
ROUTES = {FORM_PATH: evidence.WRITERS, FILE_RULE: frozenset({Permission.READ})}
"""What there is here, and what an account must be permitted to ask for it."""
ROUND_A_FILE_BYTES = 1 << 20
"""What a form may hold beside its file."""

WORDS = {
    "product": PRODUCT,
    "title": Text("添加证据", "Add evidence"),
    "note": Text(
        "每次一个文件，不超过 {most} MB；可用 {kinds}。文件连同哈希值保存，不能更改或删除。",
        "One file at a time, up to {most} MB: {kinds}. It is kept with its hash, and neither changed nor"
        " deleted.",
    ),
    "choose": Text("选择文件", "Choose a file"),
    "photo": Text("或者拍照", "Or take a photo"),
    "send": Text("上传", "Send"),
    "back": Text("返回", "Back"),
    "other": Text("English", "中文"),
}
ONE_ONLY = Text("请选择一个文件，或拍一张照片。", "Choose one file, or take one photo.")


def register_routes(server: Flask, warehouse: Warehouse, casework: Casework) -> None:
    """The form, and the files; the gate has let through only who may ask for them."""
    evidence.tidy(casework.home)

    def concerned() -> tuple[Reach, Address]:
        """Who asks, about which finding; what there is not and what is foreign are answered alike."""
        address = read_address("/finding", f"?{request.query_string.decode('ascii', 'replace')}")
        try:
            reach = session.reach(warehouse.current())
            with casework.read() as connection:
                register.get(connection, reach, address.id or "")
        except NotHere:
            session.note("denied", kind="finding", id=(address.id or "")[:100], result="denied")
            abort(404)
        except Refused:
            abort(404)
        return reach, address

    @server.get(FORM_PATH)
    def ask_for_file() -> Any:
        return form_page(concerned()[1])

    @server.post(FORM_PATH)
    def take_file() -> Any:
        request.max_content_length = evidence.MOST_BYTES + ROUND_A_FILE_BYTES
        reach, address = concerned()
        try:
            name, stream = _sent_file()
            evidence.add(casework, reach, address.id or "", name, stream)
        except NotAllowed:
            abort(403)
        except Refused as refused:
            return form_page(address, refused.text), 400
        return redirect(address.href, 303)

    @server.get(FILE_RULE)
    def give_file(evidence_id: str) -> Any:
        try:
            reach = session.reach(warehouse.current())
            name, content = evidence.read(casework, reach, evidence_id)
        except NotHere:
            session.note("denied", kind="evidence", id=evidence_id[:100], result="denied")
            abort(404)
        except Refused as refused:
            return form_page(
                read_address("/finding", request.full_path), refused.text, asks=False
            ), 409
        # Never shown by the browser, whatever its name says it is.
        return send_file(
            content, mimetype="application/octet-stream", as_attachment=True, download_name=name,
            conditional=False, etag=False,
        )  # fmt: skip


def _sent_file() -> tuple[str, Any]:
    """The one file of the form, as it lies on the disk.

    Raises:
        Refused: none, more than one, or more than is taken.
    """
    try:
        sent = [one for one in request.files.getlist("file") if one.filename]
    except RequestEntityTooLarge:
        raise evidence.too_large("") from None
    if len(sent) != 1:
        raise Refused(*ONE_ONLY)
    return sent[0].filename or "", sent[0].stream


def form_page(address: Address, error: Text | None = None, *, asks: bool = True) -> str:
    """The form of its own; without it, the sentence that says why there is no file."""
    lang = address.lang
    note = {"most": evidence.MOST_BYTES >> 20, "kinds": evidence.KINDS.in_(lang)}
    other = address.to(lang="en" if lang == "zh" else "zh")
    return render_template(
        "evidence.html",
        lang="zh-CN" if lang == "zh" else "en",
        words={name: text.in_(lang) for name, text in WORDS.items()},
        note=WORDS["note"].in_(lang).format(**note),
        error=error.in_(lang) if error else "",
        asks=asks,
        finding=address.id or "",
        action=f"{FORM_PATH}{address.search}",
        kinds=",".join(evidence.BEGINS),
        back=address.href if address.id else address.to(path="/findings").href,
        other=f"{FORM_PATH}{other.search}",
    )
