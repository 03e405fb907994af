"""The cells of a task's row in the list as markup, made once while the row says the same.

Fifty rows take longer to write than all the rest of the page, and whoever turns pages, sorts or filters sees
most of them again. What a row looks like follows from what is in it and the language alone, so that is the key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from markupsafe import Markup

from luodi.office.ledger.pagerows import Row

KEPT = 5000
"""Rows a process keeps: some ten megabytes."""

_said = attrgetter(*(f.name for f in fields(Row)))
_made: OrderedDict[Hashable, Markup] = OrderedDict()


def cells(row: Row) -> Markup:
    key = (translation.get_language(), _said(row))
    known = _made.get(key)
    if known is None:
        page: Any = get_template("ledger/parts/task_rows.html")
        known = _made[key] = page.template.module.cells(row)
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return known
