"""The pages of documents; each asks in the person's name and calls one act at most."""
