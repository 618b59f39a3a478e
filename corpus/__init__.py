"""Documents in, paragraphs and facts out. No models, no network but a configured database."""
