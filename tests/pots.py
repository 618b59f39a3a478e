"""A made-up folder of one document, for runs that need little."""

CATALOGUE = """
documents:
  - file: pots.md
    id: pots-2022
    title: {en: Pots of the island}
    publisher: {en: Office of Pots}
    date: 2022-01-02
    languages: [en]
    kind: paper
"""
POTS = """# Pots of the island

1. The lighthouse kitchen keeps 37 copper pots, and the bakery keeps a dozen pans.

2. A new pottery workshop will open in March 2023 at the harbour.
"""
