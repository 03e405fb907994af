"""What a race waits for: a head to confirm or appeal, the office to rule."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.races.models import Appeal, Confirmation, Participant, Round
from luodi.office.units.models import Person
from luodi.office.web.waiting import Waiting

MOST = 20


def waiting(person: Person) -> Iterator[Waiting]:
    """One query for a head, one for an office."""
    if person.has("head"):
        yield from to_confirm(person)
    if person.has("office"):
        yield from _to_rule(person)


def to_confirm(person: Person) -> Iterator[Waiting]:
    """Units whose figures somebody has to confirm as their head, in rounds whose deadline is not over."""
    done = Confirmation.objects.filter(round=OuterRef("race__rounds"), region=OuterRef("region"))
    open_still = Q(race__rounds__confirm_due=None) | Q(race__rounds__confirm_due__gte=today())
    rows = (
        Participant.objects.filter(
            person.scope.within("region__unit__path", "head"),
            open_still,
            race__rounds__state=Round.State.CONFIRMING,
            race__retired_at=None,
        )
        .exclude(Exists(done))
        .annotate(round=F("race__rounds"), label=F("race__rounds__label"), due=F("race__rounds__confirm_due"))
        .values_list("round", "label", "due", "region", "region__name")
    )
    for round, label, due, region, name in rows.order_by("due", "pk")[:MOST]:
        href = reverse("races:unit", args=[round, region])
        yield Waiting(href, label, _("请核对%(unit)s的数据，确认或者申诉") % {"unit": name}, due)


def _to_rule(person: Person) -> Iterator[Waiting]:
    rows = (
        Appeal.objects.filter(
            person.scope.within("round__race__unit__path", "office"), state=Appeal.State.OPEN
        )
        .values_list("round", "round__label", "region__name", "indicator__name")
        .order_by("at")
    )
    for round, label, region, indicator in rows[:MOST]:
        note = _("%(unit)s对“%(what)s”的申诉，请裁定") % {"unit": region, "what": indicator}
        yield Waiting(reverse("races:round", args=[round]), label, note)
