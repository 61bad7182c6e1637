"""Benchmarks on real data, side by side; each module runs with `python -m` and prints a metric a line."""
