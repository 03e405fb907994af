"""The demonstration office: a fictional province at work."""
