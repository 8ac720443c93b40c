"""Measurements: how fast, how large, and against what else one would take. See bench/README.md."""
