"""Paragraphs in, ranked paragraphs out. Embeddings, FAISS, lexical search, fusion."""
