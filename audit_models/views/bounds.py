"""The bound of every row-level read."""

PAGE_ROWS = 200
"""The most rows of a list that one call returns."""
