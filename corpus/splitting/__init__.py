"""Blocks become labelled paragraphs: pieces rejoined, headings, annexes, tables, languages paired."""
