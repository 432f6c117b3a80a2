"""Benchmarks, each side by side with the native way: see harness.py, ./fuel bench."""
