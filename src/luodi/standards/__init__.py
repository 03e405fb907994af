"""Dated recognition standards: verdict, score, gap and cheapest route, for one firm or ten million."""

from luodi.standards.catalogue import NoStandard, catalogue, in_force, load
from luodi.standards.loading import StandardError
from luodi.standards.spec import Standard

__all__ = ["NoStandard", "Standard", "StandardError", "catalogue", "in_force", "load"]
