"""The pages inside a notebook: the same views, figures and words, in the notebook's language.

`desk = open_desk(unit, month, snapshot, lang)` is how every notebook begins. Interactive figures bring
their library along once, so that neither Jupyter nor the kept page asks anything from elsewhere.
"""

from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import dcc
from IPython.display import display

from audit_models import format as fmt
from audit_models import open_snapshot, read, views
from audit_models.catalogue import Definition
from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.families import family_code
from audit_models.judgement import DECIDED, MARKS, SEVERITIES
from audit_models.notebooks.numbers import record
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import LANGS, Lang, Text
from audit_models.words import code_name, column_name, missing_text, rule_sentence
from dashboard.address import Address, read_month
from dashboard.page import find_pages
from dashboard.view import Nothing, View, view_of

MOST_ROWS = 30
HEADINGS = {
    "relation": Text("表", "Relation"),
    "label": Text("说明", "Meaning"),
    "indicator": Text("指标", "Indicator"),
    "rule": Text("规则", "Rule"),
    "value": Text("数值", "Value"),
    "page": Text("页面数值", "On the page"),
    "computed": Text("本笔记本", "This notebook"),
    "target": Text("目标", "Target"),
    "cases": Text("案例数", "Cases"),
    "n": Text("案例数", "Cases"),
    "hits": Text("疑点", "Hits"),
    "checked": Text("已检查", "Checked"),
    "state": Text("状态", "State"),
    "missing": Text("缺少", "Missing"),
    "unit_name": Text("单位", "Unit"),
    "rows": Text("行数", "Rows"),
    "share": Text("占比", "Share"),
    "severity": Text("程度", "Severity"),
    "subject_id": Text("对象", "Subject"),
    "amount_cny": Text("金额（元）", "Amount (CNY)"),
    "happened_on": Text("发生日期", "Date"),
    "said": Text("疑点内容", "What was found"),
    "status": Text("状态", "Status"),
    "is_equal": Text("一致", "Equal"),
}
HITS = """
    with root as (
        select unit_code
        from core.units
        where parent_code is null
    )
    select hits.rule_id, count(*) as hits
    from result.rule_hits as hits
    cross join root
    join core.unit_tree as tree
        on tree.unit_code = coalesce(hits.unit_code, root.unit_code)
        and tree.ancestor_code = $unit
    where hits.tested_on >= $month and hits.tested_on < $month::date + to_months(1)
    group by hits.rule_id
"""
"""As the coverage counts: a hit is of the month in which its subject was tested, one without a unit is
the root's."""
MORE = Text("共 {total} 行，显示前 {shown} 行。", "{total} rows, of which the first {shown}.")
EMPTY = Text("没有记录。", "No rows.")
STAMP = Text(
    "{unit} · {month} · 快照 {snapshot}，数据截至 {as_of}{kind}",
    "{unit} · {month} · snapshot {snapshot}, data to {as_of}{kind}",
)
DEMONSTRATION = Text("，演示数据", ", demonstration data")
CONCLUSION = Text(
    "{unit}，{month}：{rules}条规则中，{hit}条有疑点（共{hits}件，待核实），{clean}条无疑点，"
    "{undecided}条数据不足或出错、未能判断，其余不适用。{worst}",
    "{unit}, {month}: of {rules} rules {hit} have leads ({hits} in all, to be verified), {clean} are clean,"
    " {undecided} could not be decided for want of data or by an error, the others do not apply. {worst}",
)
MOST_HITS = Text("疑点最多的是{rule}（{hits}件）。", "Most leads: {rule} ({hits}).")


