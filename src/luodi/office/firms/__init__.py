"""Firms against the standards: returns taken in, verdicts worked out, and what a county does about them."""
