"""The JSON objects of every door. Each is made from its record in one place: its ``of``."""
