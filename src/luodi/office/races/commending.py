"""Who may be commended with a round: those ahead in the race, those the registers know, units that closed tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.office.figures import honours, periods
from luodi.office.figures.honours import Group, Honour
from luodi.office.ledger.models import SignOff
from luodi.office.races import exactly, queries
from luodi.office.races.models import Round, Version

MOST = 300
"""Honours a page shows of one register."""


def span(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period."""
    return periods.end(periods.before(period)) + dt.timedelta(days=1), periods.end(period)


def groups(round: Round, version: Version) -> list[Group]:
    """All that can be commended for the period, each with the paper or page it stands on."""
    since, until = span(round.period)
    found = honours.earned(round.race.unit, since, until)
    told = [
        Group("race", _("位次靠前的单位"), _ahead(round, version)),
        *found,
        Group("signoffs", _("办结销号任务的单位"), _signed_off(round, since, until)),
    ]
    return [Group(g.key, g.title, g.honours[:MOST]) for g in told]


def picked(found: Iterable[Group], asked: Iterable[str]) -> list[tuple[str, list[Honour]]]:
    """Those somebody ticked, by group; the ticks are register|honour."""
    wanted = set(asked)
    made = [(str(g.title), [h for h in g.honours if f"{g.key}|{h.id}" in wanted]) for g in found]
    return [(title, some) for title, some in made if some]


def _ahead(round: Round, version: Version) -> list[Honour]:
    spec = queries.spec_of(version.rules.text)
    lists = queries.lists(round.race, spec, version.inputs, queries.lines_of(version))
    return [
        Honour(
            id=str(x.region),
            name=x.unit,
            reason=_("%(what)s第%(place)s名（%(score)s分）")
            % {
                "what": f"{round.period_words}{round.race.name}",
                "place": x.place,
                "score": exactly.printed(x.score, spec.publish.places),
            },
            basis=spec.document,
            href=reverse("races:unit", args=[round.pk, x.region]),
        )
        for x in lists["praise"]
    ]


def _signed_off(round: Round, since: dt.date, until: dt.date) -> list[Honour]:
    """Units below the one that runs the race, with the tasks they closed on checked evidence; most first."""
    in_time = Q(confirmed_at__date__range=(since, until)) | Q(
        confirmed_at=None, checked_at__date__range=(since, until)
    )
    rows = SignOff.objects.filter(
        in_time, state=SignOff.State.DONE, task__plan__unit__path__startswith=round.race.unit.path
    ).select_related("task__lead")
    by: dict[int, list[SignOff]] = {}
    for row in rows.order_by("task__code", "pk"):
        if row.task.lead is not None:
            by.setdefault(row.task.lead.pk, []).append(row)
    return [
        Honour(
            id=str(pk),
            name=some[0].task.lead.name,
            reason=_("办结销号任务%(n)d项：%(what)s")
            % {
                "n": len(some),
                "what": "、".join(s.task.title[:24] for s in some[:3]) + ("等" if len(some) > 3 else ""),
            },
            basis=_("任务台账销号记录"),
            href=reverse("ledger:unit", args=[pk]),
        )
        for pk, some in sorted(by.items(), key=lambda item: (-len(item[1]), item[1][0].task.lead.path))
    ]