@dataclass
class Desk:
    """One unit and month of one snapshot, seen from a notebook."""

    view: View
    _has_library: bool = field(default=False, repr=False)

    @property
    def snapshot(self) -> Snapshot:
        return self.view.snapshot

    @property
    def unit(self) -> str:
        return self.view.unit.code

    @property
    def month(self) -> Any:
        return self.view.month

    @property
    def lang(self) -> Lang:
        return self.view.lang

    @property
    def is_extract(self) -> bool:
        """Whether the snapshot is a part of another one, for the reader of one unit."""
        return views.has(self.snapshot, "meta.extract")

    def say(self, zh: str, en: str) -> None:
        """A sentence in the notebook's language; what comes from data is text, never markup."""
        text = Text(zh, en).in_(self.lang)
        _display({"text/plain": text, "text/html": f"<p>{escape(text)}</p>"})

    def stamp(self) -> None:
        """Which unit, month and snapshot this is about."""
        facts = self.snapshot.facts
        kind = DEMONSTRATION if facts.is_demonstration else Text("", "")
        said = [
            STAMP.in_(lang).format(
                unit=self.view.unit.name.in_(lang),
                month=fmt.month(self.month, lang),
                snapshot=facts.snapshot_id,
                as_of=facts.as_of,
                kind=kind.in_(lang),
            )
            for lang in ("zh", "en")
        ]
        self.say(*said)

    def table(self, frame: pd.DataFrame, *, most: int = MOST_ROWS, **headings: Text) -> None:
        """Rows with headings and codes in words and personal data masked; at most `most` of them.

        `headings` name columns that neither the contract nor this module knows.
        """
        if frame.empty:
            self.say(*EMPTY)
            return
        shown = frame.head(most)
        names = {**HEADINGS, **headings}
        personal = _personal()
        cells = pd.DataFrame(
            {
                names[name].in_(self.lang) if name in names else column_name(name, self.lang): [
                    self._cell(name, value, is_masked=name in personal) for value in shown[name]
                ]
                for name in shown.columns
            }
        )
        markup = cells.to_html(index=False, border=0, justify="left")
        note = MORE.in_(self.lang).format(total=len(frame), shown=len(shown))
        if len(frame) > len(shown):
            markup += f'<p class="note">{note}</p>'
        _display({"text/plain": cells.to_string(index=False), "text/html": markup})

    def show(self, figure: go.Figure, name: str = "figure") -> None:
        """A figure of the dashboard, inline."""
        height = figure.layout.height or 320
        markup = figure.to_html(
            full_html=False,
            # Two megabytes once; every further figure of the document uses the same.
            include_plotlyjs=not self._has_library,
            div_id=f"{name}-{self.unit}",
            default_height=f"{height}px",
            config={"displaylogo": False, "displayModeBar": False, "responsive": True},
        )
        self._has_library = True
        _display({"text/plain": f"[{name}]", "text/html": f"<figure>{markup}</figure>"})

    def page(self, name: str, **narrowed: Any) -> None:
        """Every figure of a page of the dashboard for this unit and month; `id="I01"` and the like
        are the page's own filters. Where the page has none, what it says instead.

        Raises:
            Refused: there is no such page.
        """
        for name_of_figure, figure in self.figures(name, **narrowed).items():
            self.show(figure, name_of_figure)

    def figures(self, name: str, **narrowed: Any) -> dict[str, go.Figure]:
        """The figures of a page by their ids, for this unit and month."""
        pages = {page.name: page for page in find_pages()}
        if name not in pages:
            known = ", ".join(pages)
            raise Refused(
                f"没有名为 {name} 的页面；现有：{known}。",
                f"There is no page {name}; these exist: {known}.",
            )
        page = pages[name]
        address = self.view.address.to(path=page.path, **narrowed)
        try:
            body = page.body(view_of(self.snapshot, address))
        except Nothing as nothing:
            self.say(*nothing.text)
            return {}
        return {graph.id: go.Figure(graph.figure) for graph in _graphs(body)}

    def indicators(self, **kinds: Any) -> list[Definition]:
        """The indicators of the snapshot, by number; `kind="mean"` and the like narrow them."""
        found = self.view.catalogue.indicators.values()
        return [one for one in found if all(one.header.get(key) == kinds[key] for key in kinds)]

    def rules(self, *families: str) -> pd.DataFrame:
        """State of the rules of some families (`CP`, `CT` …), or of all, in words.

        `hits` is empty where a rule could not be decided: that is not none.
        """
        found = views.coverage(self.snapshot, self.unit, self.month)
        known = self.view.catalogue.rules
        if families:
            found = found[found["rule_id"].map(family_code).isin(families)].reset_index(drop=True)
        severities = [str(known[one].header["severity"]) for one in found["rule_id"]]
        return found.assign(
            rule=[self.title(one) for one in found["rule_id"]],
            hits=found["hits"].where(found["state"].isin(DECIDED)),
            severity=[SEVERITIES[one].in_(self.lang) for one in severities],
            state=[MARKS[one][1].in_(self.lang) for one in found["state"]],
            missing=found["missing"].map(lambda one: missing_text(one, self.lang) or None),
        )

    def conclude(self, *families: str) -> None:
        """What some families of rules, or all, come to in this unit and month, in one sentence."""
        found = views.coverage(self.snapshot, self.unit, self.month)
        if families:
            found = found[found["rule_id"].map(family_code).isin(families)]
        states = found["state"].value_counts()
        leads = found[found["state"] == "hit"].sort_values("hits", ascending=False)
        said = []
        for lang in LANGS:
            names = self.view.catalogue.rules
            worst = [
                MOST_HITS.in_(lang).format(
                    rule=f"{row['rule_id']} {names[row['rule_id']].title.in_(lang)}",
                    hits=fmt.count(row["hits"]),
                )
                for row in leads.head(1).to_dict("records")
            ]
            said.append(
                CONCLUSION.in_(lang).format(
                    unit=self.view.unit.name.in_(lang),
                    month=fmt.month(self.month, lang),
                    rules=len(found),
                    hit=states.get("hit", 0),
                    hits=fmt.count(leads["hits"].sum()),
                    clean=states.get("clean", 0),
                    undecided=len(found)
                    - int(states.reindex(["hit", "clean", "not_applicable"]).fillna(0).sum()),
                    worst="".join(worst),
                )
            )
        self.say(*said)

    def hits(self, rule_id: str) -> pd.DataFrame:
        """The first page of a rule's hits: subject, unit, day, amount, and what it says in words."""
        found = views.hits(
            self.snapshot, rule_id, self.unit, self.month, offset=0, limit=views.PAGE_ROWS
        )
        says = self.view.catalogue.rules[rule_id].text("says")
        said = [
            rule_sentence(says, dict(row) | row["evidence"], self.lang) for row in records(found)
        ]
        return found.assign(said=said)[
            ["subject_id", "unit_code", "happened_on", "amount_cny", "said"]
        ]

    def title(self, definition_id: str) -> str:
        """An indicator or a rule in words, with its id."""
        known = {**self.view.catalogue.indicators, **self.view.catalogue.rules}
        found = known.get(definition_id)
        return f"{definition_id} {found.title.in_(self.lang)}" if found else definition_id

    def record(self, what: str, value: Any) -> None:
        """Vouch for a number of this unit and month; the page says later whether it still holds.

        Raises:
            Refused: the page shows another number, so that one of the two is wrong.
        """
        number = record(what, self.unit, self.month, value)
        on_page = views.page_number(self.snapshot, what, self.unit, self.month)
        if not number.equals(on_page):
            raise Refused(
                f"{what} 在本笔记本为 {number.value}，页面为 {on_page}；请核对计算。",
                f"{what} is {number.value} here and {on_page} on the page; check the computation.",
            )

    def record_rules(self, *families: str) -> None:
        """Vouch for the hits of some families of rules, or of all, counted from the hits themselves.

        A rule that could not be decided has no number.

        Raises:
            Refused: the page shows another number.
        """
        counted = read(self.snapshot, HITS, unit=self.unit, month=self.month)
        listed = dict(zip(counted["rule_id"], counted["hits"], strict=True))
        for row in records(self.rules(*families)):
            is_decided = fmt.is_number(row["hits"])
            self.record(row["rule_id"], listed.get(row["rule_id"], 0) if is_decided else None)

    def _cell(self, name: str, value: Any, *, is_masked: bool) -> str:
        if isinstance(value, (list, dict)) or not fmt.is_number(value):
            return fmt.NO_NUMBER if not isinstance(value, (list, dict)) else str(value)
        if is_masked:
            return f"{str(value)[:1]}•••"
        if isinstance(value, (bool, str)):
            return code_name(name, value, self.lang)
        if isinstance(value, pd.Timestamp):
            return fmt.day(value) if value == value.normalize() else fmt.minute(value)
        if hasattr(value, "year"):
            return fmt.day(value)
        return fmt.number(float(value), digits=2)


