"""Notes on an indicator's page: those of the shown unit and of all below it, and the form for one's own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import notes
from audit_models.casework.notes import Note
from audit_models.catalogue import Definition
from audit_models.china_time import CHINA
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.casework import answer, reach, unit_name, units_shown
from dashboard.components import card, link
from dashboard.html import Component
from dashboard.indicator.choice import chosen
from dashboard.view import View

TITLE = Text("批注", "Notes")
ABOUT = Text(
    "钉在某单位某月的这项指标上，上级单位也能看到；每人每月一条，重写即替换，本人可撤回，均留痕。",
    "Pinned to this indicator of a unit and month, and seen by the units above. One a person and month:"
    " writing again replaces it, its author can take it back, and the trail keeps all of it.",
)
MINE = Text("{month}的批注", "Note on {month}")
SAVE = Text("保存批注", "Save the note")
WITHDRAW = Text("撤回我的批注", "Take my note back")
NONE = Text("还没有批注。", "There are no notes yet.")
SAID = Text("{text}（{who}，{on}）", "{text} ({who}, {on})")
OF_UNIT = Text("{unit}：{said}", "{unit}: {said}")


def notes_about(indicator: Definition, view: View) -> list[Note]:
    """What stands about the shown unit and all below it; none in a notebook, which has no reader."""
    if not has_request_context():
        return []
    return notes.about(session.casework(), reach(view), indicator.id, units_shown(view))


def note_words(note: Note, view: View) -> str:
    """A note with its author; of another unit than the shown one, with that unit."""
    said = view.say(SAID).format(text=note.text, who=note.author, on=fmt.day(note.written_on))
    unit = view.catalogue.units.get(note.unit_code)
    if unit is None or unit.code == view.unit.code:
        return said
    return view.say(OF_UNIT).format(unit=view.say(unit.name), said=said)


def note_card(indicator: Definition, noted: Sequence[Note], view: View) -> Component | None:
    """The notes, the latest month first, and the form; nothing where there are none and none is written."""
    may_write = session.may(Permission.NOTE)
    if not noted and not may_write:
        return None
    shown: Any = html.P(view.say(NONE), className="empty-text")
    if noted:
        shown = html.Ul([_line(note, view) for note in noted], className="notes")
    return card(
        view.say(TITLE),
        shown,
        _form(noted, view) if may_write else None,
        html.Div(id="indicator-note-said", role="status"),
        note=view.say(ABOUT),
    )


def _line(note: Note, view: View) -> Component:
    said = view.say(SAID).format(text=note.text, who=note.author, on=fmt.day(note.written_on))
    to = view.href(unit=note.unit_code, month=note.month)
    where = [fmt.month(note.month, view.lang)]
    if note.unit_code != view.unit.code:
        where += [" · ", unit_name(note.unit_code, view)]
    return html.Li([link(where, to), html.Span(said, lang="zh-CN" if _is_chinese(said) else None)])


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _form(noted: Sequence[Note], view: View) -> Component:
    """The own note of the shown unit and month, to be written, replaced or taken back."""
    own = session.principal().account_id
    pin = (view.unit.code, view.month, own)
    mine = [n.text for n in noted if (n.unit_code, n.month, n.author_id) == pin]
    return html.Div(
        [
            dmc.Textarea(
                id="indicator-note-text",
                label=view.say(MINE).format(month=fmt.month(view.month, view.lang)),
                value=mine[0] if mine else "",
                autosize=True,
                minRows=1,
            ),
            html.Button(
                view.say(SAVE), id="indicator-note-save", type="button", className="button"
            ),
            html.Button(
                view.say(WITHDRAW),
                id="indicator-note-withdraw",
                type="button",
                className="button",
                hidden=not mine,
            ),
        ],
        className="ask",
    )


def register_notes(app: Dash, warehouse: Warehouse, body: Callable[[View], Component]) -> None:
    """Save or take back; indicator, unit and month are those of the address."""

    @app.callback(
        Output("indicator-body", "children", allow_duplicate=True),
        Output("indicator-note-said", "children"),
        Input("indicator-note-save", "n_clicks"),
        Input("indicator-note-withdraw", "n_clicks"),
        State("indicator-note-text", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def noted(save: Any, withdraw: Any, text: Any, path: str, search: str) -> Any:
        if not save and not withdraw:
            raise PreventUpdate
        is_back = ctx.triggered_id == "indicator-note-withdraw"

        def change(view: View) -> None:
            where = (reach(view), chosen(view).id, view.unit.code, view.month)
            seed, today = view.snapshot.facts.seed, datetime.now(CHINA).date()
            if is_back:
                notes.withdraw(session.casework(), *where, seed=seed, today=today)
                return
            said = text if isinstance(text, str) else ""
            notes.write(session.casework(), *where, said, seed=seed, today=today)

        return answer(warehouse, path, search, change, body)
