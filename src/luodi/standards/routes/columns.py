"""The firm table's columns in time: `rd_wan` is the newest year, `rd_wan_y1` the one before."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(.+)_y([12])")

AHEAD = {"registered_days": 365, "accounting_years": 1, "years_in_niche": 1}
"""Figures that time itself moves, by how much a year, in the column's unit."""


def split(column: str) -> tuple[str, int]:
    """The column of the newest year, and how many years before it.

    >>> split("rd_wan_y1"), split("staff_total")
    (('rd_wan', 1), ('staff_total', 0))
    """
    found = _YEAR.fullmatch(column)
    return (found[1], int(found[2])) if found else (column, 0)
