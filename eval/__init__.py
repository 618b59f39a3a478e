"""Judges the rest: questions, measures, runs, reports, benchmarks."""
