"""Worked examples of definitions: read, built, compared, and checked before a rule is used."""
