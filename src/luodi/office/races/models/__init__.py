"""Quarterly races: rules, rounds, entries, confirmations, appeals, and every numbered computation."""

from luodi.office.races.models.results import Study, Version
from luodi.office.races.models.rounds import Appeal, CheckLine, Confirmation, Entry, Round
from luodi.office.races.models.setup import Participant, Race, Rules

__all__ = [
    "Appeal",
    "CheckLine",
    "Confirmation",
    "Entry",
    "Participant",
    "Race",
    "Round",
    "Rules",
    "Study",
    "Version",
]
