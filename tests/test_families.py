"""Families of rules have their names in one place, and every rule is in the family of its letters."""

from audit_models.definitions import load_rules
from audit_models.families import family_code, family_of, load_families
from audit_models.text import Text


def test_every_rule_lies_in_the_folder_of_its_family() -> None:
    folders = {code: family.folder for code, family in load_families().items()}

    assert load_rules()
    assert [
        rule.id for rule in load_rules() if folders.get(family_code(rule.id)) != rule.family
    ] == []


def test_every_family_has_a_name_in_both_languages() -> None:
    names = [family.name for family in load_families().values()]

    assert Text("项目承揽", "Winning the project") in names
    assert all(name.zh.strip() and name.en.strip() for name in names)


def test_a_family_that_nobody_named_goes_by_its_code() -> None:
    assert family_of(family_code("ZZ01")).name == Text("ZZ", "ZZ")
