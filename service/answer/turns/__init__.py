"""Conversations: a follow-up made to stand alone."""
