"""The same questions over the same paragraphs through other people's pipelines. See ``python -m eval.peers --help``."""
