"""Who answers for a rule, and on what it rests: from the register of the policy and the legal basis."""

from collections.abc import Sequence
from typing import Any

from audit_models import views
from audit_models.families import family_code
from audit_models.records import records
from audit_models.register import Clause, load_register
from audit_models.text import Text
from dashboard import html
from dashboard.components import named
from dashboard.html import Component
from dashboard.view import View

OWNER = Text("责任部门", "Department")
AND = Text("；", "; ")
NOBODY = Text("未指定", "none named")


def owner_of(rule_id: str) -> Text:
    """The owner of the clause that names the rule, else of one that names its family."""
    clauses = load_register()
    named = [one for one in clauses if rule_id in one.rules]
    of_family = [one for one in clauses if family_code(rule_id) in one.rules]
    return next((clause.owner for clause in (*named, *of_family)), NOBODY)


def clauses_of(rule_id: str) -> list[Clause]:
    """The clauses of the policy that the rule watches."""
    return [one for one in load_register() if one.watchers([rule_id])]


def basis_by_rule(view: View) -> dict[str, list[Text]]:
    """Rule id → its grounds in words, an article only where it was verified; read at once for all rules."""
    rules = view.catalogue.rules.values()
    wanted = {rule.id: list(rule.header.get("ground", ())) for rule in rules}
    every = sorted({ground for grounds in wanted.values() for ground in grounds})
    found = records(views.grounds(view.snapshot, every))
    labels = {row["ground"]: Text(row["label_zh"], row["label_en"]) for row in found}
    return {
        rule_id: [labels[one] for one in grounds if one in labels]
        for rule_id, grounds in wanted.items()
    }


def owner_and_basis(rule_id: str, basis: Sequence[Text], view: View) -> Component:
    """Who answers for a rule · its grounds, of which one that exists in Chinese only is marked as such."""
    said: list[Any] = [view.say(owner_of(rule_id)), " · "]
    for number, one in enumerate(basis):
        said += [view.say(AND) if number else "", named(one, view.lang)]
    return html.Span(said, className="note")
