"""Drafts, quotations and citations: verified, checked and made ready to paste; look up and the ledger of facts."""
