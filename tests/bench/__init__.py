"""Benchmarks behind the figures in docs/benchmarks.md; run them with `make bench-…`."""
