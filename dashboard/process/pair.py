"""Two units side by side: throughput, rework, waits and ways of the same month and class."""

from typing import NamedTuple

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Unit
from audit_models.process.bunching import bunching
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, named, table, twin
from dashboard.figures.process_compared import waits_of_two
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.process.noted import KINDS
from dashboard.process.words import stage_names, way
from dashboard.view import View

TITLE = Text("两个单位对比", "Two units side by side")
NOTE = Text(
    "同月、同客户类别；差异可能来自工程构成，只是线索",
    "Same month and customer class; the mix of works may explain a difference, which is only a lead",
)
CHOOSE = Text("选择对比的单位", "Choose a unit to compare with")
STOP = Text("不再对比", "Stop comparing")
NO_CASES = Text("{name}本月没有这类办结工程。", "{name} completed no such connection this month.")
MEASURE = Text("内容", "Measure")
WAITS = Text("等待", "Waits")
PASSAGE = Text("流转", "Passage")
WAYS = Text("办理路径（占比）", "Variants (share of cases)")
PATH = Text("路径", "Way")
MOST_PASSAGES, MOST_WAYS = 12, 8

COMPLETED = Text("办结件数", "Completed")
MEDIAN = Text("全程中位数（工作日）", "Median working days in all")
MOST = Text("九成在多少工作日内", "Nine in ten within (working days)")
REPEATED = Text("有返工", "With a stage repeated")
DEVIATING = Text("与标准流程不符", "Differ from the standard process")
VARIANTS = Text("路径种数", "Variants")
LAST_DAY = Text("时限最后一天超出预期（12个月）", "Last-day replies above expectation (12 months)")
COUNT_SHARE = Text("{count} 件（{share}%）", "{count} ({share}%)")


class Side(NamedTuple):
    """What is known of one of the two units."""

    unit: Unit
    totals: dict[str, float]
    variants: pd.DataFrame
    edges: pd.DataFrame
    kinds: dict[str, int]
    margins: pd.DataFrame


def peers(view: View) -> list[Unit]:
    """The units of the same level that the reader sees, those below the same unit first."""
    own = view.unit
    same = [
        unit
        for unit in view.catalogue.units.values()
        if unit.level == own.level and unit.code != own.code
    ]
    return sorted(same, key=lambda unit: (unit.parent != own.parent, unit.code))


def pair_card(customer_class: str | None, view: View) -> Component | None:
    """The choice of the other unit and, once it is chosen, both side by side; nothing without a peer."""
    others = peers(view)
    if not others:
        return None
    chosen = next((unit for unit in others if unit.code == view.address.selected), None)
    if chosen is None:
        return card(view.say(TITLE), _choice(others, chosen, view), note=view.say(NOTE))
    sides = [_side(unit, customer_class, view) for unit in (view.unit, chosen)]
    empty = [side for side in sides if not side.totals]
    content: list[Component] = [_choice(others, chosen, view)]
    if empty:
        content += [
            html.P(
                view.say(NO_CASES).format(name=side.unit.name.in_(view.lang)),
                className="empty-text",
            )
            for side in empty
        ]
    else:
        content += [_measures(sides, view), *_waits(sides, view), *_ways(sides, view)]
    return card(view.say(TITLE), *content, note=view.say(NOTE))


def _choice(others: list[Unit], chosen: Unit | None, view: View) -> Component:
    links = [
        link(
            named(unit.name, view.lang),
            view.href(selected=unit.code),
            class_name="choice is-current" if unit is chosen else "choice",
        )
        for unit in others
    ]
    if chosen:
        links.insert(0, link(view.say(STOP), view.href(selected=None), class_name="choice"))
    return html.Details(
        [
            html.Summary(view.say(CHOOSE)),
            html.Nav(links, className="choices", **{"aria-label": view.say(CHOOSE)}),
        ],
        className="twin",
    )


def _side(unit: Unit, customer_class: str | None, view: View) -> Side:
    asked = (view.snapshot, unit.code, view.month, customer_class)
    totals = records(views.process_totals(*asked))
    kinds = {}
    if views.has(view.snapshot, "result.process_noted"):
        found = views.noted_kinds(*asked)
        kinds = dict.fromkeys(KINDS, 0) | dict(
            zip(found["kind"], found["cases"].map(int), strict=True)
        )
    return Side(
        unit,
        {str(name): value for name, value in totals[0].items()} if totals else {},
        views.process_variants(*asked),
        views.process_edges(*asked).dropna(subset=["from_stage", "to_stage"]),
        kinds,
        views.process_margins(*asked),
    )


