"""Questions in, proven answers out, without a language model. It begins in ask.py."""
