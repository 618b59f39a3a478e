"""A running server under load for as long as is wanted, while documents come and go. ``python -m eval soak``."""
