"""Content-addressed files: the same bytes are kept once, under their SHA-256."""
