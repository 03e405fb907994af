"""No models: the index is a table each database makes in its own way (see the first migration)."""
