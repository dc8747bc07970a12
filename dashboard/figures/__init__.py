"""Figures: pure functions from a DataFrame; pages, notebooks and reports call the same ones."""
