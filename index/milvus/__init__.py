"""The index in Milvus: vectors and lexical weights in one collection per generation, hybrid search in the engine."""
