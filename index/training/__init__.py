"""How the models of index/models were made; nothing that serves imports this. See docs/TRAINING.md."""
