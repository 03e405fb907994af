"""What the region is measured by: indicators, regions, values with every vintage, targets, rounds of submission."""

from luodi.office.figures.models.catalogue import Indicator, PeerGroup, Region
from luodi.office.figures.models.rounds import Collection, Line, Submission
from luodi.office.figures.models.values import Freeze, FrozenTarget, FrozenValue, Target, Value

__all__ = [
    "Collection",
    "Freeze",
    "FrozenTarget",
    "FrozenValue",
    "Indicator",
    "Line",
    "PeerGroup",
    "Region",
    "Submission",
    "Target",
    "Value",
]
