"""Titles of provincial level and above that firms obtained in a period (A29), for who draws up a commendation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.office.figures.honours import Honour
from luodi.office.firms import facts
from luodi.office.firms.firmpage import TITLE_WORDS
from luodi.office.firms.models import Firm
from luodi.office.units.models import Unit

ALWAYS = {"hnte", "srdi", "little_giant"}
"""Given by the province or the state, whatever the list says of a level."""
HIGH = {"national": "国家级", "provincial": "省级"}


def earned(unit: Unit, since: dt.date, until: dt.date) -> Iterator[Honour]:
    """Issued from the first day to the last and not revoked since, by the newest word of the register."""
    if not facts.batch_ids():
        return
    rows = [
        row
        for row in facts.titles().to_pylist()
        if row["issued"] is not None
        and since <= row["issued"] <= until
        and (row["revoked"] is None or row["revoked"] > until)
        and (row["type"] in ALWAYS or row["level"] in HIGH)
    ]
    firms = Firm.objects.filter(uscc__in={r["uscc"] for r in rows}, unit__path__startswith=unit.path)
    known = {f.uscc: f for f in firms.select_related("unit")}
    for row in sorted(rows, key=lambda r: (r["type"] or "", r["issued"], r["uscc"])):
        firm = known.get(row["uscc"])
        if firm is None:
            continue
        what = TITLE_WORDS.get(row["type"], row["type"] or "")
        level = HIGH.get(row["level"] or "", "")
        number = _("（%s）") % row["number"] if row["number"] else ""
        yield Honour(
            id=f"{row['uscc']}:{row['type']}:{row['number']}",
            name=firm.name,
            place=firm.unit.name,
            reason=_("获认定为%(level)s%(what)s") % {"level": level, "what": what},
            basis=_("%(day)s发证%(number)s") % {"day": row["issued"].isoformat(), "number": number},
            href=reverse("firms:firm", args=[firm.uscc]),
        )
