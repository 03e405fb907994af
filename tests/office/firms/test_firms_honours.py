"""Titles obtained in a period, for a commendation: by the day of issue, below one unit alone."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.office.firms.conftest import Firms

from luodi.office.firms.honours import earned

pytestmark = pytest.mark.django_db


def test_titles_by_their_day_and_place(firms: Firms) -> None:
    year = (dt.date(2022, 1, 1), dt.date(2026, 6, 20))
    found = {h.id.split(":")[0]: h for h in earned(firms.unit("province"), *year)}
    assert {firms.east[0], firms.west[0]} <= found.keys()
    one = found[firms.east[0]]
    assert "高新技术企业" in one.reason and "GR" in one.basis and firms.east[0] in one.href
    west = {h.id.split(":")[0] for h in earned(firms.unit("west"), *year)}
    assert firms.west[0] in west and firms.east[0] not in west
    day = dt.date.fromisoformat(one.basis[:10])
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    assert firms.east[0] not in {h.id.split(":")[0] for h in earned(firms.unit("province"), after, year[1])}
    assert firms.east[0] not in {h.id.split(":")[0] for h in earned(firms.unit("province"), year[0], before)}
