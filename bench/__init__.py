"""Benchmarks: each prints ratios against a baseline that runs beside it, so that the machine's speed cancels out."""
