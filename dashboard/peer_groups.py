"""The peer group of a page: which groups there are to choose from, which is chosen, and its name on screen."""

from typing import Any

import pandas as pd

from audit_models.assessment.ranks import FEWEST_PEERS
from audit_models.catalogue import PeerGroup
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, named, table
from dashboard.html import Component
from dashboard.view import LEVELS, View

ALL = "all"
LABEL = Text("同类组", "Peer group")
EVERY_UNIT = Text("本级全部单位", "All of the level")
AMONG = Text("{count} 个单位", "{count} units")
TOO_FEW = Text("{count} 个单位，太少，不排名", "{count} units, too few to rank")
CRITERION = Text("依据", "Criterion")
LEVEL = Text("级别", "Level")
MEMBERS = Text("本月单位", "Units of the month")
MAINTAINED = Text(
    "同类组由本单位在 data/policy/peer_groups.yaml 中维护；下表为所选月份有效的组。",
    "The office keeps its groups in data/policy/peer_groups.yaml; below are those of the chosen month.",
)
NONE = Text(
    "本月没有同类组：各单位只与本级比较。",
    "No groups this month: units are compared with their level only.",
)


def groups_here(view: View) -> list[PeerGroup]:
    """The month's groups of units below the shown one; of a unit without any below, its own."""
    below = {
        unit.code
        for unit in view.catalogue.units.values()
        if unit != view.unit and view.unit in view.catalogue.ancestors(unit)
    } or {view.unit.code}
    return [one for one in view.catalogue.groups if below & one.units(view.month)]


def group_of(view: View) -> PeerGroup | None:
    """The group that the address asks for; else that of a unit with none below it; else all of the level."""
    known = {one.id: one for one in groups_here(view)}
    asked = view.address.peers
    if asked is None and not view.catalogue.children(view.unit):
        return next(iter(known.values()), None)
    return known.get(asked or ALL)


def in_group(units: pd.DataFrame, view: View) -> pd.DataFrame:
    """The rows of units in the chosen group; all where none is chosen, or it is one of another level."""
    group = group_of(view)
    if group is None or units.empty:
        return units
    level = view.catalogue.units[units["unit_code"].iloc[0]].level
    if level != group.level:
        return units
    return units[units["unit_code"].isin(group.units(view.month))]


def options(view: View) -> list[dict[str, str]]:
    """What the picker offers; nothing where there are no groups."""
    found = [{"value": one.id, "label": view.say(one.name)} for one in groups_here(view)]
    return [{"value": ALL, "label": view.say(EVERY_UNIT)}, *found] if found else []


def option(view: View) -> str:
    """The picker's choice."""
    group = group_of(view)
    return group.id if group else ALL


def group_note(view: View) -> Component | None:
    """The chosen group by name, by what it is made and how many of its units are seen; and the way back."""
    group = group_of(view)
    if group is None:
        return None
    count = len(group.units(view.month))
    text = TOO_FEW if count < FEWEST_PEERS else AMONG
    return html.Div(
        [
            html.Span(view.say(LABEL)),
            html.Strong(view.say(group.name)),
            html.Span(f"{view.say(group.criterion)} · {view.say(text).format(count=count)}"),
            link(view.say(EVERY_UNIT), view.href(peers=ALL), class_name="button"),
        ],
        className="chip",
        role="status",
        id="peer-group",
    )


def group_card(view: View) -> Component:
    """Every group of the month, by what it is made and whom it holds."""
    units = view.catalogue.units
    heads = [(view.say(one), "") for one in (LABEL, LEVEL, CRITERION, MEMBERS)]
    rows: list[list[Any]] = [
        [
            view.say(group.name),
            view.say(LEVELS[group.level]),
            view.say(group.criterion),
            html.Span(
                [
                    html.Span([link(named(units[code].name, view.lang), view.href(unit=code)), " "])
                    for code in sorted(members)
                ]
            ),
        ]
        for group in view.catalogue.groups
        if (members := group.units(view.month))
    ]
    shown = table(heads, rows) if rows else html.P(view.say(NONE), className="note")
    return card(view.say(LABEL), shown, note=view.say(MAINTAINED))
