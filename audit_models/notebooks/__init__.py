"""Notebooks: found in `notebooks/`, run from the top, and kept with a record as evidence."""
