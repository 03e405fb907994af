"""A unit's appeal: written with proof, read by both sides, ruled by the office; and its confirmation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.figures.models import Indicator, Region
from luodi.office.journal.models import Entry as Noted
from luodi.office.races import acts, inputs, queries
from luodi.office.races.forms import AppealForm, RulingForm
from luodi.office.races.models import Appeal, Round
from luodi.office.races.views.common import (
    after,
    business,
    found,
    posted,
    posts_only,
    round_for,
    stored,
    told,
)
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal


def region_for(person: Person, round: Round, region: int) -> tuple[queries.Sight, Region]:
    """A participant somebody may see the details of."""
    sight = queries.sight_of(person, round.race)
    row = round.race.participants.filter(region_id=region).select_related("region__unit").first()
    if row is None or not sight.covers(region):
        raise Http404(_("没有这个参赛单位，或不在您的范围内。"))
    return sight, row.region


@posts_only
def confirm(request: HttpRequest, pk: int, region: int) -> HttpResponse:
    person = business(request)
    round = round_for(person, pk)
    _sight, place = region_for(person, round, region)
    here = reverse("races:unit", args=[pk, region])
    try:
        acts.confirm(person, round, place)
    except (Refusal, ValidationError) as error:
        return told(request, here, error)
    return after(request, here, _("已确认本单位数据。"))


def appeal_new(request: HttpRequest, pk: int, region: int) -> HttpResponse:
    """What is wrong, what it should be, why, and the proof."""
    person = business(request)
    round = round_for(person, pk)
    _sight, place = region_for(person, round, region)
    if place.unit is None or not person.scope.covers(place.unit.path, "head"):
        raise Refusal(_("申诉由参赛单位负责人提出。"))
    codes = inputs.fields_of(queries.spec_of(round.rules.text)).codes
    wanted = (
        Indicator.objects.filter(code=request.GET.get("indicator", "")[:40])
        .values_list("pk", flat=True)
        .first()
    )
    form = AppealForm(codes, request.POST or None, request.FILES or None, initial={"indicator": wanted})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        answer = posted(
            request, form, reverse("races:unit", args=[pk, region]), _("申诉已提出，等办公室裁定。"),
            acts.appeal, round, place, given["indicator"], claimed=given["claimed"], reason=given["reason"],
            name=file.name, data=file.read(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return render(
        request, "races/appeal_form.html", {"round": round, "race": round.race, "region": place, "form": form}
    )


def appeal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An appeal; for the office with the form of its ruling."""
    person = business(request)
    rows = Appeal.objects.visible_to(person).select_related(
        "round__race__unit", "round__rules", "region__unit", "indicator", "before__indicator",
        "value__indicator", "by", "ruled_by", "version",
    )  # fmt: skip
    appeal = found(rows, pk=pk)
    round = appeal.round
    may = (
        round.race.runs(person)
        and appeal.state == Appeal.State.OPEN
        and round.state == Round.State.CONFIRMING
    )
    form = RulingForm(request.POST or None, initial={"do": "uphold"}) if may else None
    if request.method == "POST":
        if request.POST.get("do") == "withdraw":
            try:
                acts.withdraw_appeal(person, appeal)
            except (Refusal, ValidationError) as error:
                return told(request, reverse("races:appeal", args=[pk]), error)
            return after(request, reverse("races:unit", args=[round.pk, appeal.region_id]), _("申诉已撤回。"))
        if form is None:
            raise Refusal(_("申诉由组织单位办公室在确认申诉阶段裁定。"))
        if form.is_valid():
            given = form.cleaned_data
            answer = posted(
                request, form, reverse("races:appeal", args=[pk]), _("已裁定。"), acts.rule_appeal, appeal,
                upheld=given["do"] == "uphold", ruling=given["ruling"], amount=given["amount"],
            )  # fmt: skip
            if answer is not None:
                return answer
    head = appeal.region.unit is not None and person.scope.covers(appeal.region.unit.path, "head")
    context: dict[str, Any] = {
        "appeal": appeal,
        "round": round,
        "race": round.race,
        "form": form,
        "may_withdraw": head and appeal.state == Appeal.State.OPEN and round.state == Round.State.CONFIRMING,
        "course": _course(appeal, whole=round.race.whole(person)),
        "log": [
            e
            for e in Noted.objects.about(round).filter(act__in=SAID).order_by("-number")[:200]
            if e.values.get("appeal") == appeal.pk
        ],
    }
    return render(request, "races/appeal.html", context)


SAID = ("races.appeal", "races.appeal_withdraw", "races.upheld", "races.rejected")


def _course(appeal: Appeal, *, whole: bool) -> list[str]:
    """What the recomputation after the ruling changed, as far as it is the unit's own or the reader sees all."""
    version = appeal.version
    if version is None:
        return []
    kinds = ("figure", "place", "score") if whole else ("figure",)
    return [
        c["said"]
        for c in version.changes
        if c["kind"] in kinds and (whole or c["region"] == appeal.region_id)
    ]


def appeal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof as it was uploaded."""
    person = business(request)
    appeal = found(Appeal.objects.visible_to(person).select_related("file"), pk=pk)
    return stored(appeal.file, appeal.file_name)


routes = [
    path("rounds/<int:pk>/unit/<int:region>/confirm/", confirm, name="confirm"),
    path("rounds/<int:pk>/unit/<int:region>/appeal/", appeal_new, name="appeal_new"),
    path("appeals/<int:pk>/", appeal_page, name="appeal"),
    path("appeals/<int:pk>/file/", appeal_file, name="appeal_file"),
]
