"""Speed and memory, measured, never asserted. ``python -m eval bench``; docs/BENCHMARKS.md says what each line means."""