def open_desk(
    unit: str | None = None,
    month: str | None = None,
    snapshot: str | None = None,
    lang: Lang = "zh",
) -> Desk:
    """A desk on one snapshot: the current one, its topmost unit and its last month unless said.

    Raises:
        Refused: no such snapshot, unit or month.
    """
    asked = read_month(month)
    if month and asked is None:
        raise Refused(
            f"月份 {month} 不对；请写成 2026-10 这样。",
            f"{month} is no month; write it as 2026-10.",
        )
    address = Address(unit=unit, month=asked, lang=lang)
    try:
        return Desk(view_of(open_snapshot(snapshot), address))
    except Nothing as nothing:
        raise Refused(*nothing.text) from nothing


def _graphs(component: Any) -> list[dcc.Graph]:
    """Every graph below a component, in reading order."""
    if isinstance(component, dcc.Graph):
        return [component]
    if isinstance(component, (list, tuple)):
        return [graph for one in component for graph in _graphs(one)]
    return _graphs(component["props"].get("children")) if isinstance(component, dict) else []


def _personal() -> set[str]:
    """Columns that are personal in every table that has them; `name` alone says nothing."""
    kinds: dict[str, set[str]] = {}
    for table in load_contract().values():
        for column in table.columns.values():
            kinds.setdefault(column.name, set()).add(column.sensitivity)
    return {name for name, found in kinds.items() if found == {"personal"}}


def _display(data: dict[str, str]) -> None:
    display(data, raw=True)
