"""Near misses: what is on the topic and cannot be the answer."""
