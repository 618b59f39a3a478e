"""Answers written by a language model behind an endpoint, and their check against the cited paragraphs."""