def _heads(sides: list[Side], view: View) -> list[tuple[str, str]]:
    return [(side.unit.name.in_(view.lang), "num") for side in sides]


def _measures(sides: list[Side], view: View) -> Component:
    """Throughput and what stands out, each as a number of cases and their share."""
    rows = [
        [view.say(COMPLETED), *[fmt.count(side.totals["cases"]) for side in sides]],
        [view.say(MEDIAN), *[fmt.number(side.totals["median_days"]) for side in sides]],
        [view.say(MOST), *[fmt.number(side.totals["p90_days"]) for side in sides]],
        [view.say(REPEATED), *[_share(side.totals["repeated"], side, view) for side in sides]],
        [view.say(DEVIATING), *[_share(side.totals["deviating"], side, view) for side in sides]],
        *[
            [view.say(name), *[_share(side.kinds[kind], side, view) for side in sides]]
            for kind, name in KINDS.items()
            if all(side.kinds for side in sides)
        ],
        [view.say(VARIANTS), *[fmt.count(len(side.variants)) for side in sides]],
        [view.say(LAST_DAY), *[_excess(side.margins) for side in sides]],
    ]
    return table([(view.say(MEASURE), ""), *_heads(sides, view)], rows)


def _share(count: float, side: Side, view: View) -> str:
    share = fmt.number(100 * count / side.totals["cases"])
    return view.say(COUNT_SHARE).format(count=fmt.count(count), share=share)


def _excess(margins: pd.DataFrame) -> str:
    found = bunching(margins)
    return (
        f"{fmt.number(found.excess)} ± {fmt.number(found.half_width)}" if found else fmt.NO_NUMBER
    )


def joined(sides: list[Side], frames: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """The rows of both units by key, columns suffixed 0 and 1; of a key that one has not, its cells are empty."""
    left, right = (frame.set_index(key).add_suffix(f"_{n}") for n, frame in enumerate(frames))
    found = left.join(right, how="outer")
    share = [
        found[f"cases_{n}"].fillna(0) / max(side.totals["cases"], 1) for n, side in enumerate(sides)
    ]
    # By what both units' cases take most, whatever the units' sizes.
    return (
        found.assign(weight=share[0] + share[1])
        .sort_values("weight", ascending=False, kind="stable")
        .reset_index()
    )


def _waits(sides: list[Side], view: View) -> list[Component]:
    names = stage_names(view)
    edges = [side.edges[["from_stage", "to_stage", "cases", "median_wait"]] for side in sides]
    found = joined(sides, edges, ["from_stage", "to_stage"]).head(MOST_PASSAGES)
    if found.empty:
        return []
    found = found.rename(columns={"median_wait_0": "median_0", "median_wait_1": "median_1"}).assign(
        way=[
            way(f"{one}>{other}", names)
            for one, other in zip(found["from_stage"], found["to_stage"], strict=True)
        ]
    )
    units = [side.unit.name.in_(view.lang) for side in sides]
    figure = waits_of_two(found, units, lang=view.lang)
    heads = _heads(sides, view)
    rows = [
        [
            row["way"],
            *[f"{fmt.number(row[f'median_{n}'])} · {fmt.count(row[f'cases_{n}'])}" for n in (0, 1)],
        ]
        for row in records(found)
    ]
    return [
        html.H3(view.say(WAITS)),
        graph("process-waits", figure, lang=view.lang, label=view.say(WAITS)),
        twin(table([(view.say(PASSAGE), ""), *heads], rows), view.lang),
    ]


def _ways(sides: list[Side], view: View) -> list[Component]:
    names = stage_names(view)
    found = joined(sides, [side.variants[["path", "cases"]] for side in sides], ["path"])
    if found.empty:
        return []
    rows = [
        [
            html.Span(way(row["path"], names, sign=" › "), className="way"),
            *[
                _share(row[f"cases_{n}"], side, view) if fmt.is_number(row[f"cases_{n}"]) else "0"
                for n, side in enumerate(sides)
            ],
        ]
        for row in records(found.head(MOST_WAYS))
    ]
    return [html.H3(view.say(WAYS)), table([(view.say(PATH), "name"), *_heads(sides, view)], rows)]
