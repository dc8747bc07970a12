"""What leaves of uploads as a file: an empty workbook to fill in, and the rows that were rejected."""

import io
from typing import Any

from flask import Flask, abort, request, send_file

from audit_models import rejected_rows
from audit_models.access import Permission
from audit_models.casework import uploads
from audit_models.casework.store import Casework
from audit_models.contract import Table, load_contract
from audit_models.errors import Refused
from audit_models.exports.sheet import file_name
from audit_models.exports.template import template
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import session

TEMPLATE_RULE = "/data/template/<table_name>"
REJECTS_RULE = "/data/rejects/<upload_id>"
ROUTES = {
    TEMPLATE_RULE: frozenset({Permission.IMPORT}),
    REJECTS_RULE: frozenset({Permission.IMPORT}),
}
"""Rejected rows are source rows with all their cells: for who hands data in, not for who approves."""
REJECTED = Text("被拒绝的行", "Rejected rows")


def taken_tables() -> list[Table]:
    """The tables that are taken from files, as the contract has them."""
    return [one for one in load_contract().values() if not one.written_by_system]


def register_routes(server: Flask, warehouse: Warehouse, casework: Casework) -> None:
    """Both files; for who may hand in data of the whole company."""

    @server.get(TEMPLATE_RULE)
    def give_template(table_name: str) -> Any:
        lang = _lang()
        found = next((one for one in taken_tables() if one.name == table_name), None)
        if found is None:
            abort(404)
        return _sent(template(found, lang), file_name(found.name, kind="xlsx"))

    @server.get(REJECTS_RULE)
    def give_rejects(upload_id: str) -> Any:
        found = uploads.find(casework, upload_id)
        if found is None or not _concerns(warehouse):
            abort(404)
        path = uploads.rejects_path(warehouse.home, found.upload_id)
        if not path.exists():
            abort(404)
        lang = _lang()
        content = rejected_rows.as_workbook(path, lang)
        # No entry, no file: one that cannot be written is an exception.
        session.note("export", kind="upload", id=f"{found.upload_id}/rejects.xlsx")
        return _sent(content, file_name(REJECTED.in_(lang), upload_id[:8], kind="xlsx"))


def _concerns(warehouse: Warehouse) -> bool:
    try:
        return uploads.concerns(session.reach(warehouse.current()), Permission.IMPORT)
    except Refused:
        return False


def _lang() -> Lang:
    return "en" if request.args.get("lang") == "en" else "zh"


def _sent(content: bytes, name: str) -> Any:
    return send_file(
        io.BytesIO(content), mimetype="application/octet-stream", as_attachment=True,
        download_name=name, conditional=False, etag=False,
    )  # fmt: skip
