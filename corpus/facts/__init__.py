"""Typed facts out of English, Traditional and Simplified Chinese text, with exact spans. See docs/FACTS.md."""

from corpus.facts.extract import extract
from corpus.facts.render import render_value
from corpus.facts.wordings import QUALIFIERS

__all__ = ["QUALIFIERS", "extract", "render_value"]
