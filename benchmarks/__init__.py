"""Benchmarks, run by hand: `make bench`. Every figure is a ratio to a baseline of the same run."""
