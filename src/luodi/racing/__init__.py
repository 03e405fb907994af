"""Indicator values to an index, ranks, how sure they are, and why: figures anyone can retrace."""

from luodi.racing.contest import Contest, compare, load, loads, shipped
from luodi.racing.loading import RaceError
from luodi.racing.running import Result
from luodi.racing.values import BadCell, Values

__all__ = ["BadCell", "Contest", "RaceError", "Result", "Values", "compare", "load", "loads", "shipped"]
