"""The trail: who did or saw what, and whether the record is intact."""

import tempfile
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import Response, abort, request, send_file

from audit_models import format as fmt
from audit_models.access import ROLE_NAMES, Permission, Role
from audit_models.casework import bundle, intact, trail
from audit_models.casework.cli import REASONS
from audit_models.casework.trail import PAGE_ROWS, Verified, canonical
from audit_models.casework.usage import uses
from audit_models.china_time import CHINA
from audit_models.exports.sheet import Column, Sheet, csv_text
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import Address, read_address
from dashboard.administration.trail_usage import usage_card
from dashboard.administration.trail_words import KINDS, RESULTS, action_name, recorded_as
from dashboard.components import card, link, named, table
from dashboard.html import Component
from dashboard.page import Page

TITLE = Text("审计日志", "Trail")
LEAD = Text(
    "登录、拒绝、查看个人信息、导出和每次改动各记一条，只能追加。",
    "One entry for every sign-in, denial, read of personal data, export and change; append-only.",
)
INTACT = Text("{count} 条记录完好 ✓", "{count} entries intact ✓")
BROKEN = Text(
    "第 {seq} 条起不完整：{why}；此前 {count} 条完好。",
    "Not intact from entry {seq}: {why}; the {count} before it are.",
)
ONCE_BROKEN = Text(
    "第 {seq} 条起曾有断点，已有人说明。",
    "It was broken from entry {seq} on, which was answered for.",
)
MOST_VERIFIED = 50_000
"""More entries are not looked through each time the page is opened: that takes longer than a second."""
TOO_MANY = Text(
    "共 {count} 条记录，此页未核验；请运行 verify-trail。",
    "{count} entries, not verified on this page; run verify-trail.",
)
FIND = Text(
    "按人员、操作或对象查找（须完全一致）", "Find a person, an action or an object (exactly)"
)
SEARCH = Text("查找", "Find")
NONE = Text("没有符合的记录。", "No such entry.")
SAVE = Text("导出 CSV", "Save as CSV")
HASH = Text("链值", "Chain value")
OLDER, NEWER = Text("更早 ›", "Older ›"), Text("‹ 更新", "‹ Newer")
COLUMNS = (
    Text("序号", "No."),
    Text("时间", "Time"),
    Text("人员", "Person"),
    Text("角色", "Role"),
    Text("来源地址", "From"),
    Text("操作", "Action"),
    Text("对象", "Object"),
    Text("单位", "Unit"),
    Text("结果", "Result"),
    Text("变更前", "Before"),
    Text("变更后", "After"),
    Text("理由", "Reason"),
)
LONGEST = 160
FILE_PATH = "/trail/file"
BUNDLE_PATH = "/trail/bundle"
BUNDLE = Text("导出签名包", "Save as a signed bundle")
KEY = Text(
    "签名包的公钥，请另行保存；核对：python app.py verify-trail --bundle 文件 --key 公钥",
    "Public key of the bundles, to be kept apart from them; check one with python app.py verify-trail --bundle FILE"
    " --key KEY:",
)


def body(address: Address) -> Component:
    """State of the chain, a search, and the entries, the newest first."""
    casework = session.casework()
    lang = address.lang
    with casework.read() as connection:
        rows = trail.search(connection, recorded_as(address.id or ""), page=address.page)
        count = trail.count_entries(connection)
        used = uses(connection)
    state = intact.look(casework) if count <= MOST_VERIFIED else None
    return html.Div(
        [
            html.Div(
                [html.H1(TITLE.in_(lang)), html.Span(LEAD.in_(lang), className="sub")],
                className="title",
            ),
            _chain(state, count, lang),
            _search(address),
            card(
                TITLE.in_(lang),
                _entries(rows, lang),
                _pager(rows, address),
                html.Div(
                    [
                        html.A(
                            SAVE.in_(lang), href=f"{FILE_PATH}{address.search}", className="button"
                        ),
                        html.A(BUNDLE.in_(lang), href=BUNDLE_PATH, className="button"),
                    ],
                    className="ask",
                ),
                html.P(
                    [
                        KEY.in_(lang),
                        " ",
                        html.Code(bundle.public_key(casework.secret), className="hash"),
                    ],
                    className="note",
                ),
            ),
            usage_card(used, lang),
        ]
    )


def _chain(state: Verified | None, count: int, lang: Lang) -> Component:
    if state is None:
        return html.P(TOO_MANY.in_(lang).format(count=fmt.count(count)), className="says")
    is_whole = state.first_bad_seq is None
    return html.P(
        chain(state, lang),
        className="says" if is_whole else "failed",
        role="status" if is_whole else "alert",
    )


def chain(state: Verified, lang: Lang) -> str:
    """Whether the record is intact, in a sentence."""
    count = fmt.count(state.count)
    if state.first_bad_seq is None:
        said = [INTACT.in_(lang).format(count=count)]
        return " ".join([*said, *(ONCE_BROKEN.in_(lang).format(seq=seq) for seq in state.accepted)])
    why = REASONS[state.reason].in_(lang)
    return BROKEN.in_(lang).format(seq=state.first_bad_seq, why=why, count=count)


