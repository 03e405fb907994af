"""Tests of the race engine."""
