"""Tests of the office. A package, so that files in two rooms may share a name."""
