"""Questions of several parts, moments, documents or things, and what is derived from several values."""