def _search(address: Address) -> Component:
    label = FIND.in_(address.lang)
    return html.Div(
        [
            dmc.TextInput(
                id="trail-text",
                value=address.id or "",
                debounce=True,
                placeholder=label,
                className="field",
                **{"aria-label": label},
            ),
            html.Button(
                SEARCH.in_(address.lang), id="trail-find", type="button", className="button"
            ),
        ],
        className="ask",
    )


def register(app: Dash, _: Warehouse) -> None:
    """The search is a part of the address, as everything that a page shows; so it is of the file."""

    @app.server.get(FILE_PATH)
    def save() -> Response:
        if not session.may(Permission.TRAIL):
            abort(404)
        address = read_address(PAGE.path, f"?{request.query_string.decode('latin-1')}")
        text = address.id or ""
        # No entry, no file: one that cannot be written is an exception.
        session.note("export", kind="file", id=f"trail.csv {text}".strip())
        with session.casework().read() as connection:
            rows = trail.search(connection, recorded_as(text), lines=None)
        return Response(
            csv_text(sheet(rows), address.lang),
            mimetype="text/csv",
            headers={"Content-Disposition": "attachment; filename=trail.csv"},
        )

    @app.server.get(BUNDLE_PATH)
    def save_bundle() -> Response:
        if not session.may(Permission.TRAIL):
            abort(404)
        # The entry comes first, so that the bundle holds it too.
        session.note("export", kind="file", id="trail.zip")
        casework = session.casework()
        # Closed by the answer, when it was sent.
        packed = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115
        with casework.read() as connection:
            bundle.write_bundle(connection, casework.secret, casework.anchor, packed)
        packed.seek(0)
        return send_file(
            packed, mimetype="application/zip", as_attachment=True, download_name="trail.zip",
            conditional=False, etag=False,
        )  # fmt: skip

    @app.callback(
        Output("shell-location", "href", allow_duplicate=True),
        Input("trail-text", "value"),
        Input("trail-find", "n_clicks"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def find(text: Any, _: Any, path: str, search: str) -> str:
        address = read_address(path, search)
        wanted = text.strip()[:200] if isinstance(text, str) else ""
        if wanted == (address.id or ""):
            raise PreventUpdate
        return address.to(id=wanted or None).href


def sheet(rows: list[dict[str, Any]]) -> Sheet:
    """All that was recorded, cut nowhere, each with its value in the chain."""
    return Sheet(
        TITLE,
        [Column(column) for column in (*COLUMNS, HASH)],
        [
            [
                str(row["seq"]), row["happened_at"], row["login"], row["role"], row["address"],
                row["action"], f"{row['object_kind']} {row['object_id']}", row["unit_code"] or "",
                row["result"], *(_text(row[name]) for name in ("before", "after", "reason")),
                row["hash"],
            ]
            for row in rows
        ],
    )  # fmt: skip


def _entries(rows: list[dict[str, Any]], lang: Lang) -> Component:
    if not rows:
        return html.P(NONE.in_(lang), className="empty-text")
    kinds = {0: "num", **dict.fromkeys((1, 3, 5, 8), "when")}
    columns = [(column.in_(lang), kinds.get(i, "")) for i, column in enumerate(COLUMNS)]
    return table(columns, [_line(row, lang) for row in rows])


def _line(row: dict[str, Any], lang: Lang) -> list[Any]:
    moment = datetime.fromisoformat(row["happened_at"]).astimezone(CHINA)
    role = row["role"]
    return [
        str(row["seq"]),
        f"{moment:%Y-%m-%d %H:%M:%S}",
        row["login"],
        ROLE_NAMES[Role(role)].in_(lang) if role in set(Role) else role,
        row["address"],
        html.Span(action_name(row["action"]).in_(lang), title=row["action"]),
        [
            f"{KINDS.get(row['object_kind'], Text(*[row['object_kind']] * 2)).in_(lang)} ",
            _recorded(row["object_id"], lang),
        ],
        row["unit_code"] or "",
        RESULTS.get(row["result"], Text(*[row["result"]] * 2)).in_(lang),
        *(_recorded(row[name], lang) for name in ("before", "after", "reason")),
    ]


def _recorded(value: Any, lang: Lang) -> Component | str:
    """What was recorded, as it was; the beginning of a long one."""
    text = _text(value)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return named(Text(shown, shown), lang)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)


def _pager(rows: list[dict[str, Any]], address: Address) -> Component:
    steps = []
    if address.page > 1:
        newer = address.to(page=address.page - 1).href
        steps.append(link(NEWER.in_(address.lang), newer, class_name="button"))
    if len(rows) == PAGE_ROWS:
        older = address.to(page=address.page + 1).href
        steps.append(link(OLDER.in_(address.lang), older, class_name="button"))
    return html.Div(steps, className="pager")


PAGE = Page(
    name="trail",
    path="/trail",
    title=TITLE,
    order=21,
    icon="trail",
    body=body,
    permission=Permission.TRAIL,
    routes=(FILE_PATH, BUNDLE_PATH),
    shows_snapshot=False,
    register=register,
)
