"""Checks of a table before anything of it is published."""
