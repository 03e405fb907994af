"""What of races can be searched: races and their rounds, by name and period."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luodi.office.races.models import Race, Round
from luodi.office.search import index
from luodi.office.search.kinds import Kind, register


def _said(one: Round) -> str:
    return f"{one.label}\n{one.period_words}"


def put_race(one: Race) -> None:
    """Index a race anew; inside the act that changes it."""
    index.put("race", one.pk, one.name)


def put_round(one: Round) -> None:
    index.put("race_round", one.pk, _said(one))


def _races() -> Iterator[tuple[int, str]]:
    return ((pk, name) for pk, name in Race.objects.values_list("pk", "name"))


def _rounds() -> Iterator[tuple[int, str]]:
    return ((r.pk, _said(r)) for r in Round.objects.all())


def register_kinds() -> None:
    register(
        Kind(
            "race", _("赛马"), 50,
            visible=Race.objects.visible_to,
            texts=_races,
            title=str,
            href=lambda race: reverse("races:race", args=[race.pk]),
            note=lambda race: race.unit.name,
            field="name",
            related=("unit",),
        ),
        Kind(
            "race_round", _("各期赛马"), 51,
            visible=Round.objects.visible_to,
            texts=_rounds,
            title=str,
            href=lambda round: reverse("races:round", args=[round.pk]),
            note=lambda round: str(round.get_state_display()),
            field="label",
            related=("race",),
        ),
    )  # fmt: skip
