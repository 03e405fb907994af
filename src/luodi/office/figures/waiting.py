"""Submissions whose next step is a person's: for the page of submissions and for the first page."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from luodi.office.figures.models import Collection, Submission
from luodi.office.units.models import Person
from luodi.office.web.waiting import Waiting

State = Submission.State
MOST = 50


def submissions(person: Person) -> list[Submission]:
    """To fill in, to approve, to accept: the nearest deadline first. One query, none for those who do neither."""
    if not person.has("office", "head", "liaison"):
        return []
    mine = Q(state__in=(State.DRAFT, State.RETURNED)) & (
        person.scope.within("unit__path", "liaison") or Q(pk__gt=0)
    )
    head = Q(state=State.SUBMITTED) & (person.scope.within("unit__path", "head") or Q(pk__gt=0))
    kept = Q(state=State.APPROVED) & (person.scope.within("collection__unit__path", "office") or Q(pk__gt=0))
    rows = (
        Submission.objects.filter(mine | head | kept, collection__state=Collection.State.OPEN)
        .select_related("unit", "collection__unit")
        .order_by("collection__due", "unit__path")
    )
    return list(rows[:MOST])


def waiting(person: Person) -> Iterator[Waiting]:
    for one in submissions(person):
        href = reverse("figures:submission", args=[one.pk])
        yield Waiting(href, one.collection.name, one.turn, one.collection.due)
