"""Questions, quotations and drafts in; proven answers out."""
