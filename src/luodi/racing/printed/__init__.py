"""Printed tables retraced: every figure recomputed from the others, and what cannot be right is named."""

from luodi.racing.printed.reproducing import Cell, Report, reproduce, tables

__all__ = ["Cell", "Report", "reproduce", "tables"]
