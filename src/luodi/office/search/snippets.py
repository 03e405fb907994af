"""The words around a hit, with what was looked for marked. Plain text in, escaped markup out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Greatest, Lower, StrIndex, Substr
from markupsafe import Markup, escape

from luodi.office.search.bigrams import fold
from luodi.office.web.filters import visible

BEFORE, LENGTH = 36, 150


def cut(rows: QuerySet, field: str, terms: Sequence[str]) -> QuerySet:
    """Rows with `around`: the part of the column where the first term stands, cut by the database.

    A document's text may be megabytes; a list of hits must not carry them here.
    """
    term = terms[0] if terms else ""
    return rows.annotate(
        around=Substr(
            field, Greatest(StrIndex(Lower(F(field)), Value(term, CharField())) - BEFORE, 1), LENGTH
        ),
    )


def mark(text: str, terms: Sequence[str]) -> Markup:
    """
    >>> mark("引进<b>院士</b>3名", ["院士"])
    Markup('引进&lt;b&gt;<mark>院士</mark>&lt;/b&gt;3名')
    """
    wanted = [re.escape(t) for t in terms if t]
    if not wanted:
        return escape(visible(text))
    # Folding may change lengths (㎡ becomes m2): where it does, only what is written so is found.
    same = fold(text) if len(fold(text)) == len(text) else text.lower()
    if len(same) != len(text):
        same = text
    found, at = Markup(), 0
    for match in re.finditer("|".join(wanted), same):
        found += escape(visible(text[at : match.start()]))
        found += Markup("<mark>%s</mark>") % visible(text[match.start() : match.end()])
        at = match.end()
    return found + escape(visible(text[at:]))
