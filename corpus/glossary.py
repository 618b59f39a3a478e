"""stub"""

from __future__ import annotations


def terms_of(document_id, pieces, paragraphs):
    return []
